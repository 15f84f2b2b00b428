-- One check for all that an append adds, at its commit, and two cheap ones on the way (decision 0036). Before, entries and
-- events were checked when they came, the head when it moved, and each entry once more at the commit: with one event to an
-- entry that was half of what the server did for it.
--
-- The head moves first, then come the events, then their entries. So an entry is there only below the head, an event only
-- where the head has moved and no entry is yet, and what was moved over is checked whole when it is committed.

drop trigger if exists entry_continues_chain on ledger.entry;
drop trigger if exists entry_is_complete on ledger.entry;
drop trigger if exists events_belong_to_entry on ledger.event;
drop function ledger.check_entry_continues_chain();
drop function ledger.check_entry_is_complete();
drop function ledger.check_events_belong_to_entry();

create or replace function ledger.check_head_moves_forward() returns trigger language plpgsql as $$
begin
  if new.ledger_id <> old.ledger_id or new.size <= old.size or new.leaf_hash is null or new.recorded_at is null
    or new.recorded_at < old.recorded_at
  then
    raise exception 'the head cannot move from size % to size %: it moves forward, onto the last entry',
      old.size, new.size using errcode = 'integrity_constraint_violation', constraint = 'head_moves_forward';
  end if;
  return new;
end
$$;

create function ledger.check_head_covers_entries() returns trigger language plpgsql
set enable_seqscan = off as $$
declare
  above bigint;
begin
  select i.position into above from inserted i
  where i.position >= coalesce((select h.size from ledger.head h where h.ledger_id = i.ledger_id), 0)
  limit 1;
  if found then
    raise exception 'entry % was inserted without moving the head', above
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;

create trigger head_covers_entries after insert on ledger.entry
referencing new table as inserted for each statement execute function ledger.check_head_covers_entries();

create function ledger.check_events_precede_entries() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
declare
  own record;
begin
  select min(i.ledger_id) as ledger_id, max(i.ledger_id) as other_id, min(i.position) as first, max(i.position) as last
  into own from inserted i;
  if own.ledger_id = own.other_id then
    perform from ledger.head h
    where h.ledger_id = own.ledger_id and h.size > own.last and own.first > coalesce((
      select e.position from ledger.entry e where e.ledger_id = own.ledger_id order by e.position desc limit 1), -1);
    if found then
      return null;
    end if;
  end if;
  if own.ledger_id is null then
    return null;
  end if;
  raise exception 'the events of entries % to % are added at another time than after the head has moved over these, and before they are there',
    own.first, own.last using errcode = 'integrity_constraint_violation';
end
$$;

create trigger events_precede_entries after insert on ledger.event
referencing new table as inserted for each statement execute function ledger.check_events_precede_entries();

-- What an entry must say follows from its row, the one before and its events. Canonical JSON has one spelling, so there is
-- one text for its beginning, up to the digests, one for the place in the chain, and one for its end; only the name of the
-- ledger, the time and the signature lie between, and their lengths are known (migration 0007).
create function ledger.check_appended() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
declare
  unlike_bytes constant integer := length('2026-03-01T08:00:00.123Z","signature":"') + 86;
  appended record;
  broken record;
