/** How much a question reads, as the server counts it. */
import type pg from 'pg';
import type { Database } from '../src/database.ts';

/**
 * A sequential scan counts each row of the table, an index scan each entry that it met and each row behind them. Tables
 * of a few pages are left out: reading them whole is the right thing to do.
 */
async function rowsRead(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(`
    select sum(pg_stat_get_xact_tuples_returned(c.oid) + pg_stat_get_xact_tuples_fetched(c.oid))::float8 as rows
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('ledger', 'view')
      and (c.relkind = 'i' or c.relkind = 'r' and pg_relation_size(c.oid) > 10 * current_setting('block_size')::integer)`);
  return rows[0]?.rows as number;
}

/** What `question` answers, and how many rows and index entries of our tables are read for it. */
export async function rowsReadFor<Answer>(
  { pool }: Database,
  question: (client: pg.PoolClient) => Promise<Answer>,
): Promise<{ answer: Answer; rows: number }> {
  const client = await pool.connect();
  try {
    // Inside a transaction the counters are this connection's alone, and exact.
    await client.query('begin');
    const before = await rowsRead(client);
    const answer = await question(client);
    const after = await rowsRead(client);
    await client.query('rollback');
    return { answer, rows: after - before };
  } finally {
    client.release();
  }
}
