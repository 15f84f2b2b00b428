-- Lots, transfers and shipments share their names: an id means one thing. The key of each table says so of its own; what
-- is made need not be looked up before it is written, so the others are asked here as the rows come, always by the
-- index of the names (see migration 0007).

create function view.refuse_used_name(name text, kind text, used_for text) returns void language plpgsql as $$
begin
  raise exception '% is to be a %, and is the name of a % already', name, kind, used_for
    using errcode = 'unique_violation', constraint = 'name_is_unique';
end
$$;

create function view.check_lot_names() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  perform view.refuse_used_name(added.lot, 'lot', other.kind)
  from added
  cross join lateral (
    select 'transfer' as kind from view.transfer t where t.ledger_id = added.ledger_id and t.transfer = added.lot
    union all
    select 'shipment' from view.shipment s where s.ledger_id = added.ledger_id and s.shipment = added.lot
    offset 0
  ) other;
  return null;
end
$$;

create function view.check_transfer_names() returns trigger language plpgsql
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
    offset 0
  ) other;
  return null;
end
$$;

create function view.check_shipment_names() returns trigger language plpgsql
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
    offset 0
  ) other;
  return null;
end
$$;

create trigger names_are_unused after insert on view.lot
  referencing new table as added for each statement execute function view.check_lot_names();
create trigger names_are_unused after insert on view.transfer
  referencing new table as added for each statement execute function view.check_transfer_names();
create trigger names_are_unused after insert on view.shipment
  referencing new table as added for each statement execute function view.check_shipment_names();
