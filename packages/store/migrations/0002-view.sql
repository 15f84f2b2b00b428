-- What follows from the ledger. Rows are only added, one per fact; everything current is derived from them. The whole
-- schema can be emptied and replayed. An event_number is position * 1000 + ordinal. An element_milligrams array has
-- one place per element in the order Sc Y La Ce Pr Nd Sm Eu Gd Tb Dy Ho Er Tm Yb Lu; null is "not stated".

create schema view;

create table view.policy (
  ledger_id integer not null,
  event_number bigint not null,
  enforcement text not null,
  balance_parts_per_million integer not null,
  checkpoint_key text not null,
  constraint policy_pkey primary key (ledger_id, event_number)
);

create table view.party (
  ledger_id integer not null,
  event_number bigint not null,
  party text not null,
  name text,
  roles text[] not null,
  country text,
  constraint party_pkey primary key (ledger_id, party)
);

create table view.facility (
  ledger_id integer not null,
  event_number bigint not null,
  facility text not null,
  party text not null,
  name text,
  country text not null,
  activities text[] not null,
  constraint facility_pkey primary key (ledger_id, facility)
);

create table view.key (
  ledger_id integer not null,
  event_number bigint not null,
  key text not null,
  party text not null,
  held_by text not null,
  recovery boolean not null,
  constraint key_pkey primary key (ledger_id, key)
);
create index key_by_party on view.key (ledger_id, party);

create table view.key_revocation (
  ledger_id integer not null,
  event_number bigint not null,
  key text not null,
  reason text not null,
  constraint key_revocation_pkey primary key (ledger_id, key)
);

create table view.lot (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  lot text not null,
  kind text not null,
  party text not null,
  facility text,
  country text not null,
  form text,
  product text,
  circuit text,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint lot_pkey primary key (ledger_id, lot_number),
  constraint lot_name_is_unique unique (ledger_id, lot)
);
comment on column view.lot.lot_number is 'Dense, in order of making: a lot''s number is greater than its inputs''.';
create index lot_by_event on view.lot (ledger_id, event_number);
create index lot_by_circuit on view.lot (ledger_id, party, circuit, lot_number) where circuit is not null;

create table view.step (
  ledger_id integer not null,
  event_number bigint not null,
  step text not null,
  party text not null,
  facility text,
  given_element_milligrams bigint[] not null,
  constraint step_pkey primary key (ledger_id, event_number)
);
comment on column view.step.given_element_milligrams is 'Outputs, stated losses and closing stock.';

create table view.input (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint input_pkey primary key (ledger_id, event_number, lot_number)
);
comment on table view.input is 'What a step took of a lot. What remains of a lot is what was made less what was taken.';
create index input_by_lot on view.input (ledger_id, lot_number);

create table view.transfer (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  consignor text not null,
  consignee text not null,
  constraint transfer_pkey primary key (ledger_id, transfer)
);

create table view.transfer_line (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  lot_number bigint not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint transfer_line_pkey primary key (ledger_id, transfer, lot_number)
);
create index transfer_line_by_lot on view.transfer_line (ledger_id, lot_number, event_number);

create table view.receipt_line (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  lot_number bigint not null,
  outcome text not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint receipt_line_pkey primary key (ledger_id, transfer, lot_number)
);

create table view.shipment (
  ledger_id integer not null,
  event_number bigint not null,
  shipment text not null,
  party text not null,
  consignee text not null,
  destination text not null,
  constraint shipment_pkey primary key (ledger_id, shipment)
);

create table view.shipment_line (
  ledger_id integer not null,
  event_number bigint not null,
  shipment text not null,
  lot_number bigint not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint shipment_line_pkey primary key (ledger_id, shipment, lot_number)
);
create index shipment_line_by_lot on view.shipment_line (ledger_id, lot_number, event_number);

create table view.shipment_end (
  ledger_id integer not null,
  event_number bigint not null,
  shipment text not null,
  ending text not null,
  constraint shipment_end_pkey primary key (ledger_id, shipment)
);

create table view.finding (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  code text not null,
  message text not null,
  constraint finding_pkey primary key (ledger_id, event_number, index)
);