begin
  select count(*) as entries, bool_or(e.position = new.size - 1 and e.leaf_hash = new.leaf_hash) as has_last,
    min(e.position) filter (where (
      e.leaf_hash = sha256('\x00'::bytea || e.body)
      and substring(e.body for length(v.beginning)) = v.beginning
      and substring(e.body from e.length - length(e.ending) - unlike_bytes - length(e.place) + 1 for length(e.place))
        = e.place
      and substring(e.body from e.length - length(e.ending) + 1) = e.ending
      and v.are_whole and v.are_own) is not true) as broken
  into appended
  from (
    select e.position, e.leaf_hash, e.body, length(e.body) as length, '{"author":"' || e.author || '","events":["' as start,
      convert_to(',"position":' || e.position || ',"previous":'
        || coalesce('"' || translate(encode(e.previous, 'base64'), '+/=', '-_') || '"', 'null')
        || ',"recordedAt":"', 'UTF8') as place,
      convert_to('","submission":"' || e.submission || '","v":1}', 'UTF8') as ending
    from (
      select e.position, e.leaf_hash, e.author, e.submission, e.body,
        coalesce(lag(e.leaf_hash) over (order by e.position), old.leaf_hash) as previous
      from ledger.entry e
      where e.ledger_id = new.ledger_id and e.position >= old.size and e.position < new.size
    ) e
    offset 0
  ) e
  cross join lateral (
    select count(*) = max(v.ordinal) + 1 and min(v.ordinal) = 0 as are_whole,
      bool_and(v.digest = sha256('\x6c6f646573746f6e652f6576656e742f310a'::bytea || v.body)) as are_own,
      -- In base64, 32 bytes end with one "=": "=," is where two digests meet. The other two characters are base64url's.
      convert_to(e.start || left(replace(replace(replace(
        string_agg(encode(v.digest, 'base64'), ',') || ',', '=,', '","'), '+', '-'), '/', '_'), -2) || '],', 'UTF8') as beginning
    from (
      -- In the order of the key, so that no other index can seem to do.
      select v.ordinal, v.digest, v.body from ledger.event v
      where v.ledger_id = new.ledger_id and v.position = e.position order by v.position, v.ordinal offset 0
    ) v
  ) v;
  if appended.broken is null and appended.has_last and appended.entries = new.size - old.size then
    return null;
  end if;

  -- Something is wrong. From here on it may take its time.
  select e.position, is_linked,
    exists (select from ledger.event v where v.ledger_id = new.ledger_id and v.position = e.position) as has_events,
    concat_ws('...', encode(said.beginning, 'escape'), encode(said.place, 'escape'), encode(said.ending, 'escape')) as said,
    concat_ws('...', encode(e.beginning, 'escape'), encode(e.place, 'escape'), encode(e.ending, 'escape')) as expected
  into broken
  from (
    select e.position, e.leaf_hash, e.body, (p.position is null) = (e.position = 0) as has_place,
      convert_to('{"author":"' || e.author || '","events":["', 'UTF8') as beginning,
      convert_to(',"position":' || e.position || ',"previous":'
        || coalesce('"' || translate(encode(p.leaf_hash, 'base64'), '+/=', '-_') || '"', 'null')
        || ',"recordedAt":"', 'UTF8') as place,
      convert_to('","submission":"' || e.submission || '","v":1}', 'UTF8') as ending
    from ledger.entry e
    left join ledger.entry p on p.ledger_id = e.ledger_id and p.position = e.position - 1
    where e.ledger_id = new.ledger_id and e.position = appended.broken
  ) e
  cross join lateral (
    select substring(e.body for length(e.beginning)) as beginning,
      substring(e.body from length(e.body) - length(e.ending) - unlike_bytes - length(e.place) + 1
        for length(e.place)) as place,
      substring(e.body from length(e.body) - length(e.ending) + 1) as ending
  ) said
  cross join lateral (
    select e.has_place and e.leaf_hash = sha256('\x00'::bytea || e.body) and said.beginning = e.beginning
      and said.place = e.place and said.ending = e.ending as is_linked
  ) linked;
  if not broken.is_linked then
    raise exception 'entry % does not continue the chain under its leaf hash: its bytes are %, expected %',
      broken.position, broken.said, broken.expected using
      errcode = 'integrity_constraint_violation', constraint = 'entry_continues_chain';
  end if;
  if not broken.has_events then
    raise exception 'entry % was inserted without its events', broken.position
      using errcode = 'integrity_constraint_violation';
  end if;
  if broken.position is not null then
    raise exception 'the events of entry % are not the ones that it lists, each over its own bytes', broken.position
      using errcode = 'integrity_constraint_violation';
  end if;
  raise exception 'the head cannot move from size % to size %: it moves forward, onto the last entry',
    old.size, new.size using errcode = 'integrity_constraint_violation', constraint = 'head_moves_forward';
end
$$;

create constraint trigger head_covers_whole_entries after update on ledger.head deferrable initially deferred
for each row execute function ledger.check_appended();

-- A lot's name is asked for in one trigger instead of two: a receipt waits nearly nowhere, and then that is all that is asked.
drop trigger names_are_not_awaited on view.lot;
drop function view.check_lot_names_awaited();

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
