-- Whether the names of new lots are those of transfers, shipments or units was searched for lot by lot, in three indexes: a
-- twentieth of what the server does for an append in bulk. Between the first and the last name of what is added there are
-- mostly no such names at all, and that is one search of each index, whatever the number of lots (decision 0072). Only where
-- there are some, or where something awaits its dispatch, is each name looked for. What is refused is as before.

create or replace function view.check_lot_names() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  perform
  from (
    select min(added.ledger_id) as ledger_id, max(added.ledger_id) as other_id, min(added.lot) as first, max(added.lot) as last
    from added
  ) own
  cross join lateral (
    select from view.transfer t where t.ledger_id = own.ledger_id and t.transfer between own.first and own.last
    union all
    select from view.shipment s where s.ledger_id = own.ledger_id and s.shipment between own.first and own.last
    union all
    select from view.unit u where u.ledger_id = own.ledger_id and u.unit between own.first and own.last
    union all
    select from view.awaited_receipt r where r.ledger_id = own.ledger_id
    union all
    select where own.ledger_id <> own.other_id
    limit 1
  ) other;
  if not found then
    return null;
  end if;
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
  if not exists (
    select from view.awaited_receipt r where r.ledger_id = (select added.ledger_id from added limit 1))
  then
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
