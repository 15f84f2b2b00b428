-- An entry with one event, as whoever records a single event adds it, is appended by one call (decision 0070). It checks what
-- the triggers check (migrations 0028 and 0032), and on the rows as they come: nothing has to be kept for a trigger, found
-- again, or asked for by a question that is made for any number of rows. Setting up such questions was more than half of what
-- the server did for an event.
--
-- The function runs as a role of its own, which the writer is no member of: of that role alone the triggers let rows pass
-- unlooked at.

do $$
begin
  create role lodestone_appender nologin;
exception when duplicate_object or unique_violation then
  null;
end
$$;

-- What an entry must say follows from its parts, as in ledger.check_appended: its beginning up to the digest, its place in the
-- chain, and its end; only the name of the ledger, the time and the signature lie between, and their lengths are known.
create function ledger.append_single(
  of_ledger integer, previous_hash bytea, at_time timestamptz,
  at_position bigint, own_hash bytea, by_author text, as_submission uuid, entry_body bytea,
  own_id uuid, own_digest bytea, own_type text, at_occurrence timestamptz, event_body bytea
) returns void language plpgsql security definer
set search_path = pg_catalog, pg_temp set enable_seqscan = off as $$
declare
  beginning bytea := convert_to(concat('{"author":"', by_author, '","events":["',
    translate(encode(own_digest, 'base64'), '+/=', '-_"'), '],'), 'UTF8');
  place bytea := convert_to(concat(',"position":', at_position, ',"previous":',
    coalesce('"' || translate(encode(previous_hash, 'base64'), '+/=', '-_"'), 'null'), ',"recordedAt":"'), 'UTF8');
  ending constant bytea := convert_to(concat('","submission":"', as_submission, '","v":1}'), 'UTF8');
  -- The ending has 60 bytes.
  ending_start constant integer := length(entry_body) - 59;
  -- '2026-03-01T08:00:00.123Z","signature":"' and 86 characters lie between it and the place.
  place_start constant integer := ending_start - 125 - length(place);
  has_moved boolean;
  head record;
  said bytea[];
begin
  -- Its own trigger refuses a head that moves back in time.
  update ledger.head h set size = at_position + 1, leaf_hash = own_hash, recorded_at = at_time
  where h.ledger_id = of_ledger and h.size = at_position and h.leaf_hash is not distinct from previous_hash;
  if found and own_hash = sha256('\x00'::bytea || entry_body)
    and substring(entry_body for length(beginning)) = beginning
    and substring(entry_body from place_start for length(place)) = place
    and substring(entry_body from ending_start) = ending
    and own_digest = sha256('\x6c6f646573746f6e652f6576656e742f310a'::bytea || event_body)
  then
    insert into ledger.event (ledger_id, position, ordinal, event_id, digest, type, occurred_at, body)
    values (of_ledger, at_position, 0, own_id, own_digest, own_type, at_occurrence, event_body);
    insert into ledger.entry (ledger_id, position, leaf_hash, author, submission, body)
    values (of_ledger, at_position, own_hash, by_author, as_submission, entry_body);
    return;
  end if;

  -- Something is wrong. The transaction ends by it, and with it the move.
  has_moved := found;
  select h.size, h.leaf_hash into head from ledger.head h where h.ledger_id = of_ledger;
  if not has_moved and head.size is distinct from at_position then
    raise exception 'the head cannot move from size % to size %: it moves forward, onto the last entry',
      head.size, at_position + 1 using errcode = 'integrity_constraint_violation', constraint = 'head_moves_forward';
  end if;
  if not has_moved then
    previous_hash := head.leaf_hash;
  end if;
  beginning := convert_to(concat('{"author":"', by_author, '","events":["'), 'UTF8');
  place := convert_to(concat(',"position":', at_position, ',"previous":',
    coalesce('"' || translate(encode(previous_hash, 'base64'), '+/=', '-_"'), 'null'), ',"recordedAt":"'), 'UTF8');
  said := array[substring(entry_body for length(beginning)), substring(entry_body from place_start for length(place)),
    substring(entry_body from ending_start)];
  if (has_moved and own_hash = sha256('\x00'::bytea || entry_body) and said = array[beginning, place, ending]) is not true
  then
    raise exception 'entry % does not continue the chain under its leaf hash: its bytes are %, expected %', at_position,
      concat_ws('...', encode(said[1], 'escape'), encode(said[2], 'escape'), encode(said[3], 'escape')),
      concat_ws('...', encode(beginning, 'escape'), encode(place, 'escape'), encode(ending, 'escape'))
      using errcode = 'integrity_constraint_violation', constraint = 'entry_continues_chain';
  end if;
  raise exception 'the events of entry % are not the ones that it lists, each over its own bytes', at_position
    using errcode = 'integrity_constraint_violation';
end
$$;
revoke execute on function ledger.append_single from public;
grant execute on function ledger.append_single to lodestone_writer;
comment on function ledger.append_single is 'Moves the head by one and adds an entry with its only event. Refuses what the triggers on the three tables refuse.';

do $$
begin
  execute format('grant lodestone_appender to %I', current_user);
  grant create on schema ledger to lodestone_appender;
  alter function ledger.append_single owner to lodestone_appender;
  revoke create on schema ledger from lodestone_appender;
end
$$;
grant usage on schema ledger to lodestone_appender;
grant select, update (size, leaf_hash, recorded_at) on ledger.head to lodestone_appender;
grant insert on ledger.entry, ledger.event to lodestone_appender;

-- The constants are texts: a name would be read as 64 numbers for every append.
drop trigger head_covers_entries on ledger.entry;
create trigger head_covers_entries after insert on ledger.entry referencing new table as inserted
for each statement when (current_user <> 'lodestone_appender'::text) execute function ledger.check_head_covers_entries();

drop trigger events_precede_entries on ledger.event;
create trigger events_precede_entries after insert on ledger.event referencing new table as inserted
for each statement when (current_user <> 'lodestone_appender'::text)
execute function ledger.check_events_precede_entries();

drop trigger head_covers_whole_entries on ledger.head;
create constraint trigger head_covers_whole_entries after update on ledger.head deferrable initially deferred
for each row when (current_user <> 'lodestone_appender'::text) execute function ledger.check_appended();
