-- Publishing: signed checkpoints, the one row that says which is the last, and the tiles that proofs are read from. All
-- of it follows from the entries, but for the signatures, which are checked with the key that entry 0 names.

create table ledger.checkpoint (
  ledger_id integer not null,
  number bigint not null,
  size bigint not null,
  note text not null,
  constraint checkpoint_pkey primary key (ledger_id, number)
);
comment on column ledger.checkpoint.note is 'The signed note, exactly. Its second line is the size.';

create table ledger.published (
  ledger_id integer not null,
  count bigint not null,
  size bigint not null,
  constraint published_pkey primary key (ledger_id)
);
comment on table ledger.published is 'The one row that publishing swaps; appending never touches it. Count counts the checkpoints; size is the last one''s. No row before the first.';

create table ledger.tile (
  ledger_id integer not null,
  level integer not null,
  index bigint not null,
  nodes bytea not null,
  constraint tile_pkey primary key (ledger_id, level, index)
);
-- Uncompressed, so that one node is read without the others.
alter table ledger.tile alter column nodes set storage external;
comment on table ledger.tile is 'Complete tiles, expanded: 510 nodes of 32 bytes, the 256 hashes first, then level by level. Partial tiles are computed.';

create trigger checkpoint_is_append_only before update or delete or truncate on ledger.checkpoint
  for each statement execute function ledger.refuse_change();
create trigger published_is_never_removed before delete or truncate on ledger.published
  for each statement execute function ledger.refuse_change();
create trigger tile_is_append_only before update or delete or truncate on ledger.tile
  for each statement execute function ledger.refuse_change();

-- A checkpoint is the next one, of this ledger, over entries that are there, and not fewer than the last one's.
create function ledger.check_checkpoint_is_next() returns trigger language plpgsql as $$
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
$$;

create trigger checkpoint_is_next before insert on ledger.checkpoint
  for each row execute function ledger.check_checkpoint_is_next();

-- What is published moves forward by exactly one checkpoint, which is there.
create function ledger.check_published_moves_forward() returns trigger language plpgsql as $$
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
$$;

create trigger published_moves_forward before insert or update on ledger.published
  for each row execute function ledger.check_published_moves_forward();

-- No checkpoint that is not published: checked at commit.
create function ledger.check_checkpoint_is_published() returns trigger language plpgsql as $$
begin
  if not exists (select from ledger.published p where p.ledger_id = new.ledger_id and p.count > new.number) then
    raise exception 'checkpoint % was inserted without publishing it', new.number
      using errcode = 'integrity_constraint_violation';
  end if;
  return null;
end
$$;

create constraint trigger checkpoint_is_published after insert on ledger.checkpoint
  deferrable initially deferred for each row execute function ledger.check_checkpoint_is_published();

-- The 256 hashes of a tile are the leaf hashes of its entries, or the roots of the tiles below it. The nodes over them
-- are for the audit to compute again: 254 hashes for each tile would be felt here.
create function ledger.check_tile_continues_tree() returns trigger language plpgsql as $$
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
$$;

create trigger tile_continues_tree after insert on ledger.tile
  referencing new table as inserted for each statement execute function ledger.check_tile_continues_tree();

grant select, insert on ledger.checkpoint, ledger.published, ledger.tile to lodestone_writer;
grant update (count, size) on ledger.published to lodestone_writer;

-- As for the other tables: statistics on ledger_id mislead (migration 0004).
alter table ledger.checkpoint alter column ledger_id set statistics 0;
alter table ledger.published alter column ledger_id set statistics 0;
alter table ledger.tile alter column ledger_id set statistics 0;
