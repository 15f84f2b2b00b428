import type pg from 'pg';
import type { Database } from '../database.ts';

/** Lends a connection in a transaction to `body`, begun and ended so; when `body` throws, it is rolled back. */
export async function withTransaction<Result>(
  { pool }: Database,
  body: (client: pg.PoolClient) => Promise<Result>,
  ending: 'commit' | 'rollback' = 'commit',
  beginning = 'begin',
): Promise<Result> {
  const client = await pool.connect();
  let broken = false;
  try {
    await client.query(beginning);
    const result = await body(client);
    await client.query(ending);
    return result;
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}
