/** Submissions of many callers at once, taken together into few transactions. */
import type { Confirm } from '@lodestone/store/append/append-decided.ts';
import { appendUnderHeadLock } from '@lodestone/store/append/append-under-head-lock.ts';
import { createLoopTurns } from '../files/loop-turns.ts';
import { type Ledger, refuseCutShort, rememberReached } from '../open-ledger.ts';
import { findContradictionIn, hasReturn } from '../regulation/return-contradiction.ts';
import { appendBatch } from './append-batch.ts';
import { type Appender, type AppenderOptions, aheadOf, createAppender } from './appender.ts';
import { checkSubmission, refuseMalformed, refuseSignature, signatureCheck } from './check-submissions.ts';
import { type Outcome, type RefusedOutcome, refuse } from './outcome.ts';
import { isRecordedEvent, refuseRecordedEvents } from './recorded-events.ts';
import { type ArrivingSubmission, decodeCustodyEvent, type EncodedEvent, type SignedSubmission } from './submission.ts';

export interface GroupCommit {
  /**
   * Records one submission, all or none, and answers once that is committed. Throws when the database fails: then it is
   * not known whether it is recorded, and sending the same submission again is safe: it gets the same receipt.
   */
  submit(arriving: ArrivingSubmission): Promise<Outcome>;
  /** Waits for everything that was submitted. Nothing may be submitted after. */
  close(): Promise<void>;
}

/** Two transactions at once: one is being written while the next waits for it in the database. */
const FLIGHTS_MAX = 2;
/** So much is taken into one transaction, more only when one submission is larger. */
const BATCH_EVENTS = 2_000;
const BATCH_BYTES = 8 * 1024 * 1024;
/** After a forged signature so many submissions are checked before anything else is done with them, lone ones too. */
const CHECKED_FIRST = 1_000;

interface GroupCommitOptions extends Omit<AppenderOptions, 'remember'> {
  /** Monthly returns are recorded also where they contradict what is recorded when they come. */
  readonly acceptContradiction: boolean;
}

