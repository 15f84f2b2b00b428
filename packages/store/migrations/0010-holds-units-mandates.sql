-- What stands beside custody: logistic units, ownership, holds by authorities, acts on behalf of others.

create table view.unit (
  ledger_id integer not null,
  event_number bigint not null,
  unit text not null,
  party text not null,
  is_packed boolean not null,
  seal text,
  constraint unit_pkey primary key (ledger_id, unit, event_number)
);
comment on table view.unit is 'A logistic unit was packed or unpacked. The latest row counts; one that was unpacked may be packed again.';
comment on column view.unit.seal is 'Put on when it was packed, found when it was unpacked.';

create table view.unit_line (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  unit text,
  constraint unit_line_pkey primary key (ledger_id, lot_number, event_number)
);
comment on table view.unit_line is 'The unit that a lot is in from this event on, null when it is in none.';
create index unit_line_by_unit on view.unit_line (ledger_id, unit, event_number);

create table view.ownership (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  owner text not null,
  constraint ownership_pkey primary key (ledger_id, lot_number, event_number)
);
comment on table view.ownership is 'Who owns a lot from this event on. The latest row counts; without one it is whoever has the lot.';

create table view.hold (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  thing text not null,
  is_placed boolean not null,
  party text not null,
  reason text not null,
  constraint hold_pkey primary key (ledger_id, thing, event_number)
);
comment on table view.hold is 'A lot or a shipment was put on hold or released. The latest row counts.';

create table view.mandate (
  ledger_id integer not null,
  event_number bigint not null,
  principal text not null,
  agent text not null,
  is_given boolean not null,
  acts text[] not null,
  until text,
  constraint mandate_pkey primary key (ledger_id, principal, agent, event_number)
);
comment on table view.mandate is 'A principal let an agent act for it, or ended that. The latest row between two parties counts.';

create table view.on_behalf (
  ledger_id integer not null,
  event_number bigint not null,
  agent text not null,
  principal text not null,
  constraint on_behalf_pkey primary key (ledger_id, event_number)
);
comment on table view.on_behalf is 'Events that an agent signed: the act is the principal''s.';

alter table view.unit alter column ledger_id set statistics 0;
alter table view.unit_line alter column ledger_id set statistics 0;
alter table view.mandate alter column ledger_id set statistics 0;
alter table view.on_behalf alter column ledger_id set statistics 0;
alter table view.ownership alter column ledger_id set statistics 0;
alter table view.hold alter column ledger_id set statistics 0;
grant select, insert, delete on view.unit, view.unit_line, view.ownership, view.hold, view.mandate,
  view.on_behalf to lodestone_writer;

-- Units share the names of lots, transfers and shipments (see migration 0008).

create or replace function view.check_lot_names() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  perform view.refuse_used_name(added.lot, 'lot', other.kind)
  from added
  cross join lateral (
    select 'transfer' as kind from view.transfer t where t.ledger_id = added.ledger_id and t.transfer = added.lot
    union all
    select 'shipment' from view.shipment s where s.ledger_id = added.ledger_id and s.shipment = added.lot
    union all
    select 'unit' from view.unit u where u.ledger_id = added.ledger_id and u.unit = added.lot
    offset 0
  ) other;
  return null;
end
$$;

create or replace function view.check_transfer_names() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  perform view.refuse_used_name(added.transfer, 'transfer', other.kind)
  from added
  cross join lateral (
    select 'lot' as kind from (
      select l.lot from view.lot l
      where l.ledger_id = added.ledger_id and l.lot >= added.transfer order by l.lot limit 1) next
    where next.lot = added.transfer
    union all
    select 'shipment' from view.shipment s where s.ledger_id = added.ledger_id and s.shipment = added.transfer
    union all
    select 'unit' from view.unit u where u.ledger_id = added.ledger_id and u.unit = added.transfer
    offset 0
  ) other;
  return null;
end
$$;

create or replace function view.check_shipment_names() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  perform view.refuse_used_name(added.shipment, 'shipment', other.kind)
  from added
  cross join lateral (
    select 'lot' as kind from (
      select l.lot from view.lot l
      where l.ledger_id = added.ledger_id and l.lot >= added.shipment order by l.lot limit 1) next
    where next.lot = added.shipment
    union all
    select 'transfer' from view.transfer t where t.ledger_id = added.ledger_id and t.transfer = added.shipment
    union all
    select 'unit' from view.unit u where u.ledger_id = added.ledger_id and u.unit = added.shipment
    offset 0
  ) other;
  return null;
end
$$;

create function view.check_unit_names() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  perform view.refuse_used_name(added.unit, 'unit', other.kind)
  from added
  cross join lateral (
    select 'lot' as kind from (
      select l.lot from view.lot l
      where l.ledger_id = added.ledger_id and l.lot >= added.unit order by l.lot limit 1) next
    where next.lot = added.unit
    union all
    select 'shipment' from view.shipment s where s.ledger_id = added.ledger_id and s.shipment = added.unit
    union all
    select 'transfer' from view.transfer t where t.ledger_id = added.ledger_id and t.transfer = added.unit
    offset 0
  ) other;
  return null;
end
$$;

create trigger names_are_unused after insert on view.unit
  referencing new table as added for each statement execute function view.check_unit_names();
