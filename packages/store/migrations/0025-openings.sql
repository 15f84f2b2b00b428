-- What events seal, and what opens it: ciphertexts for the readers whom authors name. They are the only rows of schema
-- ledger that may go, once the ledger has recorded that they are erased, and by a role that does nothing else.

create table view.sealed_member (
  ledger_id integer not null,
  event_number bigint not null,
  index integer not null,
  event_id text not null,
  field text not null,
  commitment text not null,
  party text not null,
  constraint sealed_member_pkey primary key (ledger_id, event_number, index),
  constraint sealed_member_name_is_unique unique (ledger_id, event_id, field)
);
comment on table view.sealed_member is 'A member that an event commits to instead of stating it.';

create table view.opening_erasure (
  ledger_id integer not null,
  event_number bigint not null,
  event_id text not null,
  field text not null,
  party text not null,
  reason text not null,
  constraint opening_erasure_pkey primary key (ledger_id, event_number),
  constraint opening_is_erased_once unique (ledger_id, event_id, field)
);
comment on table view.opening_erasure is 'What opened the member is not to be kept. Who said so, and why.';

create table ledger.opening (
  ledger_id integer not null,
  event_id uuid not null,
  field text not null,
  ciphertext bytea not null,
  constraint opening_pkey primary key (ledger_id, event_id, field)
);
-- Ciphertext does not compress.
alter table ledger.opening alter column ciphertext set storage external;
comment on table ledger.opening is 'Salt and value of a sealed member, encrypted by age to the readers whom its author names.';

-- An opening comes with its event, or after it, and never once it is erased.
create function ledger.check_opening_belongs_to_event() returns trigger language plpgsql as $$
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
$$;

create trigger opening_belongs_to_event after insert on ledger.opening
  referencing new table as inserted for each statement execute function ledger.check_opening_belongs_to_event();

create trigger opening_is_never_changed before update or truncate on ledger.opening
  for each statement execute function ledger.refuse_change();

-- The event comes first: whoever looks later finds why there is nothing.
create function ledger.check_opening_is_erased() returns trigger language plpgsql as $$
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
$$;

create trigger opening_is_erased before delete on ledger.opening
  for each row execute function ledger.check_opening_is_erased();

-- What was sealed before this migration.
insert into view.sealed_member (ledger_id, event_number, index, event_id, field, commitment, party)
select e.ledger_id, e.position * 1000 + e.ordinal,
  row_number() over (partition by e.ledger_id, e.position, e.ordinal order by sealed.key collate "C") - 1,
  e.event_id::text, sealed.key, sealed.value, coalesce(behalf.principal, k.party)
from ledger.event e
join ledger.entry n on n.ledger_id = e.ledger_id and n.position = e.position
join view.key k on k.ledger_id = e.ledger_id and k.key = n.author
left join view.on_behalf behalf
  on behalf.ledger_id = e.ledger_id and behalf.event_number = e.position * 1000 + e.ordinal
cross join lateral jsonb_each_text(convert_from(e.body, 'UTF8')::jsonb -> 'sealed') sealed
where position('"sealed":{'::bytea in e.body) > 0 and e.type <> 'ledger-opened';

do $$
begin
  create role lodestone_eraser nologin;
exception when duplicate_object or unique_violation then
  null;
end
$$;

do $$
begin
  execute format('grant lodestone_eraser to %I', current_user);
end
$$;

grant usage on schema ledger, view to lodestone_eraser;
grant select, delete on ledger.opening to lodestone_eraser;
grant select on view.opening_erasure to lodestone_eraser;
grant select, insert on ledger.opening to lodestone_writer;
grant select, insert, delete on view.sealed_member, view.opening_erasure to lodestone_writer;

-- As for the other tables: statistics on ledger_id mislead (migration 0004).
alter table ledger.opening alter column ledger_id set statistics 0;
alter table view.sealed_member alter column ledger_id set statistics 0;
alter table view.opening_erasure alter column ledger_id set statistics 0;
