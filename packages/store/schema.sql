-- What the migrations make, printed from the catalogs by test/print-schema.ts: for review, nothing runs it.
-- Refresh it with: npm test -- packages/store/test/schema.test.ts --update

create schema ledger;
grant usage on schema ledger to lodestone_appender;
grant usage on schema ledger to lodestone_auditor;
grant usage on schema ledger to lodestone_eraser;
grant usage on schema ledger to lodestone_writer;

CREATE OR REPLACE FUNCTION ledger.append_single(of_ledger integer, previous_hash bytea, at_time timestamp with time zone, at_position bigint, own_hash bytea, by_author text, as_submission uuid, entry_body bytea, own_id uuid, own_digest bytea, own_type text, at_occurrence timestamp with time zone, event_body bytea)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'pg_catalog', 'pg_temp'
 SET enable_seqscan TO 'off'
AS $function$
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
$function$;
alter function ledger.append_single(integer,bytea,timestamp with time zone,bigint,bytea,text,uuid,bytea,uuid,bytea,text,timestamp with time zone,bytea) owner to lodestone_appender;
grant execute on function ledger.append_single(integer,bytea,timestamp with time zone,bigint,bytea,text,uuid,bytea,uuid,bytea,text,timestamp with time zone,bytea) to lodestone_writer;

CREATE OR REPLACE FUNCTION ledger.base64url(value bytea)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
AS $function$
  select translate(encode(value, 'base64'), E'+/=\n', '-_')
$function$;

CREATE OR REPLACE FUNCTION ledger.check_appended()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION ledger.check_checkpoint_is_next()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  last_count bigint;
  last_size bigint;
begin
  select p.count, p.size into last_count, last_size from ledger.published p where p.ledger_id = new.ledger_id;
  if new.number <> coalesce(last_count, 0) or new.size < greatest(last_size, 1) then
    raise exception 'checkpoint % of size % does not follow: % are published, the last of size %',
      new.number, new.size, coalesce(last_count, 0), coalesce(last_size, 0) using
      errcode = 'integrity_constraint_violation', constraint = 'checkpoint_is_next';
  end if;
  if not exists (select from ledger.head h where h.ledger_id = new.ledger_id and h.size >= new.size) then
    raise exception 'checkpoint % has size %, which the ledger has not', new.number, new.size
      using errcode = 'integrity_constraint_violation';
  end if;
  if split_part(new.note, E'\n', 2) is distinct from new.size::text
    or split_part(new.note, E'\n', 1) is distinct from (
      select l.origin from ledger.ledger l where l.ledger_id = new.ledger_id
    )
  then
    raise exception 'the note of checkpoint % is one of % with size %', new.number,
      split_part(new.note, E'\n', 1), split_part(new.note, E'\n', 2) using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION ledger.check_checkpoint_is_published()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (select from ledger.published p where p.ledger_id = new.ledger_id and p.count > new.number) then
    raise exception 'checkpoint % was inserted without publishing it', new.number
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION ledger.check_cosignature_is_on_checkpoint()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (
    select from ledger.checkpoint c where c.ledger_id = new.ledger_id and c.number = new.number
  ) then
    raise exception 'there is no checkpoint % to be cosigned', new.number
      using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION ledger.check_events_precede_entries()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION ledger.check_head_begins_empty()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.size <> 0 or new.leaf_hash is not null or new.recorded_at is not null then
    raise exception 'a head begins at size 0, not %', new.size using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION ledger.check_head_covers_entries()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION ledger.check_head_moves_forward()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if new.ledger_id <> old.ledger_id or new.size <= old.size or new.leaf_hash is null or new.recorded_at is null
    or new.recorded_at < old.recorded_at
  then
    raise exception 'the head cannot move from size % to size %: it moves forward, onto the last entry',
      old.size, new.size using errcode = 'integrity_constraint_violation', constraint = 'head_moves_forward';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION ledger.check_opening_belongs_to_event()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  broken record;
begin
  select i.event_id, i.field, erased.event_number
  into broken
  from inserted i
  left join ledger.event e on e.ledger_id = i.ledger_id and e.event_id = i.event_id
  left join view.opening_erasure erased
    on erased.ledger_id = i.ledger_id and erased.event_id = i.event_id::text and erased.field = i.field
  where erased.event_number is not null
    or e.event_id is null
    or (convert_from(e.body, 'UTF8')::jsonb -> 'sealed' ? i.field) is not true
  limit 1;
  if found then
    raise exception 'the opening of % of event % does not belong here: %', broken.field, broken.event_id,
      case when broken.event_number is null then 'no recorded event seals it' else 'it is erased' end
      using errcode = 'integrity_constraint_violation', constraint = 'opening_belongs_to_event';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION ledger.check_opening_is_erased()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if current_user <> 'lodestone_eraser' then
    raise exception 'DELETE of ledger.opening is refused to %: lodestone_eraser alone erases openings', current_user
      using errcode = 'restrict_violation';
  end if;
  if not exists (
    select from view.opening_erasure v
    where v.ledger_id = old.ledger_id and v.event_id = old.event_id::text and v.field = old.field
  ) then
    raise exception 'the opening of % of event % cannot go: no event says that it is erased', old.field, old.event_id
      using errcode = 'restrict_violation';
  end if;
  return old;
end
$function$;