interface Waiting {
  readonly signed: SignedSubmission;
  readonly answer: (outcome: Outcome) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Opens a way into the ledger for callers who do not know of each other. There is no timer: what waits goes off at once
 * when no transaction is on its way, and behind one as soon as it is half of all that is at hand, so a single caller
 * waits for nobody and many share a commit. Signatures are checked one after the other between the answers of the database;
 * that of who comes alone is checked while the database writes what it will commit only then.
 */
export async function createGroupCommit(
  ledger: Ledger,
  { now = Date.now, acceptClock = false, acceptContradiction = false, metrics }: Partial<GroupCommitOptions> = {},
): Promise<GroupCommit> {
  await refuseCutShort(ledger);
  const { database, ledgerId, name } = ledger;
  const runAppend = appendUnderHeadLock(database, ledgerId);
  const options = { now, acceptClock, metrics, remember: rememberReached(ledger) };
  const appender = createAppender(runAppend, name, options, aheadOf(database, ledgerId));
  const queue: Waiting[] = [];
  const pending = new Set<Promise<unknown>>();
  const inLoopTurn = createLoopTurns();
  let flights = 0;
  let checking = 0;
  let checkedFirst = 0;
  let isClosed = false;

  const flush = () => {
    // Behind another a transaction waits in any case. If it went for the first of those whose signatures are checked,
    // small and large batches would take turns, and each costs a commit.
    while (queue.length > 0 && (flights === 0 || (flights < FLIGHTS_MAX && queue.length >= checking))) {
      flights += 1;
      void settle(appender, takeBatch(queue)).finally(() => {
        flights -= 1;
        flush();
      });
    }
  };
  const enqueue = (signed: SignedSubmission) =>
    new Promise<Outcome>((answer, fail) => {
      queue.push({ signed, answer, fail });
      flush();
    });
  const refused = (outcome: RefusedOutcome) => {
    metrics?.batchAnswered({ outcomes: [outcome], events: 0, seconds: 0 });
    return outcome;
  };
  const submit = async (arriving: ArrivingSubmission): Promise<Outcome> => {
    const received = receive(arriving);
    if ('status' in received) return refused(received);
    if (!acceptContradiction && hasReturn(received)) return submitReturns(received);
    if (flights === 0 && pending.size === 0 && checkedFirst === 0) return submitAlone(received);
    checkedFirst = Math.max(0, checkedFirst - 1);
    checking += 1;
    const malformed = await inLoopTurn(() => {
      checking -= 1;
      return checkSubmission(received);
    });
    if (malformed === null) return enqueue(received);
    flush();
    return refused(malformed);
  };
  const submitReturns = async (signed: SignedSubmission): Promise<Outcome> => {
    // To hold a return against the ledger is work: nobody has it done who has not signed.
    const malformed = checkSubmission(signed) ?? (await refuseContradiction(ledger, signed));
    return malformed === null ? enqueue(signed) : refused(malformed);
  };
  const submitAlone = async (signed: SignedSubmission): Promise<Outcome> => {
    const malformed = refuseMalformed(signed);
    if (malformed !== null) return refused(malformed);
    const isGenuine = signatureCheck(signed);
    flights += 1;
    try {
      const [outcome] = await appendEach(appender, [signed], isGenuine);
      // What is not recorded may not have been checked yet.
      if (isGenuine() && outcome !== undefined) return outcome;
    } finally {
      flights -= 1;
      flush();
    }
    // Its rows were taken back, and the memory that they were decided in is lost: nobody is to have that done often.
    checkedFirst = CHECKED_FIRST;
    return refused(refuseSignature(signed.submission));
  };
  return {
    submit: (arriving) => {
      if (isClosed) throw new Error('this way into the ledger is closed');
      const outcome = submit(arriving);
      pending.add(outcome);
      const forget = () => pending.delete(outcome);
      outcome.then(forget, forget);
      return outcome;
    },
    close: async () => {
      isClosed = true;
      await Promise.allSettled(pending);
    },
  };
}

/** Checks every event from its bytes. */
function receive({ submission, signature, bodies }: ArrivingSubmission): SignedSubmission | RefusedOutcome {
  const events: EncodedEvent[] = [];
  for (const [ordinal, body] of bodies.entries()) {
    const decoded = decodeCustodyEvent(body);
    if (decoded.ok) {
      events.push(decoded.encoded);
      continue;
    }
    const [{ path, message } = { path: '', message: 'is no event' }] = decoded.problems;
    const where = path === '' ? '' : `${path} `;
    return refuse('not-an-event', `event ${ordinal}: ${where}${message}`, { path }, ordinal);
  }
  return { submission, signature, events };
}

async function refuseContradiction(ledger: Ledger, signed: SignedSubmission): Promise<RefusedOutcome | null> {
  const found = await findContradictionIn(ledger, signed);
  return found === null ? null : refuse(found.reason, found.message, found.facts, found.ordinal);
}

function takeBatch(queue: Waiting[]): Waiting[] {
  let [count, events, bytes] = [0, 0, 0];
  for (const { signed } of queue) {
    events += signed.events.length;
    bytes += signed.events.reduce((sum, event) => sum + event.bytes.length, 0);
    if (count > 0 && (events > BATCH_EVENTS || bytes > BATCH_BYTES)) break;
    count += 1;
  }
  return queue.splice(0, count);
}

/** Records a batch and answers each of its callers. Never throws: a failure is each caller's to hear. */
async function settle(appender: Appender, batch: readonly Waiting[]): Promise<void> {
  try {
    const outcomes = await appendEach(
      appender,
      batch.map(({ signed }) => signed),
    );
    for (const [index, { answer }] of batch.entries()) answer(outcomes[index] as Outcome);
  } catch (error) {
    for (const { fail } of batch) fail(error);
  }
}

/** Records submissions each for itself; one outcome each, in order. None when they are not confirmed. */
async function appendEach(
  appender: Appender,
  submissions: readonly SignedSubmission[],
  confirm?: Confirm,
): Promise<Outcome[]> {
  if (submissions.length === 0) return [];
  const nothingBefore = Promise.resolve(true);
  try {
    const batch = { submissions, endsAtRefusal: false, isWhole: true, confirm };
    const outcomes = await appendBatch(appender, batch, nothingBefore);
    if (outcomes === null && confirm?.() === false) return [];
    if (outcomes?.length !== submissions.length) throw new Error('Bug: a submission was left without an outcome');
    return outcomes;
  } catch (error) {
    if (!isRecordedEvent(error)) throw error;
    const refused = await refuseRecordedEvents(appender, submissions);
    const others = await appendEach(
      appender,
      submissions.filter((_, index) => !refused.has(index)),
    );
    return submissions.map((_, index) => refused.get(index) ?? (others.shift() as Outcome));
  }
}
