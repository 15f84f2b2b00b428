/** The one way into the ledger: a transaction that holds the head row from beginning to end. */
import type { Fact, FactKind } from '@lodestone/custody/fact.ts';
import { type Digest, digestToBytes } from '@lodestone/proof/digest.ts';
import type pg from 'pg';
import { type CopyColumn, copyStep } from './copy.ts';
import { type Database, databaseOf } from './database.ts';
import { WRITER_ROLE } from './session-role.ts';
import { FACT_TABLES } from './fact-table.ts';
import { DEPARTURE, type FlightStep, sendFlight } from './flight.ts';
import { shareLine } from './shared-line.ts';
import { insertStep } from './insert.ts';
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

/** What opens a sealed member of an event, encrypted to its readers. */
export interface OpeningRow {
  readonly eventId: string;
  readonly field: string;
  readonly ciphertext: Uint8Array;
}

/** Everything that a batch of accepted submissions adds. */
export interface AppendRows {
  readonly entries: readonly EntryRow[];
  readonly events: readonly EventRow[];
  readonly facts: readonly Fact[];
  readonly openings: readonly OpeningRow[];
}

/** A transaction under the head lock. Nothing is recorded unless its function returns. */
export interface AppendTransaction {
  readonly client: pg.PoolClient;
  readonly ledgerId: number;
  readonly head: Head;
  /** Writes the rows and moves the head onto the last entry. */
  write(rows: AppendRows): Promise<void>;
}

const ENTRY_COLUMNS: readonly CopyColumn<EntryRow>[] = [
  { name: 'position', type: 'bigint', value: (entry) => entry.position },
  { name: 'leaf_hash', type: 'digest', value: (entry) => entry.leafHash },
  { name: 'author', type: 'text', value: (entry) => entry.author },
  { name: 'submission', type: 'uuid', value: (entry) => entry.submission },
  { name: 'body', type: 'bytea', value: (entry) => entry.body },
];

const EVENT_COLUMNS: readonly CopyColumn<EventRow>[] = [
  { name: 'position', type: 'bigint', value: (event) => event.position },
  { name: 'ordinal', type: 'integer', value: (event) => event.ordinal },
  { name: 'event_id', type: 'uuid', value: (event) => event.eventId },
  { name: 'digest', type: 'digest', value: (event) => event.digest },
  { name: 'type', type: 'text', value: (event) => event.type },
  { name: 'occurred_at', type: 'timestamptz', value: (event) => Date.parse(event.occurredAt) },
  { name: 'body', type: 'bytea', value: (event) => event.body },
];

const OPENING_COLUMNS: readonly CopyColumn<OpeningRow>[] = [
  { name: 'event_id', type: 'uuid', value: (opening) => opening.eventId },
  { name: 'field', type: 'text', value: (opening) => opening.field },
  { name: 'ciphertext', type: 'bytea', value: (opening) => opening.ciphertext },
];

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

/** Says whether rows that are on their way may be committed. */
export type Confirm = () => boolean;

/** Appends rows that were decided on a head that may still be on its way, see `appendDecided`. */
export type AppendDecided = (rows: AppendRows, confirm?: Confirm) => Promise<boolean>;

/**
 * Appends rows that were decided on a head that may still be on its way, as one flight: lock and write. Answers false,
 * and nothing is recorded, when the log ends elsewhere by then (the rows do not continue it, or are there already), or
 * what they make has a name that is used, or `confirm` says no: it is asked while the server writes them.
 * The flight is a transaction of its own: its end commits it, and a failure in it lets go of the lock at once, with no
 * word from us. If we crash, or the connection is lost, it is recorded whole or not at all, and nobody knows which.
 * Appends that come while others are on their way go behind them on the same connection: they cannot overtake.
 */
export function appendDecided(database: Database, ledgerId: number): AppendDecided {
  const borrowLine = shareLine(database);
  return async (rows, confirm) => {
    const line = await borrowLine();
    let failure: unknown;
    try {
      await line.send(writeAndConfirm(ledgerId, rows, confirm));
      return true;
    } catch (error) {
      if (error instanceof NotConfirmed || wasDecidedInVain(error)) return false;
      failure = error;
      throw error;
    } finally {
      line.giveBack(failure !== undefined);
    }
  };
}

function* writeAndConfirm(ledgerId: number, rows: AppendRows, confirm: Confirm | undefined): Generator<FlightStep> {
  yield* stepsOf(ledgerId, rows);
  if (confirm === undefined) return;
  yield DEPARTURE;
  // Nothing is committed before the end of the flight, and a step that cannot be made undoes all of it.
  if (!confirm()) throw new NotConfirmed();
}

class NotConfirmed extends Error {}

function wasDecidedInVain(error: unknown): boolean {
  if (!(error instanceof Error) || !('constraint' in error)) return false;
  return ELSEWHERE.has(error.constraint) || NAME_USED.has(error.constraint);
}

/**
 * The move of the head is the compare-and-swap: it moves nowhere from where it is not, and at the commit only onto entries
 * that continue the chain. A submission that is recorded, of which memory knows nothing any more, is found by the keys of
 * its events or its own.
 */
const ELSEWHERE: ReadonlySet<unknown> = new Set([
  'head_moves_forward',
  'entry_continues_chain',
  'event_id_is_unique',
  'entry_submission_is_unique',
]);
/** Names of what is new are not looked up before: these are where they are asked for. */
const NAME_USED: ReadonlySet<unknown> = new Set([
  'lot_name_is_unique',
  'transfer_pkey',
  'shipment_pkey',
  'name_is_unique',
  'document_pkey',
]);

