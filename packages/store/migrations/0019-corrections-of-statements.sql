-- Where the latest word counts, taking it back is a word of its own: a row says again what counted before, and names the
-- event that had stated that, so that this one can be corrected in its turn.

alter table view.ownership
  alter column owner drop not null,
  add column statement_number bigint;
comment on column view.ownership.owner is 'Null: none is stated any more.';
comment on column view.ownership.statement_number is 'The event that stated it, where a correction of a later one lets it count again; null is the row''s own.';

alter table view.mandate add column statement_number bigint;
comment on column view.mandate.statement_number is 'The event that stated it, where a correction of a later one lets it count again; null is the row''s own.';

alter table view.yield_range
  alter column low_parts_per_million drop not null,
  alter column high_parts_per_million drop not null,
  add column statement_number bigint;
comment on column view.yield_range.low_parts_per_million is 'Null, as the other end: the facility has no range of its own any more.';
comment on column view.yield_range.statement_number is 'The event that stated it, where a correction of a later one lets it count again; null is the row''s own.';

create table view.assay_withdrawal (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  assay_number bigint,
  constraint assay_withdrawal_pkey primary key (ledger_id, lot_number, event_number)
);
comment on table view.assay_withdrawal is 'The latest assay of a lot counts no more from this event on. What it changed of the book is changed back by the same event.';
comment on column view.assay_withdrawal.assay_number is 'The event of the assay that counts again; null where the lot is as it was made.';
alter table view.assay_withdrawal alter column ledger_id set statistics 0;
grant select, insert, delete on view.assay_withdrawal to lodestone_writer;

-- A registration that was corrected has a row more; the latest counts.
alter table view.party drop constraint party_pkey, add constraint party_pkey primary key (ledger_id, party, event_number);
alter table view.facility
  drop constraint facility_pkey, add constraint facility_pkey primary key (ledger_id, facility, event_number);
comment on table view.party is 'Who takes part. The latest row of a party counts; it has several when its registration was corrected.';
comment on table view.facility is 'Where things happen. The latest row of a facility counts; it has several when its registration was corrected.';
