/** The one way into the ledger: a transaction that holds the head row from beginning to end. */
import type { Fact, FactKind } from '@lodestone/custody/fact.ts';
import { type Digest, digestToBytes } from '@lodestone/proof/digest.ts';
import type pg from 'pg';
import { copyIn, type TableRows } from './copy.ts';
import type { ColumnValue } from './copy-binary.ts';
import { type Database, databaseOf } from './database.ts';
import { FACT_TABLES } from './fact-table.ts';
import { type Head, headOf } from './read-ledger.ts';

export interface EntryRow {
  readonly position: number;
  readonly leafHash: Digest;
  readonly author: string;
  readonly submission: string;
  readonly recordedAt: string;
  readonly body: Uint8Array;
}

export interface EventRow {
  readonly position: number;
  readonly ordinal: number;
  readonly eventId: string;
  readonly digest: Digest;
  readonly type: string;
  readonly occurredAt: string;
  readonly body: Uint8Array;
}

/** Everything that a batch of accepted submissions adds. */
export interface AppendRows {
  readonly entries: readonly EntryRow[];
  readonly events: readonly EventRow[];
  readonly facts: readonly Fact[];
}

/** A transaction under the head lock. Nothing is recorded unless its function returns. */
export interface AppendTransaction {
  readonly client: pg.PoolClient;
  readonly ledgerId: number;
  readonly head: Head;
  /** Writes the rows and moves the head onto the last entry. */
  write(rows: AppendRows): Promise<void>;
}

const ENTRY_COLUMNS = [
  { name: 'position', type: 'bigint' },
  { name: 'leaf_hash', type: 'bytea' },
  { name: 'author', type: 'text' },
  { name: 'submission', type: 'uuid' },
  { name: 'body', type: 'bytea' },
] as const;

const EVENT_COLUMNS = [
  { name: 'position', type: 'bigint' },
  { name: 'ordinal', type: 'integer' },
  { name: 'event_id', type: 'uuid' },
  { name: 'digest', type: 'bytea' },
  { name: 'type', type: 'text' },
  { name: 'occurred_at', type: 'timestamptz' },
  { name: 'body', type: 'bytea' },
] as const;

/** Runs one append from beginning to end, see `appendUnderHeadLock`. */
export type RunAppend = <Result>(work: (transaction: AppendTransaction) => Promise<Result>) => Promise<Result>;

/**
 * Runs `work` with the head row locked, and commits what it wrote. Positions are given under this lock, in commit
 * order, without gaps. If we crash before the commit nothing is recorded; after it everything is. When the
 * connection is lost during the commit the answer is unknown: this throws, and the caller asks the ledger again
 * (the same submission is answered with the same receipt).
 */
export function appendUnderHeadLock(database: Database, ledgerId: number): RunAppend {
  return (work) =>
    withClient(database, async (client) => {
      await client.query('begin');
      const result = await work(await openTransaction(client, ledgerId));
      await client.query('commit');
      return result;
    });
}

/** The same for the first append of a new ledger: its rows come with it, so no ledger is ever without entry 0. */
export function appendToNewLedger(database: Database, origin: string): RunAppend {
  return (work) =>
    withClient(database, async (client) => {
      await client.query('begin');
      const { rows } = await client.query<{ ledger_id: number }>(
        'insert into ledger.ledger (origin) values ($1) returning ledger_id',
        [origin],
      );
      const ledgerId = rows[0]?.ledger_id as number;
      await client.query('insert into ledger.head (ledger_id, size) values ($1, 0)', [ledgerId]);
      const result = await work(await openTransaction(client, ledgerId));
      await client.query('commit');
      return result;
    });
}

/**
 * Gives `body` a way to append that works like the real one, and a database that shows what was appended so: all inside
 * one transaction that is rolled back at the end. Other writers wait meanwhile. There is one connection for all of it,
 * so nothing may be asked while an append is under way.
 */
export function rehearseAppends<Result>(
  database: Database,
  ledgerId: number,
  body: (runAppend: RunAppend, rehearsed: Database) => Promise<Result>,
): Promise<Result> {
  return withClient(database, async (client) => {
    await client.query('begin');
    const runAppend: RunAppend = async (work) => {
      await client.query('savepoint rehearsal');
      try {
        return await work(await openTransaction(client, ledgerId));
      } catch (error) {
        await client.query('rollback to savepoint rehearsal');
        throw error;
      }
    };
    const result = await body(runAppend, databaseOf(client));
    await client.query('rollback');
    return result;
  });
}

/** Lends a connection to `body`; when that throws, what it began is rolled back. */
async function withClient<Result>(
  database: Database,
  body: (client: pg.PoolClient) => Promise<Result>,
): Promise<Result> {
  const client = await database.pool.connect();
  let broken = false;
  try {
    return await body(client);
  } catch (error) {
    await client.query('rollback').catch(() => {
      broken = true;
    });
    throw error;
  } finally {
    client.release(broken);
  }
}

async function openTransaction(client: pg.PoolClient, ledgerId: number): Promise<AppendTransaction> {
  const head = await lockHead(client, ledgerId);
  return { client, ledgerId, head, write: (rows) => writeRows(client, ledgerId, rows) };
}

async function lockHead(client: pg.PoolClient, ledgerId: number): Promise<Head> {
  const { rows } = await client.query<{ size: bigint; leaf_hash: Buffer | null; recorded_at: Date | null }>({
    name: 'lock-head',
    text: 'select size, leaf_hash, recorded_at from ledger.head where ledger_id = $1 for update',
    values: [ledgerId],
  });
  const row = rows[0];
  if (row === undefined) throw new Error(`ledger ${ledgerId} has no head row: run verify`);
  return headOf(row);
}

async function writeRows(client: pg.PoolClient, ledgerId: number, rows: AppendRows): Promise<void> {
  const last = rows.entries.at(-1);
  if (last === undefined) return;
  const entries = rows.entries.map((entry) => [
    entry.position,
    digestToBytes(entry.leafHash),
    entry.author,
    entry.submission,
    entry.body,
  ]);
  const events = rows.events.map((event): ColumnValue[] => [
    event.position,
    event.ordinal,
    event.eventId,
    digestToBytes(event.digest),
    event.type,
    Date.parse(event.occurredAt),
    event.body,
  ]);
  await copyIn(client, ledgerId, [
    { table: 'ledger.entry', columns: ENTRY_COLUMNS, rows: entries },
    { table: 'ledger.event', columns: EVENT_COLUMNS, rows: events },
    ...tablesOfFacts(rows.facts),
  ]);
  await client.query({
    name: 'move-head',
    text: `update ledger.head set size = $2, leaf_hash = $3, recorded_at = $4 where ledger_id = $1`,
    values: [ledgerId, last.position + 1, digestToBytes(last.leafHash), last.recordedAt],
  });
}

/** Adds facts to the views, one COPY per table. */
export function writeFacts(client: pg.PoolClient, ledgerId: number, facts: readonly Fact[]): Promise<void> {
  return copyIn(client, ledgerId, tablesOfFacts(facts));
}

function tablesOfFacts(facts: readonly Fact[]): TableRows[] {
  const rowsByKind = new Map<FactKind, ColumnValue[][]>();
  for (const fact of facts) {
    const row = FACT_TABLES[fact.kind].rowOf(fact);
    const rows = rowsByKind.get(fact.kind);
    if (rows === undefined) rowsByKind.set(fact.kind, [row]);
    else rows.push(row);
  }
  return [...rowsByKind].map(([kind, rows]) => {
    const { table, columns } = FACT_TABLES[kind];
    return { table: `view.${table}`, columns, rows };
  });
}
