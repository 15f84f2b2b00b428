import type pg from 'pg';
import type { Database } from './database.ts';

/** Lends `count` connections that share one read-only snapshot to `body`. */
export async function withSnapshot<Result>(
  database: Database,
  count: number,
  body: (clients: readonly pg.PoolClient[]) => Promise<Result>,
): Promise<Result> {
  const clients: pg.PoolClient[] = [];
  let broken = false;
  try {
    for (let index = 0; index < count; index++) {
      const client = await database.pool.connect();
      clients.push(client);
      await client.query('begin isolation level repeatable read read only');
    }
    const [first, ...others] = clients;
    const exported = await first?.query<{ snapshot: string }>('select pg_export_snapshot() as snapshot');
    const snapshot = exported?.rows[0]?.snapshot ?? '';
    for (const client of others) await client.query(`set transaction snapshot '${snapshot}'`);
    return await body(clients);
  } catch (error) {
    // A stream that was given up in the middle leaves its connection in an unknown state.
    broken = true;
    throw error;
  } finally {
    for (const client of clients) {
      if (!broken) await client.query('rollback');
      client.release(broken);
    }
  }
}
