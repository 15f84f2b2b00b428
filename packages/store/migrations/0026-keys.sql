-- Why a key was revoked; of one that was stolen, what it signed since. And the keys that sign checkpoints after the first.

alter table view.key_revocation add column cause text;
alter table view.key_revocation add column stolen_from text;
alter table view.key_revocation add column signed_entries bigint;
alter table view.key_revocation add column signed_events bigint;
alter table view.key_revocation add column first_position bigint;
alter table view.key_revocation add column last_position bigint;
comment on column view.key_revocation.first_position is 'Of the first entry that the key signed after it was stolen; what it signed from there to last_position may be another''s.';

create table view.checkpoint_key (
  ledger_id integer not null,
  event_number bigint not null,
  key text not null,
  constraint checkpoint_key_pkey primary key (ledger_id, key)
);
comment on table view.checkpoint_key is 'A key that signs checkpoints besides the one that the policy names.';

create table view.checkpoint_key_retirement (
  ledger_id integer not null,
  event_number bigint not null,
  key text not null,
  successor text not null,
  reason text not null,
  constraint checkpoint_key_retirement_pkey primary key (ledger_id, key)
);
comment on table view.checkpoint_key_retirement is 'A key that signs no checkpoints that cover its retirement.';

alter table view.checkpoint_key alter column ledger_id set statistics 0;
alter table view.checkpoint_key_retirement alter column ledger_id set statistics 0;

grant select, insert, delete on view.checkpoint_key, view.checkpoint_key_retirement to lodestone_writer;

-- A replay must know of revocations before it comes to what the stolen keys signed, an audit of all checkpoint keys before
-- the first checkpoint.
create index event_about_keys on ledger.event (ledger_id, position, ordinal)
  where type in ('key-revoked', 'checkpoint-key-added', 'checkpoint-key-retired');
