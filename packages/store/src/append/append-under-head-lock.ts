/** The one way into the ledger: a transaction that holds the head row from beginning to end. */
import type pg from 'pg';
import type { AppendRows } from './append-rows.ts';
import { appendSteps } from './append-steps.ts';
import type { Database } from '../database.ts';
import { sendFlight } from '../wire/flight.ts';
import { type Head, headOf } from '../log/read-ledger.ts';
import { withTransaction } from '../connect/with-transaction.ts';

/** A transaction under the head lock. Nothing is recorded unless its function returns. */
export interface AppendTransaction {
  readonly client: pg.PoolClient;
  readonly ledgerId: number;
  readonly head: Head;
  /** Writes the rows and moves the head onto the last entry. */
  write(rows: AppendRows): Promise<void>;
}

/** Runs one append from beginning to end, see `appendUnderHeadLock`. */
export type RunAppend = <Result>(work: (transaction: AppendTransaction) => Promise<Result>) => Promise<Result>;

/**
 * All other writers wait for who holds the head: a process that is stopped, or a machine that was put to sleep, with the
 * transaction open must not keep them waiting until it wakes up. Between two statements we need less than a second.
 */
const BEGIN_APPEND = `begin; set local idle_in_transaction_session_timeout = '1min'`;

/**
 * Runs `work` with the head row locked, and commits what it wrote. Positions are given under this lock, in commit
 * order, without gaps. If we crash before the commit nothing is recorded; after it everything is. When the
 * connection is lost during the commit the answer is unknown: this throws, and the caller asks the ledger again
 * (the same submission is answered with the same receipt).
 */
export function appendUnderHeadLock(database: Database, ledgerId: number): RunAppend {
  return (work) =>
    withTransaction(database, async (client) => work(await openAppend(client, ledgerId)), 'commit', BEGIN_APPEND);
}

/** The same for the first append of a new ledger: its rows come with it, so no ledger is ever without entry 0. */
export function appendToNewLedger(database: Database, origin: string): RunAppend {
  return (work) =>
    withTransaction(database, async (client) => {
      const { rows } = await client.query<{ ledger_id: number }>(
        'insert into ledger.ledger (origin) values ($1) returning ledger_id',
        [origin],
      );
      const ledgerId = rows[0]?.ledger_id as number;
      await client.query('insert into ledger.head (ledger_id, size) values ($1, 0)', [ledgerId]);
      return work(await openAppend(client, ledgerId));
    });
}

/** Locks the head in the transaction that `client` is in, until that ends. */
export async function openAppend(client: pg.PoolClient, ledgerId: number): Promise<AppendTransaction> {
  const head = await lockHead(client, ledgerId);
  const write: AppendTransaction['write'] = async (rows) => {
    if (rows.entries.length > 0) await sendFlight(client, appendSteps(ledgerId, rows));
  };
  return { client, ledgerId, head, write };
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