/**
 * Autovacuum never sees what a rehearsal writes. Questions planned for the few rows that were there before would read all
 * that there are now, for each name: so statistics are taken here after so many events, and whenever they have doubled.
 */
const ANALYZE_EVENTS = 1_000;
const TABLES_THAT_GROW = [
  'ledger.entry',
  'ledger.event',
  ...Object.values(FACT_TABLES).map(({ table }) => `view.${table}`),
];

/** Only the owner of a table takes statistics; a server of somebody else's may not let us, which costs time and no more. */
async function takeStatistics(client: pg.PoolClient): Promise<void> {
  await client.query(`set local role none; analyze ${TABLES_THAT_GROW.join(', ')}; set local role ${WRITER_ROLE}`);
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
    const events = { written: 0, whenAnalyzed: 0 };
    const runAppend: RunAppend = async (work) => {
      await client.query('savepoint rehearsal');
      try {
        const transaction = await openTransaction(client, ledgerId);
        const write: AppendTransaction['write'] = async (rows) => {
          await transaction.write(rows);
          events.written += rows.events.length;
        };
        const result = await work({ ...transaction, write });
        if (events.written >= Math.max(ANALYZE_EVENTS, 2 * events.whenAnalyzed)) {
          await takeStatistics(client);
          events.whenAnalyzed = events.written;
        }
        return result;
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

const LOCK_HEAD = 'select size, leaf_hash, recorded_at from ledger.head where ledger_id = $1 for update';

async function lockHead(client: pg.PoolClient, ledgerId: number): Promise<Head> {
  const { rows } = await client.query<{ size: bigint; leaf_hash: Buffer | null; recorded_at: Date | null }>({
    name: 'lock-head',
    text: LOCK_HEAD,
    values: [ledgerId],
  });
  const row = rows[0];
  if (row === undefined) throw new Error(`ledger ${ledgerId} has no head row: run verify`);
  return headOf(row);
}

async function writeRows(client: pg.PoolClient, ledgerId: number, rows: AppendRows): Promise<void> {
  if (rows.entries.length > 0) await sendFlight(client, stepsOf(ledgerId, rows));
}

/**
 * Up to so many rows of a table are inserted, more are copied: a COPY is set up anew each time, here and in the server,
 * and costs less per row. Of 0, 12 and 64 this was the fastest for single submissions.
 */
const INSERT_ROWS_MAX = 64;

function rowsStep<Source>(
  table: string,
  columns: readonly CopyColumn<Source>[],
  ledgerId: number,
  sources: readonly Source[],
): FlightStep {
  const step = sources.length <= INSERT_ROWS_MAX ? insertStep : copyStep;
  return step(table, columns, ledgerId, sources);
}

/**
 * First the head onto the last entry, which locks it; then events, entries, the views, and what opens sealed members if
 * anything does. All of it is checked when it is committed: see migration 0028.
 */
function* stepsOf(ledgerId: number, { entries, events, facts, openings }: AppendRows): Generator<FlightStep> {
  yield moveHead(ledgerId, entries);
  yield rowsStep('ledger.event', EVENT_COLUMNS, ledgerId, events);
  yield rowsStep('ledger.entry', ENTRY_COLUMNS, ledgerId, entries);
  yield* factSteps(ledgerId, facts);
  if (openings.length > 0) yield rowsStep('ledger.opening', OPENING_COLUMNS, ledgerId, openings);
}

/** A head that is not where the first entry belongs moves nowhere, which its trigger refuses. */
const MOVE_HEAD = `
  update ledger.head set size = case size when $2 then $3 else size end, leaf_hash = $4, recorded_at = $5
  where ledger_id = $1`;

function moveHead(ledgerId: number, entries: readonly EntryRow[]): FlightStep {
  const [first, last] = [entries[0] as EntryRow, entries.at(-1) as EntryRow];
  const [from, to] = [String(first.position), String(last.position + 1)];
  const leafHash = Buffer.from(digestToBytes(last.leafHash));
  return { name: 'move-head', text: MOVE_HEAD, values: [String(ledgerId), from, to, leafHash, last.recordedAt] };
}

/** Adds facts to the views, table by table. */
export async function writeFacts(client: pg.PoolClient, ledgerId: number, facts: readonly Fact[]): Promise<void> {
  await sendFlight(client, factSteps(ledgerId, facts));
}

function* factSteps(ledgerId: number, facts: readonly Fact[]): Generator<FlightStep> {
  const byKind = new Map<FactKind, Fact[]>();
  for (const fact of facts) {
    const others = byKind.get(fact.kind);
    if (others === undefined) byKind.set(fact.kind, [fact]);
    else others.push(fact);
  }
  for (const kind of WRITTEN_FIRST) yield* takeStep(ledgerId, byKind, kind);
  for (const kind of byKind.keys()) yield* takeStep(ledgerId, byKind, kind);
}

/** What the triggers on the names of lots, transfers, shipments and units ask for: see migration 0022. */
const WRITTEN_FIRST = ['awaited-receipt', 'awaited-line', 'awaited-end', 'finding'] as const satisfies FactKind[];

function* takeStep(ledgerId: number, byKind: Map<FactKind, Fact[]>, kind: FactKind): Generator<FlightStep> {
  const ofKind = byKind.get(kind);
  if (ofKind === undefined) return;
  byKind.delete(kind);
  const { table, columns } = FACT_TABLES[kind];
  yield rowsStep(`view.${table}`, columns, ledgerId, ofKind);
}
