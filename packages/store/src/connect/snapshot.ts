import pg from 'pg';
import { ReusingSocket } from '../wire/byte-source.ts';
import type { Database } from '../database.ts';

/** How another thread connects to the same database, in words that can be sent to it. */
export interface ConnectionSettings {
  /** With the password in it: not for logs. */
  readonly connectionString: string;
  readonly options: string;
}

/** The settings with which `database` connects. */
export function connectionSettings({ pool }: Database): ConnectionSettings {
  const { connectionString, options } = pool.options;
  if (connectionString === undefined || options === undefined) throw new Error('Bug: the pool has no settings');
  return { connectionString, options };
}

/** Lends `count` connections that share one read-only snapshot to `body`, and its name for `withSharedSnapshot`. */
export async function withSnapshot<Result>(
  database: Database,
  count: number,
  body: (clients: readonly pg.PoolClient[], name: string) => Promise<Result>,
): Promise<Result> {
  return withReaders(database.pool.options, count, async (clients) => {
    const [first, ...others] = clients;
    const exported = await first?.query<{ name: string }>('select pg_export_snapshot() as name');
    const name = exported?.rows[0]?.name ?? '';
    await Promise.all(others.map((client) => client.query(`set transaction snapshot ${pg.escapeLiteral(name)}`)));
    return body(clients, name);
  });
}

/** Lends `count` connections that see the same moment as the snapshot of that name, which somebody else holds. */
export async function withSharedSnapshot<Result>(
  settings: ConnectionSettings,
  count: number,
  name: string,
  body: (clients: readonly pg.PoolClient[]) => Promise<Result>,
): Promise<Result> {
  return withReaders(settings, count, async (clients) => {
    await Promise.all(clients.map((client) => client.query(`set transaction snapshot ${pg.escapeLiteral(name)}`)));
    return body(clients);
  });
}

/**
 * What is streamed comes in the order of an index. Without statistics on `ledger_id` (migration 0004) the planner takes
 * every ledger for a small one, and would sort all its events on the disk before it sends the first. Where there is no
 * index it sorts all the same, and a server then takes the query for one of astronomical cost: it would compile it and
 * start workers, which takes seconds before the first row of a ledger of ten.
 */
const IN_ORDER_OF_AN_INDEX =
  'set local enable_sort = off; set local jit = off; set local max_parallel_workers_per_gather = 0';

/**
 * Lends connections in read-only transactions. They are of a pool of their own: taken one by one from the pool that
 * everybody uses, two readers could each hold what the other waits for.
 */
async function withReaders<Result>(
  settings: pg.PoolConfig,
  count: number,
  body: (clients: readonly pg.PoolClient[]) => Promise<Result>,
): Promise<Result> {
  const pool = new pg.Pool({ ...settings, max: count, stream: () => new ReusingSocket() });
  // A connection that breaks fails at its next query; without listeners the event itself would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  const clients: pg.PoolClient[] = [];
  try {
    // At once: for each the server starts a process, which takes longer than an audit of a small ledger. All are waited
    // for, so that one which fails leaves none behind.
    const begun = await Promise.allSettled(
      Array.from({ length: count }, async () => {
        const client = await pool.connect();
        clients.push(client);
        await client.query(`begin isolation level repeatable read read only; ${IN_ORDER_OF_AN_INDEX}`);
      }),
    );
    for (const one of begun) if (one.status === 'rejected') throw one.reason;
    return await body(clients);
  } finally {
    // The connections are not used again, and the end of a connection is the end of its transaction: no matter what
    // state a stream that was given up in the middle has left it in.
    for (const client of clients) client.release(true);
    await pool.end();
  }
}
