/** How much a question reads, as the server counts it. */
import type pg from 'pg';

/**
 * A sequential scan counts each row of the table, an index scan each entry that it met and each row behind them. Tables
 * of a few pages are left out: reading them whole is the right thing to do.
 */
export async function rowsRead(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(`
    select sum(pg_stat_get_xact_tuples_returned(c.oid) + pg_stat_get_xact_tuples_fetched(c.oid))::float8 as rows
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('ledger', 'view')
      and (c.relkind = 'i' or c.relkind = 'r' and pg_relation_size(c.oid) > 10 * current_setting('block_size')::integer)`);
  return rows[0]?.rows as number;
}
