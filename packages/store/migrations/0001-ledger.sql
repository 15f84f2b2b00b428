-- The truth: entries, their events and the head. Append-only, whoever writes.

create schema ledger;

create table ledger.ledger (
  ledger_id integer generated always as identity,
  origin text not null,
  constraint ledger_pkey primary key (ledger_id),
  constraint ledger_origin_is_unique unique (origin)
);

create table ledger.head (
  ledger_id integer not null,
  size bigint not null,
  leaf_hash bytea,
  recorded_at timestamptz(3),
  constraint head_pkey primary key (ledger_id),
  constraint head_belongs_to_ledger foreign key (ledger_id) references ledger.ledger
);
comment on table ledger.head is 'The one row that writers lock. Size counts the entries; leaf_hash is the last one''s.';

create table ledger.entry (
  ledger_id integer not null,
  position bigint not null,
  leaf_hash bytea not null,
  author text not null,
  submission uuid not null,
  body bytea not null,
  constraint entry_pkey primary key (ledger_id, position),
  constraint entry_submission_is_unique unique (ledger_id, author, submission)
);
alter table ledger.entry alter column body set storage external;
comment on column ledger.entry.body is 'Exact bytes of the leaf. Every other column can be recomputed from it.';

create table ledger.event (
  ledger_id integer not null,
  position bigint not null,
  ordinal integer not null,
  event_id uuid not null,
  digest bytea not null,
  type text not null,
  occurred_at timestamptz(3) not null,
  body bytea not null,
  constraint event_pkey primary key (ledger_id, position, ordinal),
  constraint event_id_is_unique unique (ledger_id, event_id)
);
alter table ledger.event alter column body set storage external;
comment on column ledger.event.body is 'Exact bytes that were signed. Every other column can be recomputed from it.';

-- Changing what is recorded is refused for everybody; grants refuse it for the writer once more.

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of %.% is refused: the ledger is append-only', tg_op, tg_table_schema, tg_table_name
    using errcode = 'restrict_violation';
end
$$;

create trigger ledger_is_append_only before update or delete or truncate on ledger.ledger
  for each statement execute function ledger.refuse_change();
create trigger head_is_never_removed before delete or truncate on ledger.head
  for each statement execute function ledger.refuse_change();
create trigger entry_is_append_only before update or delete or truncate on ledger.entry
  for each statement execute function ledger.refuse_change();
create trigger event_is_append_only before update or delete or truncate on ledger.event
  for each statement execute function ledger.refuse_change();

create function ledger.base64url(value bytea) returns text language sql immutable strict parallel safe as $$
  select translate(encode(value, 'base64'), E'+/=\n', '-_')
$$;

-- An entry continues the chain: right place, right predecessor, right hash, columns that say what the body says.
create function ledger.check_entry_continues_chain() returns trigger language plpgsql as $$
declare
  broken record;
begin
  select i.position, body.value ->> 'previous' as previous, ledger.base64url(p.leaf_hash) as expected
  into broken
  from inserted i
  cross join lateral (select convert_from(i.body, 'UTF8')::jsonb as value) body
  left join ledger.entry p on p.ledger_id = i.ledger_id and p.position = i.position - 1
  where i.leaf_hash is distinct from sha256('\x00'::bytea || i.body)
    or (body.value ->> 'position') is distinct from i.position::text
    or (body.value ->> 'author') is distinct from i.author
    or (body.value ->> 'submission') is distinct from i.submission::text
    or (body.value ->> 'previous') is distinct from ledger.base64url(p.leaf_hash)
    or (p.position is null) <> (i.position = 0)
  limit 1;
  if found then
    raise exception 'entry % does not continue the chain: it says previous %, the entry before it is %',
      broken.position, broken.previous, broken.expected using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;

create trigger entry_continues_chain after insert on ledger.entry
  referencing new table as inserted for each statement execute function ledger.check_entry_continues_chain();

-- Events come whole with their entry: exactly the digests that it lists, in its order, each over its own bytes.
create function ledger.check_events_belong_to_entry() returns trigger language plpgsql as $$
declare
  broken record;
begin
  select coalesce(i.position, listed.position) as position, coalesce(i.ordinal, listed.ordinal) as ordinal
  into broken
  from inserted i
  full join (
    select e.ledger_id, e.position, (digest.ordinality - 1)::integer as ordinal, digest.value
    from (select distinct ledger_id, position from inserted) touched
    join ledger.entry e using (ledger_id, position)
    cross join lateral jsonb_array_elements_text(convert_from(e.body, 'UTF8')::jsonb -> 'events')
      with ordinality as digest (value, ordinality)
  ) listed on listed.ledger_id = i.ledger_id and listed.position = i.position and listed.ordinal = i.ordinal
  where ledger.base64url(i.digest) is distinct from listed.value
    or i.digest is distinct from sha256(convert_to(E'lodestone/event/1\n', 'UTF8') || i.body)
  limit 1;
  if found then
    raise exception 'event % of entry % is not the one that the entry lists', broken.ordinal, broken.position
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;

create trigger events_belong_to_entry after insert on ledger.event
  referencing new table as inserted for each statement execute function ledger.check_events_belong_to_entry();

-- The head moves only forward, and only onto the last entry.
create function ledger.check_head_moves_forward() returns trigger language plpgsql as $$
begin
  if new.ledger_id <> old.ledger_id or new.size <= old.size or new.recorded_at is null
    or new.recorded_at < old.recorded_at
    or not exists (
      select from ledger.entry e
      where e.ledger_id = new.ledger_id and e.position = new.size - 1 and e.leaf_hash = new.leaf_hash
    )
    or exists (select from ledger.entry e where e.ledger_id = new.ledger_id and e.position >= new.size)
  then
    raise exception 'the head cannot move from size % to size %: it moves forward, onto the last entry',
      old.size, new.size using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;

create trigger head_moves_forward before update on ledger.head
  for each row execute function ledger.check_head_moves_forward();

-- A head begins empty: with the rule above, its size is the number of entries ever after.
create function ledger.check_head_begins_empty() returns trigger language plpgsql as $$
begin
  if new.size <> 0 or new.leaf_hash is not null or new.recorded_at is not null then
    raise exception 'a head begins at size 0, not %', new.size using errcode = 'integrity_constraint_violation';
  end if;
  return new;
end
$$;

create trigger head_begins_empty before insert on ledger.head
  for each row execute function ledger.check_head_begins_empty();

-- No entry without its head and its events: checked at commit, when all of them are there.
create function ledger.check_entry_is_complete() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger.head h where h.ledger_id = new.ledger_id and h.size > new.position) then
    raise exception 'entry % was inserted without moving the head', new.position
      using errcode = 'integrity_constraint_violation';
  end if;
  -- One event is enough to ask for: the check above lets in all of them or none.
  if not exists (select from ledger.event v where v.ledger_id = new.ledger_id and v.position = new.position) then
    raise exception 'entry % was inserted without its events', new.position
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;

create constraint trigger entry_is_complete after insert on ledger.entry
  deferrable initially deferred for each row execute function ledger.check_entry_is_complete();
