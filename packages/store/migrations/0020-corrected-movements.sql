-- Transfers, shipments and units are corrected: what counts instead stands beside what counted before, under the number of
-- the correction. Names stay where they are: they are given once.

create table view.transfer_revision (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  consignee text not null,
  seals text[],
  constraint transfer_revision_pkey primary key (ledger_id, transfer, event_number)
);
comment on table view.transfer_revision is 'What is known of a dispatch from this event on. Its lines are those of the same event.';

create table view.shipment_revision (
  ledger_id integer not null,
  event_number bigint not null,
  shipment text not null,
  consignee text not null,
  destination text not null,
  constraint shipment_revision_pkey primary key (ledger_id, shipment, event_number)
);
comment on table view.shipment_revision is 'What is known of a packing from this event on. Its lines are those of the same event.';

alter table view.transfer_line drop constraint transfer_line_pkey,
  add constraint transfer_line_pkey primary key (ledger_id, transfer, lot_number, event_number);
alter table view.dispute drop constraint dispute_pkey,
  add constraint dispute_pkey primary key (ledger_id, transfer, lot_number, event_number);
alter table view.transfer_end drop constraint transfer_end_pkey,
  add constraint transfer_end_pkey primary key (ledger_id, transfer, event_number);
alter table view.shipment_line drop constraint shipment_line_pkey,
  add constraint shipment_line_pkey primary key (ledger_id, shipment, lot_number, event_number);
alter table view.shipment_end drop constraint shipment_end_pkey,
  add constraint shipment_end_pkey primary key (ledger_id, shipment, event_number);

alter table view.unit add column standing_number bigint;
update view.unit set standing_number = event_number;
alter table view.unit alter column standing_number set not null;
comment on column view.unit.standing_number is 'By which event the unit stands so: an earlier one, where a correction has undone what came after that.';

alter table view.transfer_revision alter column ledger_id set statistics 0;
alter table view.shipment_revision alter column ledger_id set statistics 0;
grant select, insert, delete on view.transfer_revision, view.shipment_revision to lodestone_writer;
