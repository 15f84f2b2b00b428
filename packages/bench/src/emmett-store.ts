/** Emmett, an event store for PostgreSQL in TypeScript, on the same server, in a database and a schema of its own. */
import type { Event } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, type PostgresEventStore } from '@event-driven-io/emmett-postgresql';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import pg from 'pg';
import type { BenchServer } from './bench-ledger.ts';

export interface EmmettStore {
  readonly store: PostgresEventStore;
  /** Throws away what was appended, so that every round begins with an empty store. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

const DATABASE = 'emmett';

/** Makes the store and its schema, and opens its connections, so that none of this is measured. */
export async function openEmmett({ databaseUrl }: BenchServer, connections: number): Promise<EmmettStore> {
  await createDatabase(databaseUrl);
  const own = new URL(databaseUrl);
  own.pathname = `/${DATABASE}`;
  const pool = new pg.Pool({ connectionString: own.href, max: connections, min: connections, idleTimeoutMillis: 0 });
  // The pool ends before its connections do; what the server says to them as it stops concerns nobody.
  pool.on('error', () => undefined);
  const store = getPostgreSQLEventStore(own.href, { connectionOptions: { pool } });
  const close = async () => {
    await store.close();
    if (!pool.ended) await pool.end();
  };
  try {
    await store.schema.migrate();
    await Promise.all(Array.from({ length: connections }, () => pool.query('select pg_sleep(0.05)')));
    return { store, empty: () => store.schema.dangerous.truncate({ resetSequences: true }), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** An event as Emmett takes it: a type, and data, which it stores as jsonb. */
export function emmettEventOf(body: Buffer): Event {
  const data = JSON.parse(body.toString('utf8')) as JsonObject & { readonly type: string };
  return { type: data.type, data };
}

async function createDatabase(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    await client.query(`create database ${DATABASE}`);
  } finally {
    await client.end();
  }
}
