import { setImmediate as nextTurn } from 'node:timers/promises';
import { appendSubmissions } from '@lodestone/ledger/append/append-submissions.ts';
import { type Appender, aheadOf, createAppender } from '@lodestone/ledger/append/appender.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import {
  type ArrivingSubmission,
  decodeCustodyEvent,
  type EncodedEvent,
  type SignedSubmission,
} from '@lodestone/ledger/append/submission.ts';
import { appendUnderHeadLock } from '@lodestone/store/append/append-under-head-lock.ts';

/** As many submissions of 1,000 events share a transaction as `record` lets share one. */
const SUBMISSIONS_PER_BATCH = 2;
const EVENTS_PER_TURN = 50;

/** Appends to a ledger as `record` does, and keeps in memory what it does from one call to the next. */
export function createBulkAppender({ database, ledgerId, name }: Ledger): Appender {
  const options = { now: Date.now, acceptClock: false };
  return createAppender(appendUnderHeadLock(database, ledgerId), name, options, aheadOf(database, ledgerId));
}

/**
 * Appends in order, a batch being checked and decided while the one before is written, and returns how many events that
 * were, all of them committed. Throws when one is not recorded.
 */
export async function appendArriving(appender: Appender, arriving: readonly ArrivingSubmission[]): Promise<number> {
  let before: Promise<boolean> = Promise.resolve(true);
  let earlier: Promise<boolean> = before;
  let events = 0;
  for (let start = 0; start < arriving.length; start += SUBMISSIONS_PER_BATCH) {
    const batch: SignedSubmission[] = [];
    for (const each of arriving.slice(start, start + SUBMISSIONS_PER_BATCH)) batch.push(await receive(each));
    events += batch.reduce((sum, submission) => sum + submission.events.length, 0);
    await earlier;
    earlier = before;
    before = appendSubmissions(appender, batch, before).then((outcomes) => {
      const whole = outcomes.length === batch.length && outcomes.every(({ status }) => status === 'recorded');
      if (!whole) throw new Error(`a submission was not recorded: ${JSON.stringify(outcomes.at(-1))}`);
      return whole;
    });
    // Whoever waits for it next hears of a failure; until then it must not count as unhandled.
    before.catch(() => undefined);
  }
  await before;
  return events;
}

/** What the ledger does first with what arrives: every event checked and hashed from its bytes. */
async function receive({ submission, signature, bodies }: ArrivingSubmission): Promise<SignedSubmission> {
  const events: EncodedEvent[] = [];
  for (const [index, body] of bodies.entries()) {
    const decoded = decodeCustodyEvent(body);
    if (!decoded.ok) throw new Error(decoded.problems[0]?.message);
    events.push(decoded.encoded);
    // What the database answers meanwhile must be heard, or it would stand idle.
    if (index % EVENTS_PER_TURN === 0) await nextTurn();
  }
  return { submission, signature, events };
}
