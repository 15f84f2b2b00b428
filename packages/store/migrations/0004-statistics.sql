-- Statistics on ledger_id mislead. A ledger that was made after they were taken has no rows in them, so the planner
-- takes "ledger_id = n" alone for nearly unique, reads any index by it and filters the whole ledger: 2 s instead of
-- 8 ms to look up a batch (measured at 60,000 events). Without them it assumes that ledger_id says little, which
-- is so. Every key begins with it all the same.

do $$
declare
  relation record;
begin
  for relation in
    select table_schema, table_name from information_schema.columns
    where table_schema in ('ledger', 'view') and column_name = 'ledger_id'
  loop
    execute format('alter table %I.%I alter column ledger_id set statistics 0', relation.table_schema, relation.table_name);
  end loop;
end
$$;
