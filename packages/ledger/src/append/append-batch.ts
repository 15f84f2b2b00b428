/** The heart: one batch of submissions, decided in order, linked to the chain and recorded in one transaction. */
import type { AppendTransaction } from '@lodestone/store/append/append-under-head-lock.ts';
import type { Head } from '@lodestone/store/log/read-ledger.ts';
import { type Appender, forget, inTurn, onTheWay, takeTurn } from './appender.ts';
import { type Batch, type DecidedBatch, decideBatch } from './decide-batch.ts';
import { restsOnLog } from './look-up.ts';
import type { Outcome } from './outcome.ts';
import { refuseRetreat } from './refuse-retreat.ts';

/**
 * Records a batch and answers with the outcomes of its submissions, after the commit. Throws when the database fails;
 * then nothing is known to be recorded, and the same call can be made again.
 *
 * With an appender that looks ahead, more batches may set out while the first is still being written: they are decided
 * meanwhile, on what those before will have recorded, and sent off. `before` says whether the one before was recorded
 * whole; if not, nothing of the next is recorded, and the answer is null. The chain is the only point of correctness:
 * rows that do not continue it are refused by the database, and everything is decided again under the lock. Of a batch
 * that is not confirmed nothing is recorded either.
 */
export async function appendBatch(
  appender: Appender,
  batch: Omit<Batch, 'number'>,
  before: Promise<boolean>,
): Promise<Outcome[] | null> {
  try {
    return await onTheWay(appender, async (number) => {
      const numbered = { ...batch, number };
      const isAlone = batch.submissions.some(restsOnLog);
      const sentAhead = isAlone ? null : await appendAhead(appender, numbered);
      return sentAhead ?? (await appendUnderLock(appender, numbered, before));
    });
  } catch (error) {
    forget(appender);
    throw error;
  }
}

/** Decides and sends while the batch before is on its way; null when that was not possible, or came to nothing. */
async function appendAhead(appender: Appender, batch: Batch): Promise<Outcome[] | null> {
  const { ahead } = appender;
  if (ahead === null) return null;
  const decided = await inTurn(appender, async () => {
    const { head, headBatch } = appender;
    return head === null || headBatch !== batch.number - 1 ? null : decideBatch(appender, ahead, head, batch);
  });
  // What has no entry to continue the chain with cannot show that it was decided on the right head.
  if (decided === null || decided.rows.entries.length === 0) return null;
  const sentAt = performance.now();
  if (await ahead.append(decided.rows, batch.confirm)) return answer(appender, decided, sentAt);
  if (appender.state === decided.state) forget(appender);
  return null;
}

/** Decides and writes with nobody else writing; null, and nothing is recorded, when the batch before was not. */
async function appendUnderLock(appender: Appender, batch: Batch, before: Promise<boolean>): Promise<Outcome[] | null> {
  if (!(await before) || batch.confirm?.() === false) {
    forget(appender);
    return null;
  }
  // Its turn begins before it has the lock: the next batch waits for this decision and is decided ahead of it. If the
  // next one asked before, it would find nothing to build on and wait for the lock as well, and so on for ever.
  const endTurn = await takeTurn(appender);
  try {
    const sent = await appender.runAppend(async (transaction) => {
      const decided = await decideUnderLock(appender, transaction, batch);
      endTurn();
      const at = performance.now();
      await transaction.write(decided.rows);
      return { decided, at };
    });
    return answer(appender, sent.decided, sent.at);
  } finally {
    endTurn();
  }
}

/** The outcomes of a batch that is committed. */
function answer(appender: Appender, { outcomes, rows }: DecidedBatch, sentAt: number): Outcome[] {
  const last = rows.entries.at(-1);
  if (last !== undefined) appender.recorded = { size: last.position + 1, leafHash: last.leafHash };
  appender.metrics?.batchAnswered({
    outcomes,
    events: rows.events.length,
    seconds: (performance.now() - sentAt) / 1_000,
  });
  return outcomes;
}

/** Decides on the state in memory if that is of the head that is locked, else on what is read now. */
async function decideUnderLock(
  appender: Appender,
  transaction: AppendTransaction,
  batch: Batch,
): Promise<DecidedBatch> {
  const isCurrent = appender.head !== null && isSameHead(appender.head, transaction.head);
  if (!isCurrent) {
    forget(appender);
    await refuseRetreat(appender, transaction);
  }
  return decideBatch(appender, transaction, transaction.head, batch);
}

function isSameHead(one: Head, other: Head): boolean {
  return one.size === other.size && one.leafHash === other.leafHash;
}
