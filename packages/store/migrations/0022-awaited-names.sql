-- Receipts that wait for their dispatch say all that a receipt says, keep the names of what the dispatch will make, and are
-- found by name (decision 0023).

alter table view.awaited_receipt add column facility text;
comment on column view.awaited_receipt.facility is 'Where it says that the goods arrived.';
alter table view.awaited_line add column outcome text not null default 'accepted';
alter table view.awaited_line alter column outcome drop default;
alter table view.awaited_line add column rejected_lot text;
comment on column view.awaited_line.rejected_lot is 'The id that is kept for what goes back of a lot that is partly accepted.';

create index awaited_receipt_by_transfer on view.awaited_receipt (ledger_id, transfer, event_number);
create index awaited_line_by_lot on view.awaited_line (ledger_id, lot, event_number);
create index awaited_line_by_rejected_lot on view.awaited_line (ledger_id, rejected_lot, event_number)
  where rejected_lot is not null;

-- Names of what is new are not looked up before they are written (migration 0008): what waits is asked here. Rows of
-- awaited_receipt, awaited_line, awaited_end and finding are written before all others of their batch.

create function view.keeps_name(of_ledger integer, name text, at_event bigint) returns boolean language sql stable as $$
  select exists (
    select from (
      select r.transfer, r.event_number from view.awaited_receipt r
      where r.ledger_id = of_ledger and r.transfer = name and r.event_number < at_event
      union all
      select line.transfer, line.event_number from view.awaited_line line
      where line.ledger_id = of_ledger and line.rejected_lot = name and line.event_number < at_event
      offset 0
    ) kept
    where not exists (
      select from view.awaited_end ended
      where ended.ledger_id = of_ledger and ended.transfer = kept.transfer
        and ended.event_number > kept.event_number and ended.event_number <= at_event))
$$;
comment on function view.keeps_name is 'Whether a receipt that waits at an event keeps a name: for its dispatch, or for what goes back by it. One that ends with the event keeps none.';

create function view.awaits_lot(of_ledger integer, name text, at_event bigint) returns boolean language sql stable as $$
  select exists (
    select from (
      select line.transfer, line.event_number from view.awaited_line line
      where line.ledger_id = of_ledger and line.lot = name and line.event_number < at_event
      offset 0
    ) line
    where not exists (
      select from view.awaited_end ended
      where ended.ledger_id = of_ledger and ended.transfer = line.transfer
        and ended.event_number > line.event_number and ended.event_number < at_event))
$$;
comment on function view.awaits_lot is 'Whether a receipt that waits at an event names a lot of this id as received.';

-- Where nothing has ever waited, which is nearly everywhere, that is all that is asked.
create function view.has_awaited(of_ledger integer) returns boolean language sql stable as $$
  select exists (select from view.awaited_receipt r where r.ledger_id = of_ledger)
$$;

create function view.check_lot_names_awaited() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  if not view.has_awaited((select ledger_id from added limit 1)) then
    return null;
  end if;
  perform view.refuse_used_name(added.lot, 'lot', 'awaited lot')
  from added where view.keeps_name(added.ledger_id, added.lot, added.event_number);
  -- A lot that somebody has received is made with a finding by whoever knows it: one without did not look.
  perform view.refuse_used_name(min(added.lot), 'lot', 'lot that is awaited')
  from added where view.awaits_lot(added.ledger_id, added.lot, added.event_number)
  group by added.ledger_id, added.event_number
  having count(*) > (
    select count(*) from view.finding f
    where f.ledger_id = added.ledger_id and f.event_number = added.event_number and f.code = 'lot-awaited');
  return null;
end
$$;

create function view.check_transfer_names_awaited() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  if not view.has_awaited((select ledger_id from added limit 1)) then
    return null;
  end if;
  perform view.refuse_used_name(added.transfer, 'transfer', 'awaited transfer or lot')
  from added where view.keeps_name(added.ledger_id, added.transfer, added.event_number);
  return null;
end
$$;

create function view.check_shipment_names_awaited() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  if not view.has_awaited((select ledger_id from added limit 1)) then
    return null;
  end if;
  perform view.refuse_used_name(added.shipment, 'shipment', 'awaited transfer or lot')
  from added where view.keeps_name(added.ledger_id, added.shipment, added.event_number);
  return null;
end
$$;

create function view.check_unit_names_awaited() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  if not view.has_awaited((select ledger_id from added limit 1)) then
    return null;
  end if;
  perform view.refuse_used_name(added.unit, 'unit', 'awaited transfer or lot')
  from added where view.keeps_name(added.ledger_id, added.unit, added.event_number);
  return null;
end
$$;

create trigger names_are_not_awaited after insert on view.lot
  referencing new table as added for each statement execute function view.check_lot_names_awaited();
create trigger names_are_not_awaited after insert on view.transfer
  referencing new table as added for each statement execute function view.check_transfer_names_awaited();
create trigger names_are_not_awaited after insert on view.shipment
  referencing new table as added for each statement execute function view.check_shipment_names_awaited();
create trigger names_are_not_awaited after insert on view.unit
  referencing new table as added for each statement execute function view.check_unit_names_awaited();

-- And the other way round: what is to be made by a dispatch has a name that nothing has.

create function view.used_before(of_ledger integer, name text, at_event bigint) returns text language sql stable as $$
  select kind from (
    select 'lot' as kind from view.lot l where l.ledger_id = of_ledger and l.lot = name and l.event_number < at_event
    union all
    select 'transfer' from view.transfer t
    where t.ledger_id = of_ledger and t.transfer = name and t.event_number < at_event
    union all
    select 'shipment' from view.shipment s
    where s.ledger_id = of_ledger and s.shipment = name and s.event_number < at_event
    union all
    select 'unit' from view.unit u where u.ledger_id = of_ledger and u.unit = name and u.event_number < at_event
    offset 0
  ) used limit 1
$$;
comment on function view.used_before is 'What has had a name before an event, or null.';

create function view.check_awaited_transfer_names() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  perform view.refuse_used_name(added.transfer, 'awaited transfer', other.kind)
  from added
  cross join lateral (select view.used_before(added.ledger_id, added.transfer, added.event_number) as kind offset 0) other
  where other.kind is not null;
  return null;
end
$$;

create function view.check_awaited_lot_names() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  perform view.refuse_used_name(added.rejected_lot, 'awaited lot', other.kind)
  from added
  cross join lateral (
    select view.used_before(added.ledger_id, added.rejected_lot, added.event_number) as kind offset 0) other
  where added.rejected_lot is not null and other.kind is not null;
  return null;
end
$$;

create trigger names_are_unused after insert on view.awaited_receipt
  referencing new table as added for each statement execute function view.check_awaited_transfer_names();
create trigger names_are_unused after insert on view.awaited_line
  referencing new table as added for each statement execute function view.check_awaited_lot_names();