CREATE OR REPLACE FUNCTION ledger.check_published_moves_forward()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  last_count bigint := case tg_op when 'INSERT' then 0 else old.count end;
begin
  if new.count <> last_count + 1
    or (tg_op = 'UPDATE' and new.ledger_id <> old.ledger_id)
    or not exists (
      select from ledger.checkpoint c
      where c.ledger_id = new.ledger_id and c.number = new.count - 1 and c.size = new.size
    )
  then
    raise exception 'what is published cannot move from % checkpoints to % with size %: it moves onto the next one',
      last_count, new.count, new.size using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION ledger.check_tile_continues_tree()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
declare
  broken record;
begin
  select i.level, i.index
  into broken
  from inserted i
  left join lateral (
    select string_agg(e.leaf_hash, ''::bytea order by e.position) as hashes
    from ledger.entry e
    where e.ledger_id = i.ledger_id and e.position >= i.index * 256 and e.position < i.index * 256 + 256
  ) leaves on i.level = 0
  left join lateral (
    select string_agg(sha256('\x01'::bytea || substring(c.nodes from 16257 for 64)), ''::bytea order by c.index) as hashes
    from ledger.tile c
    where c.ledger_id = i.ledger_id and c.level = i.level - 1
      and c.index >= i.index * 256 and c.index < i.index * 256 + 256
  ) roots on i.level > 0
  where length(i.nodes) <> 16320
    or substring(i.nodes for 8192) is distinct from coalesce(leaves.hashes, roots.hashes)
  limit 1;
  if found then
    raise exception 'tile % of level % does not have the hashes of what is below it', broken.index, broken.level
      using errcode = 'integrity_constraint_violation', constraint = 'tile_continues_tree';
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION ledger.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% of %.% is refused: the ledger is append-only', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end
$function$;

create table ledger.checkpoint (
  ledger_id integer not null,
  number bigint not null,
  size bigint not null,
  note text not null,
  constraint checkpoint_pkey PRIMARY KEY (ledger_id, number)
);
comment on column ledger.checkpoint.note is 'The signed note, exactly. Its second line is the size.';
CREATE TRIGGER checkpoint_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER checkpoint_is_next BEFORE INSERT ON ledger.checkpoint FOR EACH ROW EXECUTE FUNCTION ledger.check_checkpoint_is_next();
CREATE CONSTRAINT TRIGGER checkpoint_is_published AFTER INSERT ON ledger.checkpoint DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_checkpoint_is_published();
grant select on ledger.checkpoint to lodestone_auditor;
grant insert, select on ledger.checkpoint to lodestone_writer;

