import { hostname } from 'node:os';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import { type SessionRole, WRITER_ROLE } from './connect/session-role.ts';
import type { Tables } from './tables.ts';
import { ReusingSocket } from './wire/byte-source.ts';

/** PostgreSQL's bigint comes back as bigint, never rounded. */
const BIGINT_OID = 20;
const BIGINT_ARRAY_OID = 1016;
const NUMERIC_ARRAY_OID = 1231;

/** How many connections one command holds at most: appending, reading ahead, and a few answers at once. */
const CONNECTIONS_MAX = 8;

/**
 * When the other machine is gone without a word, both sides are to notice within a minute: we, so that callers hear of it,
 * and the server, so that it lets go of the head that we had locked. By default it waits for two hours.
 */
const KEEP_ALIVE_MILLISECONDS = 30_000;
const KEEP_ALIVE = '-c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3';

/** Who holds the head is a process on a machine: by this name it is found among the server's sessions. */
const APPLICATION_NAME = `lodestone ${process.pid} on ${hostname()}`;

/** So many ask at once what lots were made from; others wait. Each keeps a core of the server busy. */
const LOOKUP_CONNECTIONS_MAX = 4;

/**
 * A plan that is kept must be as good when the ledger has grown as it was when it was made. So these connections go by indexes, which
 * serve any size, where a plan for a small ledger would read whole tables; and they plan for whatever values there may be.
 */
const LOOKUPS = '-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_bitmapscan=off';

/** An open database. Close it. */
export interface Database {
  readonly pool: pg.Pool;
  /** Connections for questions for which indexes are right at any size: by key alone, or in the order of an index until there are enough. */
  readonly lookups: pg.Pool;
  readonly query: Kysely<Tables>;
  close(): Promise<void>;
}

/** Connects to a migrated database as a role, the writer. Every connection drops what it could do beyond that. */
export async function openDatabase(databaseUrl: string, role: SessionRole = WRITER_ROLE): Promise<Database> {
  const pool = poolOf(databaseUrl, role, '', { max: CONNECTIONS_MAX });
  const lookups = poolOf(databaseUrl, role, LOOKUPS, {
    max: LOOKUP_CONNECTIONS_MAX,
    stream: () => new ReusingSocket(),
  });
  const query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
  // Kysely's own destroy does nothing when no query was built with it.
  return { pool, lookups, query, close: async () => void (await Promise.all([pool.end(), lookups.end()])) };
}

/** It connects only when it is first asked. */
function poolOf(databaseUrl: string, role: SessionRole, settings: string, connections: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    ...connections,
    connectionString: databaseUrl,
    types: exactTypes(),
    application_name: APPLICATION_NAME,
    options: `-c role=${role} -c timezone=UTC ${KEEP_ALIVE} ${settings}`,
    keepAlive: true,
    keepAliveInitialDelayMillis: KEEP_ALIVE_MILLISECONDS,
  });
  // An idle connection that breaks is replaced at the next use, where a failure has somebody to tell. One that breaks
  // while it is lent fails at its next query; without a listener the event itself would end the process before that.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/**
 * What one connection sees, transaction and all, as a database. Whoever lent the connection takes it back. The cast: of
 * a pool this has what kysely and our queries call (`query`, `connect`, `end`), and nothing of its events and counts.
 */
export function databaseOf(client: pg.PoolClient): Database {
  const query = client.query.bind(client);
  const connect = () => Promise.resolve({ query, release: nothing });
  const pool = { query, connect, end: nothing, options: {} } as unknown as pg.Pool;
  return { pool, lookups: pool, query: new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }), close: nothing };
}

async function nothing(): Promise<void> {}

/** How values are read: whole numbers exactly, and so are sums of them, which may be more than a bigint of PostgreSQL holds. */
function exactTypes(): pg.TypeOverrides {
  const types = new pg.TypeOverrides();
  types.setTypeParser(BIGINT_OID, BigInt);
  types.setTypeParser(BIGINT_ARRAY_OID, parseBigintArray);
  types.setTypeParser(NUMERIC_ARRAY_OID, parseBigintArray);
  return types;
}

/** `{1,NULL,3}`, as PostgreSQL writes a one-dimensional bigint[], or a numeric[] of sums. */
export function parseBigintArray(text: string): (bigint | null)[] {
  if (text === '{}') return [];
  const values = text.slice(1, -1).split(',');
  return values.map((value) => (value === 'NULL' ? null : BigInt(value)));
}
