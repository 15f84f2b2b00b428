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

grant usage on schema ledger, view to lodestone_writer;
grant select, insert on ledger.ledger, ledger.entry, ledger.event, ledger.head to lodestone_writer;
grant update (size, leaf_hash, recorded_at) on ledger.head to lodestone_writer;
grant select, insert, delete on all tables in schema view to lodestone_writer;