create table ledger.cosignature (
  ledger_id integer not null,
  number bigint not null,
  line text not null,
  constraint cosignature_pkey PRIMARY KEY (ledger_id, number, line),
  constraint cosignature_is_one_line CHECK (((line ~ '^— [^[:space:]+]+ [A-Za-z0-9+/]{102}==
$'::text) AND (length(line) <= 1000)))
);
comment on column ledger.cosignature.number is 'The checkpoint that was cosigned.';
comment on column ledger.cosignature.line is 'The signature line, exactly, with its newline. Who, when and whether it is good is read from it and the note.';
CREATE INDEX cosignature_by_witness ON ledger.cosignature USING btree (ledger_id, split_part(line, ' '::text, 2), number);
CREATE TRIGGER cosignature_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.cosignature FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER cosignature_is_on_checkpoint BEFORE INSERT ON ledger.cosignature FOR EACH ROW EXECUTE FUNCTION ledger.check_cosignature_is_on_checkpoint();
grant select on ledger.cosignature to lodestone_auditor;
grant insert, select on ledger.cosignature to lodestone_writer;

create table ledger.entry (
  ledger_id integer not null,
  position bigint not null,
  leaf_hash bytea not null,
  author text not null,
  submission uuid not null,
  body bytea not null,
  constraint entry_pkey PRIMARY KEY (ledger_id, "position"),
  constraint entry_submission_is_unique UNIQUE (ledger_id, author, submission)
);
alter table ledger.entry alter column body set storage external;
comment on column ledger.entry.body is 'Exact bytes of the leaf. Every other column can be recomputed from it.';
CREATE TRIGGER entry_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.entry FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER head_covers_entries AFTER INSERT ON ledger.entry REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'lodestone_appender'::text)) EXECUTE FUNCTION ledger.check_head_covers_entries();
grant insert on ledger.entry to lodestone_appender;
grant select on ledger.entry to lodestone_auditor;
grant insert, select on ledger.entry to lodestone_writer;

create table ledger.event (
  ledger_id integer not null,
  position bigint not null,
  ordinal integer not null,
  event_id uuid not null,
  digest bytea not null,
  type text not null,
  occurred_at timestamp(3) with time zone not null,
  body bytea not null,
  constraint event_pkey PRIMARY KEY (ledger_id, "position", ordinal),
  constraint event_id_is_unique UNIQUE (ledger_id, event_id)
);
alter table ledger.event alter column body set storage external;
comment on column ledger.event.body is 'Exact bytes that were signed. Every other column can be recomputed from it.';
CREATE INDEX event_about_keys ON ledger.event USING btree (ledger_id, "position", ordinal) WHERE (type = ANY (ARRAY['key-revoked'::text, 'checkpoint-key-added'::text, 'checkpoint-key-retired'::text]));
CREATE INDEX event_by_digest ON ledger.event USING hash (digest);
CREATE INDEX event_correction ON ledger.event USING btree (ledger_id, "position", ordinal) WHERE (type = 'event-corrected'::text);
CREATE TRIGGER event_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.event FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER events_precede_entries AFTER INSERT ON ledger.event REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT WHEN ((CURRENT_USER <> 'lodestone_appender'::text)) EXECUTE FUNCTION ledger.check_events_precede_entries();
grant insert on ledger.event to lodestone_appender;
grant select on ledger.event to lodestone_auditor;
grant insert, select on ledger.event to lodestone_writer;

create table ledger.head (
  ledger_id integer not null,
  size bigint not null,
  leaf_hash bytea,
  recorded_at timestamp(3) with time zone,
  constraint head_pkey PRIMARY KEY (ledger_id),
  constraint head_belongs_to_ledger FOREIGN KEY (ledger_id) REFERENCES ledger.ledger(ledger_id)
);
comment on table ledger.head is 'The one row that writers lock. Size counts the entries; leaf_hash is the last one''s.';
CREATE TRIGGER head_begins_empty BEFORE INSERT ON ledger.head FOR EACH ROW EXECUTE FUNCTION ledger.check_head_begins_empty();
CREATE CONSTRAINT TRIGGER head_covers_whole_entries AFTER UPDATE ON ledger.head DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((CURRENT_USER <> 'lodestone_appender'::text)) EXECUTE FUNCTION ledger.check_appended();
CREATE TRIGGER head_is_never_removed BEFORE DELETE OR TRUNCATE ON ledger.head FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER head_moves_forward BEFORE UPDATE ON ledger.head FOR EACH ROW EXECUTE FUNCTION ledger.check_head_moves_forward();
grant select on ledger.head to lodestone_appender;
grant update (size, leaf_hash, recorded_at) on ledger.head to lodestone_appender;
grant select on ledger.head to lodestone_auditor;
grant insert, select on ledger.head to lodestone_writer;
grant update (size, leaf_hash, recorded_at) on ledger.head to lodestone_writer;

create table ledger.ledger (
  ledger_id integer not null generated always as identity,
  origin text not null,
  constraint ledger_pkey PRIMARY KEY (ledger_id),
  constraint ledger_origin_is_unique UNIQUE (origin)
);
CREATE TRIGGER ledger_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.ledger FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
grant select on ledger.ledger to lodestone_auditor;
grant insert, select on ledger.ledger to lodestone_writer;

create table ledger.opening (
  ledger_id integer not null,
  event_id uuid not null,
  field text not null,
  ciphertext bytea not null,
  constraint opening_pkey PRIMARY KEY (ledger_id, event_id, field)
);
alter table ledger.opening alter column ciphertext set storage external;
comment on table ledger.opening is 'Salt and value of a sealed member, encrypted by age to the readers whom its author names.';
CREATE TRIGGER opening_belongs_to_event AFTER INSERT ON ledger.opening REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_opening_belongs_to_event();
CREATE TRIGGER opening_is_erased BEFORE DELETE ON ledger.opening FOR EACH ROW EXECUTE FUNCTION ledger.check_opening_is_erased();
CREATE TRIGGER opening_is_never_changed BEFORE UPDATE OR TRUNCATE ON ledger.opening FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
grant select (ledger_id, event_id, field) on ledger.opening to lodestone_auditor;
grant delete, select on ledger.opening to lodestone_eraser;
grant insert, select on ledger.opening to lodestone_writer;

create table ledger.published (
  ledger_id integer not null,
  count bigint not null,
  size bigint not null,
  constraint published_pkey PRIMARY KEY (ledger_id)
);
comment on table ledger.published is 'The one row that publishing swaps; appending never touches it. Count counts the checkpoints; size is the last one''s. No row before the first.';
CREATE TRIGGER published_is_never_removed BEFORE DELETE OR TRUNCATE ON ledger.published FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
CREATE TRIGGER published_moves_forward BEFORE INSERT OR UPDATE ON ledger.published FOR EACH ROW EXECUTE FUNCTION ledger.check_published_moves_forward();
grant select on ledger.published to lodestone_auditor;
grant insert, select on ledger.published to lodestone_writer;
grant update (count, size) on ledger.published to lodestone_writer;

create table ledger.tile (
  ledger_id integer not null,
  level integer not null,
  index bigint not null,
  nodes bytea not null,
  constraint tile_pkey PRIMARY KEY (ledger_id, level, index)
);
alter table ledger.tile alter column nodes set storage external;
comment on table ledger.tile is 'Complete tiles, expanded: 510 nodes of 32 bytes, the 256 hashes first, then level by level. Partial tiles are computed.';
CREATE TRIGGER tile_continues_tree AFTER INSERT ON ledger.tile REFERENCING NEW TABLE AS inserted FOR EACH STATEMENT EXECUTE FUNCTION ledger.check_tile_continues_tree();
CREATE TRIGGER tile_is_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON ledger.tile FOR EACH STATEMENT EXECUTE FUNCTION ledger.refuse_change();
grant select on ledger.tile to lodestone_auditor;
grant insert, select on ledger.tile to lodestone_writer;

create schema view;
grant usage on schema view to lodestone_auditor;
grant usage on schema view to lodestone_eraser;
grant usage on schema view to lodestone_writer;

CREATE OR REPLACE FUNCTION view.awaits_lot(of_ledger integer, name text, at_event bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION view.check_awaited_lot_names()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
begin
  perform view.refuse_used_name(added.rejected_lot, 'awaited lot', other.kind)
  from added
  cross join lateral (
    select view.used_before(added.ledger_id, added.rejected_lot, added.event_number) as kind offset 0) other
  where added.rejected_lot is not null and other.kind is not null;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION view.check_awaited_transfer_names()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
begin
  perform view.refuse_used_name(added.transfer, 'awaited transfer', other.kind)
  from added
  cross join lateral (select view.used_before(added.ledger_id, added.transfer, added.event_number) as kind offset 0) other
  where other.kind is not null;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION view.check_lot_names()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION view.check_shipment_names()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION view.check_shipment_names_awaited()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
begin
  if not view.has_awaited((select ledger_id from added limit 1)) then
    return null;
  end if;
  perform view.refuse_used_name(added.shipment, 'shipment', 'awaited transfer or lot')
  from added where view.keeps_name(added.ledger_id, added.shipment, added.event_number);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION view.check_transfer_names()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION view.check_transfer_names_awaited()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
begin
  if not view.has_awaited((select ledger_id from added limit 1)) then
    return null;
  end if;
  perform view.refuse_used_name(added.transfer, 'transfer', 'awaited transfer or lot')
  from added where view.keeps_name(added.ledger_id, added.transfer, added.event_number);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION view.check_unit_names()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION view.check_unit_names_awaited()
 RETURNS trigger
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
 SET enable_sort TO 'off'
AS $function$
begin
  if not view.has_awaited((select ledger_id from added limit 1)) then
    return null;
  end if;
  perform view.refuse_used_name(added.unit, 'unit', 'awaited transfer or lot')
  from added where view.keeps_name(added.ledger_id, added.unit, added.event_number);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION view.has_awaited(of_ledger integer)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select exists (select from view.awaited_receipt r where r.ledger_id = of_ledger)
$function$;

CREATE OR REPLACE FUNCTION view.keeps_name(of_ledger integer, name text, at_event bigint)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION view.refuse_used_name(name text, kind text, used_for text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
begin
  raise exception '% is to be a %, and is the name of a % already', name, kind, used_for
    using errcode = 'unique_violation', constraint = 'name_is_unique';
end
$function$;

CREATE OR REPLACE FUNCTION view.used_before(of_ledger integer, name text, at_event bigint)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
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
$function$;

create table view.assay (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  party text not null,
  laboratory text not null,
  method text not null,
  version text not null,
  uncertainty_parts_per_million integer not null,
  moisture_parts_per_million integer,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  not_detected text[] not null,
  constraint assay_pkey PRIMARY KEY (ledger_id, lot_number, event_number)
);
comment on table view.assay is 'What a laboratory states of a lot. What it changed of the book is the change of the same event.';
comment on column view.assay.element_milligrams is 'As stated: null was not tested, 0 is none. What was looked for and is below detection is in not_detected.';
grant select on view.assay to lodestone_auditor;
grant delete, insert, select on view.assay to lodestone_writer;

create table view.assay_withdrawal (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  assay_number bigint,
  constraint assay_withdrawal_pkey PRIMARY KEY (ledger_id, lot_number, event_number)
);
comment on table view.assay_withdrawal is 'The latest assay of a lot counts no more from this event on. What it changed of the book is changed back by the same event.';
comment on column view.assay_withdrawal.assay_number is 'The event of the assay that counts again; null where the lot is as it was made.';
grant select on view.assay_withdrawal to lodestone_auditor;
grant delete, insert, select on view.assay_withdrawal to lodestone_writer;

create table view.awaited_end (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  ending text not null,
  reason text,
  constraint awaited_end_pkey PRIMARY KEY (ledger_id, transfer, event_number)
);
comment on column view.awaited_end.ending is 'dispatched, or cancelled; a reason is given of a cancellation.';
grant select on view.awaited_end to lodestone_auditor;
grant delete, insert, select on view.awaited_end to lodestone_writer;

create table view.awaited_line (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  transfer text not null,
  lot text not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  discrepancy text,
  outcome text not null,
  rejected_lot text,
  uncertainty_parts_per_million integer,
  constraint awaited_line_pkey PRIMARY KEY (ledger_id, event_number, index)
);
comment on table view.awaited_line is 'A lot that came with such a receipt, with what was measured. The lot may not be recorded either.';
comment on column view.awaited_line.rejected_lot is 'The id that is kept for what goes back of a lot that is partly accepted.';
CREATE INDEX awaited_line_by_lot ON view.awaited_line USING btree (ledger_id, lot, event_number);
CREATE INDEX awaited_line_by_rejected_lot ON view.awaited_line USING btree (ledger_id, rejected_lot, event_number) WHERE (rejected_lot IS NOT NULL);
CREATE TRIGGER names_are_unused AFTER INSERT ON view.awaited_line REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION view.check_awaited_lot_names();
grant select on view.awaited_line to lodestone_auditor;
grant delete, insert, select on view.awaited_line to lodestone_writer;

create table view.awaited_receipt (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  consignor text not null,
  consignee text not null,
  seals text[],
  facility text,
  constraint awaited_receipt_pkey PRIMARY KEY (ledger_id, event_number)
);
comment on table view.awaited_receipt is 'A receipt of a transfer that was not recorded. It waits until awaited_end has a later row of the transfer.';
comment on column view.awaited_receipt.facility is 'Where it says that the goods arrived.';
CREATE INDEX awaited_receipt_by_transfer ON view.awaited_receipt USING btree (ledger_id, transfer, event_number);
CREATE TRIGGER names_are_unused AFTER INSERT ON view.awaited_receipt REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION view.check_awaited_transfer_names();
grant select on view.awaited_receipt to lodestone_auditor;
grant delete, insert, select on view.awaited_receipt to lodestone_writer;

create table view.change (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  cause text not null,
  reason text not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint change_pkey PRIMARY KEY (ledger_id, lot_number, event_number)
);
comment on table view.change is 'What a lot has more of, or less, without a step. What remains is made − taken + changes.';
CREATE INDEX change_by_position ON view.change USING btree (ledger_id, ((event_number / 1000)));
grant select on view.change to lodestone_auditor;
grant delete, insert, select on view.change to lodestone_writer;

create table view.checkpoint_key (
  ledger_id integer not null,
  event_number bigint not null,
  key text not null,
  constraint checkpoint_key_pkey PRIMARY KEY (ledger_id, key)
);
comment on table view.checkpoint_key is 'A key that signs checkpoints besides the one that the policy names.';
grant select on view.checkpoint_key to lodestone_auditor;
grant delete, insert, select on view.checkpoint_key to lodestone_writer;

create table view.checkpoint_key_retirement (
  ledger_id integer not null,
  event_number bigint not null,
  key text not null,
  successor text not null,
  reason text not null,
  constraint checkpoint_key_retirement_pkey PRIMARY KEY (ledger_id, key)
);
comment on table view.checkpoint_key_retirement is 'A key that signs no checkpoints that cover its retirement.';
grant select on view.checkpoint_key_retirement to lodestone_auditor;
grant delete, insert, select on view.checkpoint_key_retirement to lodestone_writer;

create table view.consumption (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  consumption text not null,
  constraint consumption_pkey PRIMARY KEY (ledger_id, lot_number)
);
comment on table view.consumption is 'Whether a lot from outside is pre-consumer or post-consumer, where its event says so.';
grant select on view.consumption to lodestone_auditor;
grant delete, insert, select on view.consumption to lodestone_writer;

create table view.correction (
  ledger_id integer not null,
  event_number bigint not null,
  target_number bigint not null,
  superseded_number bigint,
  outcome text not null,
  reason text not null,
  obstacles text[] not null,
  constraint correction_pkey PRIMARY KEY (ledger_id, event_number)
);
comment on table view.correction is 'Which event was corrected by which. A contested correction changes nothing, and says what stands in its way.';
comment on column view.correction.superseded_number is 'The event whose rows count no more: the target, or the correction of it before this one.';
CREATE INDEX correction_by_superseded ON view.correction USING btree (ledger_id, superseded_number) WHERE (superseded_number IS NOT NULL);
CREATE INDEX correction_by_target ON view.correction USING btree (ledger_id, target_number, event_number);
grant select on view.correction to lodestone_auditor;
grant delete, insert, select on view.correction to lodestone_writer;

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
  uncertainty_tolerance_milligrams bigint,
  constraint dispute_pkey PRIMARY KEY (ledger_id, transfer, lot_number, event_number)
);
comment on table view.dispute is 'What was measured is further from the book than is tolerated.';
comment on column view.dispute.measure is 'The first measure or element beyond tolerance; both figures of it follow.';
comment on column view.dispute.net_milligrams is 'The book of the lot at the receipt, as are the other amounts.';
comment on column view.dispute.uncertainty_tolerance_milligrams is 'Three times the combined uncertainty of an element, where any is stated: the larger of the tolerances counts.';
grant select on view.dispute to lodestone_auditor;
grant delete, insert, select on view.dispute to lodestone_writer;

create table view.docket_step (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  docket text not null,
  subject text not null,
  party text not null,
  constraint docket_step_pkey PRIMARY KEY (ledger_id, event_number, index)
);
comment on table view.docket_step is 'An event is a step of a docket. The docket is its events, in order.';
comment on column view.docket_step.party is 'Whose act it is: the principal, where an agent signed.';
CREATE INDEX docket_step_by_subject ON view.docket_step USING btree (ledger_id, docket, subject, event_number);
grant select on view.docket_step to lodestone_auditor;
grant delete, insert, select on view.docket_step to lodestone_writer;

create table view.document (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  sha256 text not null,
  use integer not null,
  kind text not null,
  name text not null,
  about text[] not null,
  steps bigint[] not null,
  constraint document_pkey PRIMARY KEY (ledger_id, sha256, use)
);
comment on column view.document.use is 'Counts the namings of one document: a writer that took a document for new is refused by the key.';
comment on column view.document.about is 'The transfer or shipment and the lots that the event is about, at most 100.';
comment on column view.document.steps is 'The steps that made those lots, so that a document on lots of one step is no reuse.';
grant select on view.document to lodestone_auditor;
grant delete, insert, select on view.document to lodestone_writer;

create table view.facility (
  ledger_id integer not null,
  event_number bigint not null,
  facility text not null,
  party text not null,
  name text,
  country text not null,
  activities text[] not null,
  time_zone text,
  constraint facility_pkey PRIMARY KEY (ledger_id, facility, event_number)
);
comment on table view.facility is 'Where things happen. The latest row of a facility counts; it has several when its registration was corrected.';
comment on column view.facility.time_zone is 'As stated: any words.';
grant select on view.facility to lodestone_auditor;
grant delete, insert, select on view.facility to lodestone_writer;

create table view.finding (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  code text not null,
  message text not null,
  constraint finding_pkey PRIMARY KEY (ledger_id, event_number, index)
);
grant select on view.finding to lodestone_auditor;
grant delete, insert, select on view.finding to lodestone_writer;

create table view.finding_answer (
  ledger_id integer not null,
  event_number bigint not null,
  finding text not null,
  stated text not null,
  party text not null,
  is_closing boolean not null,
  outcome text not null,
  reason text not null,
  constraint finding_answer_pkey PRIMARY KEY (ledger_id, event_number)
);
comment on table view.finding_answer is 'Somebody has said what a finding is. The latest answer and the latest closing count.';
comment on column view.finding_answer.stated is 'The hash of what the finding stated then: it is open again when it states something else.';
CREATE INDEX finding_answer_by_finding ON view.finding_answer USING btree (ledger_id, finding, event_number);
grant select on view.finding_answer to lodestone_auditor;
grant delete, insert, select on view.finding_answer to lodestone_writer;

create table view.finding_rule (
  ledger_id integer not null,
  event_number bigint not null,
  rule text not null,
  valid_from text not null,
  is_off boolean,
  threshold_names text[] not null,
  threshold_values bigint[] not null,
  constraint finding_rule_pkey PRIMARY KEY (ledger_id, event_number)
);
comment on table view.finding_rule is 'A rule of detection is set otherwise for what happens from valid_from on. What a row leaves out is as before.';
comment on column view.finding_rule.threshold_values is 'In the order of threshold_names.';
grant select on view.finding_rule to lodestone_auditor;
grant delete, insert, select on view.finding_rule to lodestone_writer;

create table view.hold (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  thing text not null,
  is_placed boolean not null,
  party text not null,
  reason text not null,
  constraint hold_pkey PRIMARY KEY (ledger_id, thing, event_number)
);
comment on table view.hold is 'A lot or a shipment was put on hold or released. The latest row counts.';
grant select on view.hold to lodestone_auditor;
grant delete, insert, select on view.hold to lodestone_writer;

create table view.input (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  maker_number bigint,
  constraint input_pkey PRIMARY KEY (ledger_id, event_number, lot_number) INCLUDE (maker_number)
);
comment on table view.input is 'What a step took of a lot. What remains of a lot is what was made less what was taken.';
comment on column view.input.maker_number is 'The event of the step that made the lot, as it was recorded first; null when no step did. See view.lot_revision.';
CREATE INDEX input_by_lot ON view.input USING btree (ledger_id, lot_number);
grant select on view.input to lodestone_auditor;
grant delete, insert, select on view.input to lodestone_writer;

create table view.key (
  ledger_id integer not null,
  event_number bigint not null,
  key text not null,
  party text not null,
  held_by text not null,
  recovery boolean not null,
  constraint key_pkey PRIMARY KEY (ledger_id, key)
);
CREATE INDEX key_by_party ON view.key USING btree (ledger_id, party);
grant select on view.key to lodestone_auditor;
grant delete, insert, select on view.key to lodestone_writer;

create table view.key_revocation (
  ledger_id integer not null,
  event_number bigint not null,
  key text not null,
  reason text not null,
  cause text,
  stolen_from text,
  signed_entries bigint,
  signed_events bigint,
  first_position bigint,
  last_position bigint,
  constraint key_revocation_pkey PRIMARY KEY (ledger_id, key)
);
comment on column view.key_revocation.first_position is 'Of the first entry that the key signed after it was stolen; what it signed from there to last_position may be another''s.';
grant select on view.key_revocation to lodestone_auditor;
grant delete, insert, select on view.key_revocation to lodestone_writer;

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
  not_detected text[],
  uncertainty_parts_per_million integer,
  constraint lot_pkey PRIMARY KEY (ledger_id, lot_number),
  constraint lot_name_is_unique UNIQUE (ledger_id, lot)
);
comment on column view.lot.lot_number is 'Dense, in order of making: a lot''s number is greater than its inputs''.';
comment on column view.lot.not_detected is 'Elements below detection when the lot was made; null when there are none.';
comment on column view.lot.uncertainty_parts_per_million is 'Of each element as made; null when it is not known. An assay says it anew.';
CREATE INDEX lot_by_circuit ON view.lot USING btree (ledger_id, party, circuit, lot_number) WHERE (circuit IS NOT NULL);
CREATE INDEX lot_by_maker ON view.lot USING btree (ledger_id, party);
CREATE TRIGGER names_are_unused AFTER INSERT ON view.lot REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION view.check_lot_names();
grant select on view.lot to lodestone_auditor;
grant delete, insert, select on view.lot to lodestone_writer;

create table view.lot_revision (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  kind text not null,
  facility text,
  country text not null,
  form text,
  product text,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  not_detected text[],
  uncertainty_parts_per_million integer,
  constraint lot_revision_pkey PRIMARY KEY (ledger_id, lot_number, event_number)
);
comment on table view.lot_revision is 'How a lot was made, as known from this event on. What remains follows from view.lot and view.change, not from this.';
grant select on view.lot_revision to lodestone_auditor;
grant delete, insert, select on view.lot_revision to lodestone_writer;

create table view.mandate (
  ledger_id integer not null,
  event_number bigint not null,
  principal text not null,
  agent text not null,
  is_given boolean not null,
  acts text[] not null,
  until text,
  statement_number bigint,
  constraint mandate_pkey PRIMARY KEY (ledger_id, principal, agent, event_number)
);
comment on table view.mandate is 'A principal let an agent act for it, or ended that. The latest row between two parties counts.';
comment on column view.mandate.statement_number is 'The event that stated it, where a correction of a later one lets it count again; null is the row''s own.';
grant select on view.mandate to lodestone_auditor;
grant delete, insert, select on view.mandate to lodestone_writer;

create table view.movement (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  status text not null,
  custodian text not null,
  within text,
  facility text,
  constraint movement_pkey PRIMARY KEY (ledger_id, lot_number, event_number)
);
comment on table view.movement is 'Where a lot is from this event on. The latest row counts; without one it is held by its maker.';
comment on column view.movement.within is 'The transfer or shipment that the lot is in.';
comment on column view.movement.facility is 'Where the event says that it happened.';
CREATE INDEX movement_by_custodian ON view.movement USING btree (ledger_id, custodian, lot_number);
grant select on view.movement to lodestone_auditor;
grant delete, insert, select on view.movement to lodestone_writer;

create table view.on_behalf (
  ledger_id integer not null,
  event_number bigint not null,
  agent text not null,
  principal text not null,
  constraint on_behalf_pkey PRIMARY KEY (ledger_id, event_number)
);
comment on table view.on_behalf is 'Events that an agent signed: the act is the principal''s.';
grant select on view.on_behalf to lodestone_auditor;
grant delete, insert, select on view.on_behalf to lodestone_writer;

create table view.opening_erasure (
  ledger_id integer not null,
  event_number bigint not null,
  event_id text not null,
  field text not null,
  party text not null,
  reason text not null,
  constraint opening_erasure_pkey PRIMARY KEY (ledger_id, event_number),
  constraint opening_is_erased_once UNIQUE (ledger_id, event_id, field)
);
comment on table view.opening_erasure is 'What opened the member is not to be kept. Who said so, and why.';
grant select on view.opening_erasure to lodestone_auditor;
grant select on view.opening_erasure to lodestone_eraser;
grant delete, insert, select on view.opening_erasure to lodestone_writer;

create table view.ownership (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  owner text,
  statement_number bigint,
  constraint ownership_pkey PRIMARY KEY (ledger_id, lot_number, event_number)
);
comment on table view.ownership is 'Who owns a lot from this event on. The latest row counts; without one it is whoever has the lot.';
comment on column view.ownership.owner is 'Null: none is stated any more.';
comment on column view.ownership.statement_number is 'The event that stated it, where a correction of a later one lets it count again; null is the row''s own.';
grant select on view.ownership to lodestone_auditor;
grant delete, insert, select on view.ownership to lodestone_writer;

create table view.party (
  ledger_id integer not null,
  event_number bigint not null,
  party text not null,
  name text,
  roles text[] not null,
  country text,
  transfer_parts_per_million integer,
  bulk_transfer_parts_per_million integer,
  element_transfer_parts_per_million integer,
  constraint party_pkey PRIMARY KEY (ledger_id, party, event_number)
);
comment on table view.party is 'Who takes part. The latest row of a party counts; it has several when its registration was corrected.';
comment on column view.party.transfer_parts_per_million is 'The party''s own tolerance for what it receives; null for the policy''s.';
grant select on view.party to lodestone_auditor;
grant delete, insert, select on view.party to lodestone_writer;

create table view.policy (
  ledger_id integer not null,
  event_number bigint not null,
  enforcement text not null,
  balance_parts_per_million integer not null,
  checkpoint_key text not null,
  transfer_parts_per_million integer not null,
  bulk_transfer_parts_per_million integer not null,
  element_transfer_parts_per_million integer not null,
  constraint policy_pkey PRIMARY KEY (ledger_id, event_number)
);
comment on column view.policy.transfer_parts_per_million is 'What may lie between the figures of consignor and consignee.';
grant select on view.policy to lodestone_auditor;
grant delete, insert, select on view.policy to lodestone_writer;

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
  rejected_lot text,
  discrepancy text,
  constraint receipt_line_pkey PRIMARY KEY (ledger_id, transfer, lot_number, event_number)
);
comment on column view.receipt_line.outcome is 'accepted, partly-accepted, rejected, or returned: taken back by the consignor.';
comment on column view.receipt_line.rejected_lot is 'The new lot that goes back of a lot that was partly accepted.';
grant select on view.receipt_line to lodestone_auditor;
grant delete, insert, select on view.receipt_line to lodestone_writer;

