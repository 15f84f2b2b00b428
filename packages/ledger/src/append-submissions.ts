/** The heart: decides submissions in order, links them to the chain and records them, each all or none. */
import type { AppendTransaction } from '@lodestone/store/append.ts';
import type { Head } from '@lodestone/store/read-ledger.ts';
import { findEvents } from '@lodestone/store/read-recorded.ts';
import { type Appender, forget, inTurn, onTheWay } from './appender.ts';
import { checkSubmissions } from './check-submissions.ts';
import { type Batch, type DecidedBatch, decideBatch } from './decide-batch.ts';
import { type Outcome, refuseRecordedEvent } from './outcome.ts';
import type { SignedSubmission } from './submission.ts';

/**
 * Records submissions in order, each all or none, in one transaction. Stops at the first that is refused: the outcomes
 * end with it, and everything before it is recorded. Receipts are returned only after the commit. Throws when the
 * database fails; then nothing is known to be recorded, and the same call can be made again.
 *
 * With an appender that looks ahead, more calls may be made while the first is still writing: their submissions are
 * decided meanwhile, on what those before will have recorded, and sent off. `before` says whether the one before was
 * recorded whole; if not, nothing of the next is, and there are no outcomes. The chain is the only point of correctness:
 * rows that do not continue it are refused by the database, and everything is decided again under the lock.
 */
export async function appendSubmissions(
  appender: Appender,
  submissions: readonly SignedSubmission[],
  before: Promise<boolean> = Promise.resolve(true),
): Promise<Outcome[]> {
  const { valid, refused } = checkSubmissions(submissions);
  try {
    const outcomes = await onTheWay(appender, async (number) => {
      const batch = { number, submissions: valid, isWhole: refused === null };
      return (await appendAhead(appender, batch)) ?? (await appendUnderLock(appender, batch, before));
    });
    if (outcomes === null) return [];
    const ended = outcomes.at(-1)?.status === 'refused';
    return ended || refused === null ? outcomes : [...outcomes, refused];
  } catch (error) {
    forget(appender);
    if (isDuplicateEvent(error)) return appendBeforeDuplicate(appender, valid);
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
  if (await ahead.append(decided.rows)) return decided.outcomes;
  if (appender.state === decided.state) forget(appender);
  return null;
}

/** Decides and writes with nobody else writing; null, and nothing is recorded, when the batch before was not. */
async function appendUnderLock(appender: Appender, batch: Batch, before: Promise<boolean>): Promise<Outcome[] | null> {
  if (!(await before)) {
    forget(appender);
    return null;
  }
  return appender.runAppend(async (transaction) => {
    const { outcomes, rows } = await decideUnderLock(appender, transaction, batch);
    await transaction.write(rows);
    return outcomes;
  });
}

/** Decides on the state in memory if that is of the head that is locked, else on what is read now. */
function decideUnderLock(appender: Appender, transaction: AppendTransaction, batch: Batch): Promise<DecidedBatch> {
  return inTurn(appender, () => {
    const isCurrent = appender.head !== null && isSameHead(appender.head, transaction.head);
    if (!isCurrent) forget(appender);
    return decideBatch(appender, transaction, transaction.head, batch);
  });
}

function isSameHead(one: Head, other: Head): boolean {
  return one.size === other.size && one.leafHash === other.leafHash;
}

/** The unique constraint found an event id that is recorded: says which, and records what comes before it. */
async function appendBeforeDuplicate(appender: Appender, submissions: readonly SignedSubmission[]): Promise<Outcome[]> {
  const ids = submissions.flatMap(({ events }) => events.map(({ event }) => event.id));
  const found = await appender.runAppend(({ client, ledgerId }) => findEvents(client, ledgerId, ids));
  const recorded = new Map(found.map((event) => [event.eventId, event]));
  for (const [index, { events }] of submissions.entries()) {
    for (const [ordinal, { event, digest }] of events.entries()) {
      const known = recorded.get(event.id);
      if (known === undefined) continue;
      const before = await appendSubmissions(appender, submissions.slice(0, index));
      return [...before, refuseRecordedEvent(event.id, digest, known.digest, ordinal)];
    }
  }
  throw new Error('the database refused an event id as recorded, but none of the ids is: run verify');
}

function isDuplicateEvent(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'event_id_is_unique';
}
