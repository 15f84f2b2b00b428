-- The same check at the commit, with fewer calls (decision 0064). Each call of a function is looked up and its rights are
-- asked for anew for every append, whatever the number of rows: texts are joined by one call instead of one per part, and
-- the base64 of digests is turned into base64url, quotes and all, by three replacements. What is refused, and how it is
-- told, is as migration 0028 has it.

create or replace function ledger.check_appended() returns trigger language plpgsql
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
      and substring(e.body from e.ending_start - unlike_bytes - length(v.place) for length(v.place)) = v.place
      and substring(e.body from e.ending_start) = e.ending
      and v.are_whole and v.are_own) is not true) as broken
  into appended
  from (
    select e.position, e.leaf_hash, e.author, e.body, e.ending, length(e.body) - length(e.ending) + 1 as ending_start,
      coalesce(lag(e.leaf_hash) over (order by e.position), old.leaf_hash) as previous
    from (
      select e.position, e.leaf_hash, e.author, e.body,
        convert_to(concat('","submission":"', e.submission, '","v":1}'), 'UTF8') as ending
      from ledger.entry e
      where e.ledger_id = new.ledger_id and e.position >= old.size and e.position < new.size
      order by e.position offset 0
    ) e
  ) e
  cross join lateral (
    select count(*) = max(v.ordinal) + 1 and min(v.ordinal) = 0 as are_whole,
      bool_and(v.digest = sha256('\x6c6f646573746f6e652f6576656e742f310a'::bytea || v.body)) as are_own,
      -- In base64, 32 bytes end with one "=", which stands where base64url has the closing quote.
      convert_to(concat('{"author":"', e.author, '","events":["',
        replace(replace(replace(string_agg(encode(v.digest, 'base64'), ',"'), '=', '"'), '+', '-'), '/', '_'),
        '],'), 'UTF8') as beginning,
      convert_to(concat(',"position":', e.position, ',"previous":',
        coalesce('"' || translate(encode(e.previous, 'base64'), '+/=', '-_"'), 'null'), ',"recordedAt":"'), 'UTF8') as place
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