create table view.sealed_member (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  event_id text not null,
  field text not null,
  commitment text not null,
  party text not null,
  constraint sealed_member_pkey PRIMARY KEY (ledger_id, event_number, index),
  constraint sealed_member_name_is_unique UNIQUE (ledger_id, event_id, field)
);
comment on table view.sealed_member is 'A member that an event commits to instead of stating it.';
grant select on view.sealed_member to lodestone_auditor;
grant delete, insert, select on view.sealed_member to lodestone_writer;

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
  constraint settlement_pkey PRIMARY KEY (ledger_id, transfer, lot_number, event_number)
);
comment on table view.settlement is 'What somebody would settle a dispute on, and whether that settled it.';
comment on column view.settlement.net_milligrams is 'As agreed; nothing is stated on another basis.';
grant select on view.settlement to lodestone_auditor;
grant delete, insert, select on view.settlement to lodestone_writer;

create table view.shipment (
  ledger_id integer not null,
  event_number bigint not null,
  shipment text not null,
  party text not null,
  consignee text not null,
  destination text not null,
  constraint shipment_pkey PRIMARY KEY (ledger_id, shipment)
);
CREATE TRIGGER names_are_not_awaited AFTER INSERT ON view.shipment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION view.check_shipment_names_awaited();
CREATE TRIGGER names_are_unused AFTER INSERT ON view.shipment REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION view.check_shipment_names();
grant select on view.shipment to lodestone_auditor;
grant delete, insert, select on view.shipment to lodestone_writer;

