-- A writer that appends on a head that it only expects must be able to tell this refusal from every other: it carries
-- the name of its trigger, as the refusals of constraints carry theirs.

create or replace function ledger.check_entry_continues_chain() returns trigger language plpgsql as $$
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
      broken.position, broken.previous, broken.expected using
      errcode = 'integrity_constraint_violation', constraint = 'entry_continues_chain';
  end if;
  return null;
end
$$;
