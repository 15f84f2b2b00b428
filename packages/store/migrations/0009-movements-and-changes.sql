-- Where each lot was when, and what changed of it without a step: one row says it, whatever kind of event did it.

create table view.movement (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  status text not null,
  custodian text not null,
  within text,
  constraint movement_pkey primary key (ledger_id, lot_number, event_number)
);
comment on table view.movement is 'Where a lot is from this event on. The latest row counts; without one it is held by its maker.';
comment on column view.movement.within is 'The transfer or shipment that the lot is in.';
create index movement_by_custodian on view.movement (ledger_id, custodian, lot_number);

create table view.change (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  cause text not null,
  reason text not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint change_pkey primary key (ledger_id, lot_number, event_number)
);
comment on table view.change is 'What a lot has more of, or less, without a step. What remains is made − taken + changes.';

alter table view.movement alter column ledger_id set statistics 0;
alter table view.change alter column ledger_id set statistics 0;
grant select, insert, delete on view.movement, view.change to lodestone_writer;

insert into view.movement (ledger_id, event_number, lot_number, status, custodian, within)
  select t.ledger_id, line.event_number, line.lot_number, 'in-transit', t.consignor, t.transfer
  from view.transfer_line line join view.transfer t using (ledger_id, transfer)
  union all
  select t.ledger_id, r.event_number, r.lot_number, 'held', t.consignee, null
  from view.receipt_line r join view.transfer t using (ledger_id, transfer)
  union all
  select s.ledger_id, line.event_number, line.lot_number, 'packed', s.party, s.shipment
  from view.shipment_line line join view.shipment s using (ledger_id, shipment)
  union all
  select s.ledger_id, e.event_number, line.lot_number,
    case e.ending when 'unpacked' then 'held' else 'exported' end, s.party,
    case e.ending when 'unpacked' then null else s.shipment end
  from view.shipment_line line
  join view.shipment s using (ledger_id, shipment)
  join view.shipment_end e using (ledger_id, shipment);

-- Asked of movements now.
drop index view.transfer_line_by_lot;
