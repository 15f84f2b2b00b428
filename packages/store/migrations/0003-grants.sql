-- Lodestone works as lodestone_writer, which can add to the ledger and change nothing of it.

do $$
begin
  create role lodestone_writer nologin;
exception when duplicate_object or unique_violation then
  null;
end
$$;

do $$
begin
  execute format('grant lodestone_writer to %I', current_user);
end
$$;

-- A login that is only a member of the writer must be able to see that there is nothing to migrate.
grant usage on schema lodestone to lodestone_writer;
grant select on lodestone.migration to lodestone_writer;

grant usage on schema ledger, view to lodestone_writer;
grant select, insert on ledger.ledger, ledger.entry, ledger.event, ledger.head to lodestone_writer;
grant update (size, leaf_hash, recorded_at) on ledger.head to lodestone_writer;
grant select, insert, delete on all tables in schema view to lodestone_writer;
