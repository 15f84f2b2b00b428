-- What laboratories say of lots; and of lots as made, what was looked for and not found, and how sure the masses are.

create table view.assay (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  party text not null,
  laboratory text not null,
  method text not null,
  version text not null,
  uncertainty_parts_per_million integer not null,
  moisture_parts_per_million integer,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  not_detected text[] not null,
  constraint assay_pkey primary key (ledger_id, lot_number, event_number)
);
comment on table view.assay is 'What a laboratory states of a lot. What it changed of the book is the change of the same event.';
comment on column view.assay.element_milligrams is 'As stated: null was not tested, 0 is none. What was looked for and is below detection is in not_detected.';

alter table view.assay alter column ledger_id set statistics 0;
grant select, insert, delete on view.assay to lodestone_writer;

alter table view.lot add column not_detected text[];
alter table view.lot add column uncertainty_parts_per_million integer;
comment on column view.lot.not_detected is 'Elements below detection when the lot was made; null when there are none.';
comment on column view.lot.uncertainty_parts_per_million is 'Of each element as made; null when it is not known. An assay says it anew.';
