-- Why a key was revoked; of one that was stolen, what it signed since. And the keys that sign checkpoints after the first.

alter table view.key_revocation add column cause text;
alter table view.key_revocation add column stolen_from text;
alter table view.key_revocation add column signed_entries bigint;
alter table view.key_revocation add column signed_events bigint;
alter table view.key_revocation add column first_position bigint;
alter table view.key_revocation add column last_position bigint;
comment on column view.key_revocation.first_position is 'Of the first entry that the key signed after it was stolen; what it signed from there to last_position may be another''s.';

-- A replay must know of these before it comes to what the stolen keys signed.
create index event_key_revoked on ledger.event (ledger_id, position, ordinal) where type = 'key-revoked';