create table view.shipment_end (
  ledger_id integer not null,
  event_number bigint not null,
  shipment text not null,
  ending text not null,
  constraint shipment_end_pkey PRIMARY KEY (ledger_id, shipment, event_number)
);
grant select on view.shipment_end to lodestone_auditor;
grant delete, insert, select on view.shipment_end to lodestone_writer;

create table view.shipment_line (
  ledger_id integer not null,
  event_number bigint not null,
  shipment text not null,
  lot_number bigint not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint shipment_line_pkey PRIMARY KEY (ledger_id, shipment, lot_number, event_number)
);
grant select on view.shipment_line to lodestone_auditor;
grant delete, insert, select on view.shipment_line to lodestone_writer;

create table view.shipment_revision (
  ledger_id integer not null,
  event_number bigint not null,
  shipment text not null,
  consignee text not null,
  destination text not null,
  constraint shipment_revision_pkey PRIMARY KEY (ledger_id, shipment, event_number)
);
comment on table view.shipment_revision is 'What is known of a packing from this event on. Its lines are those of the same event.';
grant select on view.shipment_revision to lodestone_auditor;
grant delete, insert, select on view.shipment_revision to lodestone_writer;

create table view.step (
  ledger_id integer not null,
  event_number bigint not null,
  step text not null,
  party text not null,
  facility text,
  given_element_milligrams bigint[] not null,
  first_lot_number bigint not null,
  lot_count integer not null,
  occurred_at_milliseconds bigint not null,
  unexplained_element_milligrams bigint[] not null,
  constraint step_pkey PRIMARY KEY (ledger_id, event_number)
);
comment on column view.step.given_element_milligrams is 'Outputs, stated losses and closing stock.';
comment on column view.step.first_lot_number is 'The lots that a step made have consecutive numbers from this one on.';
comment on column view.step.occurred_at_milliseconds is 'When it happened, as what counts of its event says; since 1970.';
comment on column view.step.unexplained_element_milligrams is 'What the step gave above what it took, per element; empty where that is nothing.';
CREATE INDEX step_by_time ON view.step USING btree (ledger_id, occurred_at_milliseconds, event_number);
grant select on view.step to lodestone_auditor;
grant delete, insert, select on view.step to lodestone_writer;

