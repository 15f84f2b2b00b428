-- What an append costs: a step names the lots that it made, which saves an index over all lots; and the triggers hold
-- rows against the bytes of their entry as text, instead of reading these bytes as JSON. Canonical JSON has one spelling,
-- so the text of an entry is the right one or the entry is refused.

alter table view.step add column first_lot_number bigint;
alter table view.step add column lot_count integer;
update view.step s
set first_lot_number = made.first_lot_number, lot_count = made.lot_count
from (
  select ledger_id, event_number, min(lot_number) as first_lot_number, count(*)::integer as lot_count
  from view.lot
  group by ledger_id, event_number
) made
where made.ledger_id = s.ledger_id and made.event_number = s.event_number;
alter table view.step alter column first_lot_number set not null;
alter table view.step alter column lot_count set not null;
comment on column view.step.first_lot_number is 'The lots that a step made have consecutive numbers from this one on.';
drop index view.lot_by_event;

-- A plan that is made while a table has a few pages may read all of it, or an index by ledger_id alone, and a connection
-- keeps its plans while the table grows. So these functions ask for the first or last row in the order of a key: with no
-- scans of tables and no sorting, the index that has this order is the only way there.

-- The bytes of an entry begin {"author":"...","events":["...","..."],: of its author and the digests of its events there is one
-- such text, so equality says that these are the events, all of them, in this order.
-- Digests are sorted here in any case: before version 18 a server would take that for astronomical cost, and compile it.
create or replace function ledger.check_events_belong_to_entry() returns trigger language plpgsql
set enable_seqscan = off as $$
declare
  broken record;
begin
  select own.position
  into broken
  from (
    select i.ledger_id, i.position, count(*) = max(i.ordinal) + 1 and min(i.ordinal) = 0 as is_whole,
      bool_and(i.digest = sha256('\x6c6f646573746f6e652f6576656e742f310a'::bytea || i.body)) as is_own,
      -- In base64, 32 bytes end with one "=": "=," is where two digests meet. The other two characters are base64url's.
      replace(replace(replace(
        string_agg(encode(i.digest, 'base64'), ',' order by i.ordinal) || ',', '=,', '","'), '+', '-'), '/', '_') as digests
    from inserted i
    group by i.ledger_id, i.position
  ) own
  left join lateral (
    select f.position, f.author, f.body from ledger.entry f
    where f.ledger_id = own.ledger_id and f.position >= own.position order by f.position limit 1
  ) e on e.position = own.position
  cross join lateral (select '{"author":"' || e.author || '","events":["' || left(own.digests, -2) || '],' as text) beginning
  where (own.is_whole and own.is_own
    and substring(e.body for length(beginning.text)) = convert_to(beginning.text, 'UTF8')) is not true
  limit 1;
  if found then
    raise exception 'the events of entry % are not the ones that it lists, each over its own bytes', broken.position
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;

-- The bytes of an entry end ...,"position":41,"previous":"...","recordedAt":"...","signature":"...","submission":"...","v":1}: of
-- this only the time and the signature are not known here, and how long they are is.
create or replace function ledger.check_entry_continues_chain() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
declare
  unlike_bytes constant integer := length('2026-03-01T08:00:00.123Z","signature":"') + 86;
  broken record;
begin
  select row.position,
    concat_ws('...', encode(said.beginning, 'escape'), encode(said.place, 'escape'), encode(said.ending, 'escape')) as said,
    concat_ws('...', encode(row.beginning, 'escape'), encode(row.place, 'escape'), encode(row.ending, 'escape')) as expected
  into broken
  from (
    select i.position, i.leaf_hash = sha256('\x00'::bytea || i.body) as is_own,
      (p.position is null) = (i.position = 0) as has_place, i.body,
      convert_to('{"author":"' || i.author || '","events":["', 'UTF8') as beginning,
      convert_to(',"position":' || i.position || ',"previous":'
        || coalesce('"' || translate(encode(p.leaf_hash, 'base64'), '+/=', '-_') || '"', 'null')
        || ',"recordedAt":"', 'UTF8') as place,
      convert_to('","submission":"' || i.submission || '","v":1}', 'UTF8') as ending
    from inserted i
    left join lateral (
      select f.position, f.leaf_hash from ledger.entry f
      where f.ledger_id = i.ledger_id and f.position < i.position order by f.position desc limit 1
    ) p on p.position = i.position - 1
    offset 0
  ) row
  cross join lateral (
    select substring(row.body for length(row.beginning)) as beginning,
      substring(
        row.body from length(row.body) - length(row.ending) - unlike_bytes - length(row.place) + 1
        for length(row.place)) as place,
      substring(row.body from length(row.body) - length(row.ending) + 1) as ending
  ) said
  where (row.is_own and row.has_place and said.beginning = row.beginning and said.ending = row.ending
    and said.place = row.place) is not true
  limit 1;
  if found then
    raise exception 'entry % does not continue the chain under its leaf hash: its bytes are %, expected %',
      broken.position, broken.said, broken.expected using
      errcode = 'integrity_constraint_violation', constraint = 'entry_continues_chain';
  end if;
  return null;
end
$$;

-- The last entry by its index, backwards. Whether any lies at or behind a place is a question for which the planner reads
-- the whole table: it believes that a third of the rows do.
create or replace function ledger.check_head_moves_forward() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
declare
  last record;
begin
  select e.position, e.leaf_hash into last
  from ledger.entry e where e.ledger_id = new.ledger_id order by e.position desc limit 1;
  if new.ledger_id <> old.ledger_id or new.size <= old.size or new.recorded_at is null
    or new.recorded_at < old.recorded_at
    or last.position is distinct from new.size - 1 or last.leaf_hash is distinct from new.leaf_hash
  then
    raise exception 'the head cannot move from size % to size %: it moves forward, onto the last entry',
      old.size, new.size using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;

-- One question where there were two: only when the answer is no it matters which of them it was. Asked in the order of the
-- key, so that the planner takes no other index: a young ledger's has it believe that ledger_id alone says which row.
create or replace function ledger.check_entry_is_complete() returns trigger language plpgsql
set enable_seqscan = off set enable_sort = off as $$
begin
  perform from ledger.head h
  where h.ledger_id = new.ledger_id and h.size > new.position and new.position = (
    select v.position from ledger.event v
    where v.ledger_id = new.ledger_id and v.position >= new.position order by v.position, v.ordinal limit 1);
  if found then
    return null;
  end if;
  if not exists (select from ledger.head h where h.ledger_id = new.ledger_id and h.size > new.position) then
    raise exception 'entry % was inserted without moving the head', new.position
      using errcode = 'integrity_constraint_violation';
  end if;
  -- One event is enough to ask for: the trigger on them lets in all of them or none.
  raise exception 'entry % was inserted without its events', new.position
    using errcode = 'integrity_constraint_violation';
end
$$;
