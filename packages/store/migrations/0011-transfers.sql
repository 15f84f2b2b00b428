-- What becomes of a transfer beyond being accepted: what goes back, what two parties disagree on.

alter table view.policy
  add column transfer_parts_per_million integer not null default 2000,
  add column bulk_transfer_parts_per_million integer not null default 5000;
alter table view.policy
  alter column transfer_parts_per_million drop default,
  alter column bulk_transfer_parts_per_million drop default;
comment on column view.policy.transfer_parts_per_million is 'What may lie between the figures of consignor and consignee.';

alter table view.party
  add column transfer_parts_per_million integer,
  add column bulk_transfer_parts_per_million integer;
comment on column view.party.transfer_parts_per_million is 'The party''s own tolerance for what it receives; null for the policy''s.';

alter table view.transfer add column seals text[];
update view.transfer t set seals = case when said.event not like '%\\u0000%' then (
    select array_agg(seal order by place)
    from json_array_elements_text(said.event::json -> 'seals') with ordinality as s (seal, place)) end
  from ledger.event e, lateral (select convert_from(e.body, 'UTF8') as event) said
  where e.ledger_id = t.ledger_id and e.position = t.event_number / 1000 and e.ordinal = t.event_number % 1000;

alter table view.receipt_line add column rejected_lot text, add column discrepancy text;
-- A lot that was rejected whole is received twice: by the consignee, and back by the consignor.
alter table view.receipt_line drop constraint receipt_line_pkey,
  add constraint receipt_line_pkey primary key (ledger_id, transfer, lot_number, event_number);
comment on column view.receipt_line.outcome is 'accepted, partly-accepted, rejected, or returned: taken back by the consignor.';
comment on column view.receipt_line.rejected_lot is 'The new lot that goes back of a lot that was partly accepted.';

create table view.dispute (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  lot_number bigint not null,
  measure text not null,
  declared_amount bigint not null,
  measured_amount bigint not null,
  tolerance_parts_per_million integer not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint dispute_pkey primary key (ledger_id, transfer, lot_number)
);
comment on table view.dispute is 'What was measured is further from the book than is tolerated.';
comment on column view.dispute.measure is 'The first measure or element beyond tolerance; both figures of it follow.';
comment on column view.dispute.net_milligrams is 'The book of the lot at the receipt, as are the other amounts.';

create table view.settlement (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  lot_number bigint not null,
  party text not null,
  basis text not null,
  is_effective boolean not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint settlement_pkey primary key (ledger_id, transfer, lot_number, event_number)
);
comment on table view.settlement is 'What somebody would settle a dispute on, and whether that settled it.';
comment on column view.settlement.net_milligrams is 'As agreed; nothing is stated on another basis.';

create table view.transfer_end (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  ending text not null,
  reason text not null,
  constraint transfer_end_pkey primary key (ledger_id, transfer)
);
comment on table view.transfer_end is 'A transfer was cancelled before anything was received.';

alter table view.dispute alter column ledger_id set statistics 0;
alter table view.settlement alter column ledger_id set statistics 0;
alter table view.transfer_end alter column ledger_id set statistics 0;
grant select, insert, delete on view.dispute, view.settlement, view.transfer_end to lodestone_writer;