create table view.transfer (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  consignor text not null,
  consignee text not null,
  seals text[],
  constraint transfer_pkey PRIMARY KEY (ledger_id, transfer)
);
CREATE TRIGGER names_are_not_awaited AFTER INSERT ON view.transfer REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION view.check_transfer_names_awaited();
CREATE TRIGGER names_are_unused AFTER INSERT ON view.transfer REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION view.check_transfer_names();
grant select on view.transfer to lodestone_auditor;
grant delete, insert, select on view.transfer to lodestone_writer;

create table view.transfer_end (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  ending text not null,
  reason text not null,
  constraint transfer_end_pkey PRIMARY KEY (ledger_id, transfer, event_number)
);
comment on table view.transfer_end is 'A transfer was cancelled before anything was received.';
grant select on view.transfer_end to lodestone_auditor;
grant delete, insert, select on view.transfer_end to lodestone_writer;

create table view.transfer_line (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  lot_number bigint not null,
  net_milligrams bigint,
  volume_millilitres bigint,
  pieces bigint,
  element_milligrams bigint[] not null,
  constraint transfer_line_pkey PRIMARY KEY (ledger_id, transfer, lot_number, event_number)
);
grant select on view.transfer_line to lodestone_auditor;
grant delete, insert, select on view.transfer_line to lodestone_writer;

