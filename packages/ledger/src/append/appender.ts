/** What appends to a ledger, and what it keeps in memory between one batch and the next. */
import { type AppendDecided, appendDecided } from '@lodestone/store/append/append-decided.ts';
import type { RunAppend } from '@lodestone/store/append/append-under-head-lock.ts';
import type { Database } from '@lodestone/store/database.ts';
import type { Head } from '@lodestone/store/log/read-ledger.ts';
import type { loadState } from '@lodestone/store/state/read-state.ts';
import type { KnownLedger } from '../files/data-folder.ts';
import type { Metrics } from '../metrics.ts';
import { emptyStateCache, rotateWhenFull, type StateCache } from './state-cache.ts';

/** The state as of `head`, dropped whenever that is in doubt. */
export interface Appender {
  readonly runAppend: RunAppend;
  /** The name that submissions carry; the bare origin until entry 0 is there. */
  ledger: string;
  readonly now: () => number;
  readonly acceptClock: boolean;
  readonly metrics?: Metrics | undefined;
  /** How a batch is decided and sent while the one before is still being written; null to do one after the other. */
  readonly ahead: Ahead | null;
  state: StateCache;
  /** The head that `state` is as of, what is still on its way included; null when that is in doubt. */
  head: Head | null;
  /** How far what this appender has recorded reaches: receipts were given for it. Null before the first. */
  recorded: Reached | null;
  /** Connections whose database is known to have that. */
  readonly trusted: WeakSet<object>;
  /** Keeps how far the ledger was seen to reach, when the database has less. */
  readonly remember?: RememberReached | undefined;
  /** The batch whose decision made `head`. Only the very next one may build on it: batches keep their order. */
  headBatch: number;
  /** Decisions take turns: each is made on what the one before has left in `state`. */
  turn: Promise<void>;
  /** The number of the next batch, counting from 0. */
  nextBatch: number;
  /** Batches that are neither recorded nor refused yet, and those decided since the cache has last rotated. */
  onTheWay: number;
  decidedSinceRotation: number;
}

export interface Ahead extends Reader {
  /** Sends rows that were decided on a head that is still on its way; false when the log ends elsewhere. */
  readonly append: AppendDecided;
}

/** Where a batch looks up what it names: a connection or a pool of them, and whose ledger. */
export interface Reader {
  readonly client: Parameters<typeof loadState>[0];
  readonly ledgerId: number;
}

/** How far a ledger reaches: its entries, and the leaf hash of the last one. */
export type Reached = Pick<KnownLedger, 'size' | 'leafHash'>;

/** Has it remembered outside the database how far the ledger was seen to reach. */
export type RememberReached = (reached: Reached) => Promise<void>;

export interface AppenderOptions {
  readonly now: () => number;
  readonly acceptClock: boolean;
  readonly metrics?: Metrics | undefined;
  readonly remember?: RememberReached | undefined;
}

/**
 * Batches that may be on their way at once. What they have touched must stay in memory: the cache rotates only after
 * more batches than that, and it keeps two generations.
 */
const BATCHES_ON_THE_WAY_MAX = 3;

/** Makes an appender that knows nothing yet. `ledger` is the ledger's name. */
export function createAppender(
  runAppend: RunAppend,
  ledger: string,
  options: AppenderOptions,
  ahead: Ahead | null = null,
): Appender {
  const counters = { headBatch: -1, nextBatch: 0, onTheWay: 0, decidedSinceRotation: 0 };
  const memory = {
    state: emptyStateCache(),
    head: null,
    recorded: null,
    trusted: new WeakSet(),
    turn: Promise.resolve(),
  };
  return { runAppend, ledger, ...options, ahead, ...memory, ...counters };
}

/** Looks ahead in this database. A rehearsal, which has one connection, cannot. */
export function aheadOf(database: Database, ledgerId: number): Ahead {
  return { client: database.pool, ledgerId, append: appendDecided(database, ledgerId) };
}

/** Numbers a batch that sets out, and runs `append` for it. Throws when more are on their way than memory is kept for. */
export async function onTheWay<Result>(
  appender: Appender,
  append: (batch: number) => Promise<Result>,
): Promise<Result> {
  if (appender.onTheWay >= BATCHES_ON_THE_WAY_MAX) throw new Error('Bug: too many batches are on their way at once');
  const batch = appender.nextBatch;
  appender.nextBatch += 1;
  appender.onTheWay += 1;
  try {
    return await append(batch);
  } finally {
    appender.onTheWay -= 1;
  }
}

/** Waits for its turn, after those who asked before, and gives the function that ends it. It must be called. */
export async function takeTurn(appender: Appender): Promise<() => void> {
  const { promise, resolve: endTurn } = Promise.withResolvers<void>();
  const before = appender.turn;
  appender.turn = before.then(() => promise);
  await before;
  return endTurn;
}

/** Runs `decision` in a turn of its own, whether it comes to an end or fails. */
export async function inTurn<Result>(appender: Appender, decision: () => Promise<Result>): Promise<Result> {
  const endTurn = await takeTurn(appender);
  try {
    return await decision();
  } finally {
    endTurn();
  }
}

/** Never twice within the batches that are on their way: what those have touched is not in the database yet. */
export function rotateCache(appender: Appender): void {
  appender.decidedSinceRotation += 1;
  if (appender.decidedSinceRotation <= BATCHES_ON_THE_WAY_MAX) return;
  const { things, documents, stepInputs, handshakes, sealed, dockets, submissions } = appender.state;
  if (rotateWhenFull([things, documents, stepInputs, handshakes, sealed, dockets, submissions]))
    appender.decidedSinceRotation = 0;
}

/** Forgets what was read or decided: the next batch reads it again. */
export function forget(appender: Appender): void {
  appender.state = emptyStateCache();
  appender.head = null;
}