create table view.transfer_revision (
  ledger_id integer not null,
  event_number bigint not null,
  transfer text not null,
  consignee text not null,
  seals text[],
  constraint transfer_revision_pkey PRIMARY KEY (ledger_id, transfer, event_number)
);
comment on table view.transfer_revision is 'What is known of a dispatch from this event on. Its lines are those of the same event.';
grant select on view.transfer_revision to lodestone_auditor;
grant delete, insert, select on view.transfer_revision to lodestone_writer;

create table view.unit (
  ledger_id integer not null,
  event_number bigint not null,
  unit text not null,
  party text not null,
  is_packed boolean not null,
  seal text,
  standing_number bigint not null,
  constraint unit_pkey PRIMARY KEY (ledger_id, unit, event_number)
);
comment on table view.unit is 'A logistic unit was packed or unpacked. The latest row counts; one that was unpacked may be packed again.';
comment on column view.unit.seal is 'Put on when it was packed, found when it was unpacked.';
comment on column view.unit.standing_number is 'By which event the unit stands so: an earlier one, where a correction has undone what came after that.';
CREATE TRIGGER names_are_not_awaited AFTER INSERT ON view.unit REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION view.check_unit_names_awaited();
CREATE TRIGGER names_are_unused AFTER INSERT ON view.unit REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION view.check_unit_names();
grant select on view.unit to lodestone_auditor;
grant delete, insert, select on view.unit to lodestone_writer;

create table view.unit_line (
  ledger_id integer not null,
  event_number bigint not null,
  lot_number bigint not null,
  unit text,
  constraint unit_line_pkey PRIMARY KEY (ledger_id, lot_number, event_number)
);
comment on table view.unit_line is 'The unit that a lot is in from this event on, null when it is in none.';
CREATE INDEX unit_line_by_unit ON view.unit_line USING btree (ledger_id, unit, event_number);
grant select on view.unit_line to lodestone_auditor;
grant delete, insert, select on view.unit_line to lodestone_writer;

create table view.yield_range (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  facility text not null,
  step text not null,
  low_parts_per_million integer,
  high_parts_per_million integer,
  statement_number bigint,
  constraint yield_range_pkey PRIMARY KEY (ledger_id, event_number, index)
);
comment on table view.yield_range is 'A facility''s own range of the yield of a step. The latest row of a step counts.';
comment on column view.yield_range.low_parts_per_million is 'Null, as the other end: the facility has no range of its own any more.';
comment on column view.yield_range.statement_number is 'The event that stated it, where a correction of a later one lets it count again; null is the row''s own.';
CREATE INDEX yield_range_by_facility ON view.yield_range USING btree (ledger_id, facility, step, event_number);
grant select on view.yield_range to lodestone_auditor;
grant delete, insert, select on view.yield_range to lodestone_writer;
