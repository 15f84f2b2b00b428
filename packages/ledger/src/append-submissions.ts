/** The heart: decides submissions in order under the head lock, links them to the chain and records them. */
import { applyFact, type CachedCustodyState, emptyCustodyState } from '@lodestone/custody/custody-state.ts';
import { decide } from '@lodestone/custody/decide.ts';
import { draftOf } from '@lodestone/custody/draft-state.ts';
import type { Fact } from '@lodestone/custody/fact.ts';
import { noLookups, planLookups } from '@lodestone/custody/plan.ts';
import type { RefusalCode } from '@lodestone/custody/refusal.ts';
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { formatEntry, leafHash, parseEntry } from '@lodestone/proof/entry.ts';
import { formatLedgerName } from '@lodestone/proof/ledger-name.ts';
import { checkSubmissionSignature, SUBMISSION_MAX_BYTES, SUBMISSION_MAX_EVENTS } from '@lodestone/proof/submission.ts';
import type { AppendRows, AppendTransaction, EntryRow, EventRow, RunAppend } from '@lodestone/store/append.ts';
import type { Head } from '@lodestone/store/read-ledger.ts';
import { findEvents, findSubmissions, type RecordedSubmission } from '@lodestone/store/read-recorded.ts';
import { loadKeys, loadState } from '@lodestone/store/read-state.ts';
import { checkEnrolment } from './enrolment.ts';
import { sha256, verifyEd25519 } from './node-crypto.ts';
import type { SignedSubmission } from './submission.ts';

/** Where a submission stands in the ledger. Before its checkpoint is published this is a statement, not evidence. */
export interface Receipt {
  readonly ledger: string;
  readonly position: number;
  readonly leafHash: Digest;
  readonly submission: string;
}

/** Why a submission is not recorded. `ordinal` is the event at fault, null when it is the submission as a whole. */
export interface SubmissionRefusal {
  readonly code:
    | RefusalCode
    | 'signature'
    | 'submission-size'
    | 'submission-differs'
    | 'event-recorded'
    | 'clock-ahead';
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
  readonly ordinal: number | null;
}

export type Outcome =
  | { readonly status: 'recorded' | 'already-recorded'; readonly receipt: Receipt }
  | { readonly status: 'refused'; readonly refusal: SubmissionRefusal };

/** What an appender keeps between batches: the state as of `size` entries, dropped whenever that is in doubt. */
export interface Appender {
  readonly runAppend: RunAppend;
  /** The name that submissions carry; the bare origin until entry 0 is there. */
  ledger: string;
  readonly now: () => number;
  readonly acceptClock: boolean;
  state: CachedCustodyState;
  /** The head that `state` is as of, what is still on its way included; null when that is in doubt. */
  head: Head | null;
  /** Where a batch may be decided on while the one before is still being written; null to do one after the other. */
  readonly ahead: { readonly client: Queryable; readonly ledgerId: number } | null;
  /** Decisions take turns: each is made on what the one before has left in `state`. */
  turn: Promise<unknown>;
}

/** A connection or a pool of them. */
type Queryable = Parameters<typeof loadState>[0];

/** A recorded time may be ahead of the one before it by this much without anybody saying that it is meant. */
const CLOCK_JUMP_MAX_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Lots and other things kept in memory between batches at most; beyond it the next batch looks up afresh. */
const CACHED_THINGS_MAX = 20_000;

export function createAppender(
  runAppend: RunAppend,
  ledger: string,
  options: { readonly now: () => number; readonly acceptClock: boolean },
  ahead: Appender['ahead'] = null,
): Appender {
  return { runAppend, ledger, ...options, ahead, state: emptyCustodyState(), head: null, turn: Promise.resolve() };
}

/**
 * Records submissions in order, each all or none, in one transaction. Stops at the first that is refused: the outcomes
 * end with it, and everything before it is recorded. Receipts are returned only after the commit. Throws when the
 * database fails; then nothing is known to be recorded, and the same call can be made again.
 *
 * With an appender that looks ahead, a second call may be made while the first is still writing: its submissions are
 * decided meanwhile, on what the first will have recorded. `before` says whether the first was recorded whole; if not,
 * nothing of the second is, and there are no outcomes. The head under the lock is the only point of correctness: when
 * it is not the one that was decided on, everything is decided again there.
 */
export async function appendSubmissions(
  appender: Appender,
  submissions: readonly SignedSubmission[],
  before: Promise<boolean> = Promise.resolve(true),
): Promise<Outcome[]> {
  const { valid, refused } = checkSignatures(submissions);
  try {
    const ahead = await decideAhead(appender, valid);
    if (!(await before)) {
      forget(appender);
      return [];
    }
    const { outcomes } = await appender.runAppend(async (transaction) => {
      const isStill = ahead !== null && isSameHead(ahead.base, transaction.head) && ahead.state === appender.state;
      const batch = isStill ? ahead : await decideUnderLock(appender, transaction, valid);
      await transaction.write(batch.rows);
      return batch;
    });
    const ended = outcomes.at(-1)?.status === 'refused';
    return ended || refused === null ? outcomes : [...outcomes, refused];
  } catch (error) {
    forget(appender);
    if (isDuplicateEvent(error)) return appendBeforeDuplicate(appender, valid);
    throw error;
  }
}

/** Checks signatures before any lock is taken. What follows a bad one is not looked at. */
function checkSignatures(submissions: readonly SignedSubmission[]): {
  valid: readonly SignedSubmission[];
  refused: Outcome | null;
} {
  for (const [index, signed] of submissions.entries()) {
    const refused = refuseMalformed(signed) ?? refuseSignature(signed);
    if (refused !== null) return { valid: submissions.slice(0, index), refused };
  }
  return { valid: submissions, refused: null };
}

function refuseSignature({ submission, signature }: SignedSubmission): Outcome | null {
  if (checkSubmissionSignature(submission, signature, verifyEd25519)) return null;
  const message = `the signature of submission ${submission.submission} is not by its author ${submission.author}`;
  return refuse('signature', message, { submission: submission.submission, author: submission.author }, null);
}

/** A submission has 1 to 1,000 events of 16 MiB together, and signs exactly the digests of those that come with it. */
function refuseMalformed({ submission, events }: SignedSubmission): Outcome | null {
  const count = events.length;
  const bytes = events.reduce((sum, event) => sum + event.bytes.length, 0);
  if (count === 0 || count > SUBMISSION_MAX_EVENTS || bytes > SUBMISSION_MAX_BYTES) {
    const limits = `1 to ${SUBMISSION_MAX_EVENTS} events of at most ${SUBMISSION_MAX_BYTES} bytes together`;
    const message = `submission ${submission.submission} has ${count} events of ${bytes} bytes, it may have ${limits}`;
    return refuse('submission-size', message, { events: count, bytes }, null);
  }
  const ordinal = events.findIndex(({ digest }, index) => digest !== submission.events[index]);
  if (ordinal === -1 && submission.events.length === count) return null;
  const signed = submission.events[Math.max(ordinal, 0)] ?? null;
  const found = events[Math.max(ordinal, 0)]?.digest ?? null;
  const message = `submission ${submission.submission} signs ${submission.events.length} digests, ${count} events come with it; the first that differs is ${found}, signed is ${signed}`;
  return refuse('submission-differs', message, { signed, found }, ordinal === -1 ? null : ordinal);
}

interface DecidedBatch {
  /** What it was decided on. */
  readonly base: Head;
  readonly state: CachedCustodyState;
  readonly rows: AppendRows;
  readonly outcomes: Outcome[];
}

/** Decides on the state in memory; null when there is none to rely on, or too much of it. */
function decideAhead(appender: Appender, submissions: readonly SignedSubmission[]): Promise<DecidedBatch | null> {
  return inTurn(appender, async () => {
    const { ahead, head, state } = appender;
    // What a batch on its way has touched must stay, so a full memory is emptied only under the lock.
    if (ahead === null || head === null || state.things.size > CACHED_THINGS_MAX) return null;
    return decideBatch(appender, ahead, head, submissions);
  });
}

/** Decides with nobody else writing, on the state in memory if that is of this head, else on what is read now. */
function decideUnderLock(
  appender: Appender,
  transaction: AppendTransaction,
  submissions: readonly SignedSubmission[],
): Promise<DecidedBatch> {
  return inTurn(appender, () => {
    const isCurrent = appender.head !== null && isSameHead(appender.head, transaction.head);
    if (!isCurrent || appender.state.things.size > CACHED_THINGS_MAX) forget(appender);
    return decideBatch(appender, transaction, transaction.head, submissions);
  });
}

/** Runs `decision` after those that began before it, whether they came to an end or failed. */
function inTurn<Result>(appender: Appender, decision: () => Promise<Result>): Promise<Result> {
  const result = appender.turn.then(decision, decision);
  appender.turn = result.catch(() => undefined);
  return result;
}

function isSameHead(one: Head, other: Head): boolean {
  return one.size === other.size && one.leafHash === other.leafHash;
}

async function decideBatch(
  appender: Appender,
  reader: { readonly client: Queryable; readonly ledgerId: number },
  base: Head,
  submissions: readonly SignedSubmission[],
): Promise<DecidedBatch> {
  const { state } = appender;
  const recorded = await findRecorded(reader, submissions);
  await lookUp(state, reader, submissions);

  const entries: EntryRow[] = [];
  const events: EventRow[] = [];
  const facts: Fact[] = [];
  const outcomes: Outcome[] = [];
  const eventDigests = new Map<string, Digest>();
  let head = base;
  for (const signed of submissions) {
    const known = recorded.get(submissionKey(signed.submission));
    const outcome =
      known !== undefined
        ? answerRecorded(appender, signed, known)
        : decideSubmission(appender, signed, head, eventDigests);
    if ('entry' in outcome) {
      entries.push(outcome.entry);
      events.push(...outcome.events);
      facts.push(...outcome.facts);
      const { position, leafHash: leaf, recordedAt, submission, author, body } = outcome.entry;
      head = { size: position + 1, leafHash: leaf, recordedAt };
      recorded.set(submissionKey({ author, submission }), { author, submission, position, leafHash: leaf, body });
      outcomes.push({ status: 'recorded', receipt: receiptOf(appender, outcome.entry) });
    } else {
      outcomes.push(outcome);
      if (outcome.status === 'refused') break;
    }
  }
  // Somebody may have forgotten the state meanwhile; then this head says nothing of the new one.
  if (appender.state === state) appender.head = head;
  return { base, state, rows: { entries, events, facts }, outcomes };
}

/** Decides the events of one submission on a draft; keeps the draft only when all are accepted. */
function decideSubmission(
  appender: Appender,
  { submission, signature, events }: SignedSubmission,
  head: Head,
  eventDigests: Map<string, Digest>,
): { entry: EntryRow; events: EventRow[]; facts: Fact[] } | (Outcome & { status: 'refused' }) {
  const position = head.size;
  if (submission.ledger !== appender.ledger) {
    const facts = { expected: appender.ledger, found: submission.ledger };
    const message = `the submission is for ledger ${submission.ledger}, this is ${appender.ledger}`;
    return refuse('submission-differs', message, facts, null);
  }
  const time = recordingTime(appender, head);
  if (typeof time !== 'string') return time;

  const draft = draftOf(appender.state);
  const facts: Fact[] = [];
  const rows: EventRow[] = [];
  const ownDigests = new Map<string, Digest>();
  for (const [ordinal, { event, bytes, digest }] of events.entries()) {
    const earlier = eventDigests.get(event.id) ?? ownDigests.get(event.id);
    if (earlier !== undefined) return refuseRecordedEvent(event.id, digest, earlier, ordinal);
    ownDigests.set(event.id, digest);
    const decision = decide(draft.state, event, {
      position,
      ordinal,
      origin: originOf(appender.ledger),
      author: submission.author,
      checkEnrolment: (enrolment) => checkEnrolment(appender.ledger, enrolment),
    });
    if (!decision.accepted)
      return refuse(decision.refusal.code, decision.refusal.message, decision.refusal.facts, ordinal);
    for (const fact of decision.facts) {
      applyFact(draft.state, fact, decision.party, event.occurredAt);
      facts.push(fact);
    }
    const { id: eventId, type, occurredAt } = event;
    rows.push({ position, ordinal, eventId, digest, type, occurredAt, body: bytes });
  }
  draft.keep();
  for (const [id, digest] of ownDigests) eventDigests.set(id, digest);

  const body = formatEntry({
    ...submission,
    position,
    previous: head.leafHash,
    recordedAt: time,
    signature: encodeBase64Url(signature),
    v: 1,
  });
  const leaf = leafHash(body, sha256);
  if (position === 0) appender.ledger = formatLedgerName(submission.ledger, leaf);
  const { author, submission: id } = submission;
  return { entry: { position, leafHash: leaf, author, submission: id, recordedAt: time, body }, events: rows, facts };
}

/** `<origin>` of `<origin>#<leaf hash of entry 0>`. */
function originOf(ledger: string): string {
  return ledger.split('#', 1)[0] ?? '';
}

/** The ledger's clock: never before the last entry, and a day ahead of it only when that is accepted. */
function recordingTime(appender: Appender, head: Head): string | (Outcome & { status: 'refused' }) {
  const now = appender.now();
  const last = head.recordedAt === null ? now : Date.parse(head.recordedAt);
  const aheadMilliseconds = now - last;
  if (aheadMilliseconds > CLOCK_JUMP_MAX_MILLISECONDS && !appender.acceptClock) {
    const clock = new Date(now).toISOString();
    const message = `the clock says ${clock}, the last entry was recorded at ${head.recordedAt}, more than 24 h before; if the clock is right, say --accept-clock`;
    return refuse('clock-ahead', message, { clock, last: head.recordedAt }, null);
  }
  return new Date(Math.max(now, last)).toISOString();
}

/** The same content gives the same receipt again, other content under the same id is refused. */
function answerRecorded(appender: Appender, signed: SignedSubmission, known: RecordedSubmission): Outcome {
  const entry = parseEntry(known.body);
  if (!entry.ok) throw new Error(`entry ${known.position} cannot be read (${entry.problem}): run verify`);
  const { submission, events } = signed.submission;
  const found = entry.value.events;
  if (found.length === events.length && found.every((digest, index) => digest === events[index])) {
    return { status: 'already-recorded', receipt: receiptOf(appender, known) };
  }
  const message = `submission ${submission} is recorded at position ${known.position} with other content`;
  return refuse('submission-differs', message, { expected: found.join(' '), found: events.join(' ') }, null);
}

function receiptOf(appender: Appender, entry: { position: number; leafHash: Digest; submission: string }): Receipt {
  const { position, leafHash: leaf, submission } = entry;
  return { ledger: appender.ledger, position, leafHash: leaf, submission };
}

async function findRecorded(
  { client, ledgerId }: { readonly client: Queryable; readonly ledgerId: number },
  submissions: readonly SignedSubmission[],
): Promise<Map<string, RecordedSubmission>> {
  const found = await findSubmissions(
    client,
    ledgerId,
    submissions.map(({ submission }) => submission),
  );
  return new Map(found.map((recorded) => [submissionKey(recorded), recorded]));
}

/** Reads the state of everything that the batch names: keys first, since they say whose circuits are meant. */
async function lookUp(
  state: CachedCustodyState,
  { client, ledgerId }: { readonly client: Queryable; readonly ledgerId: number },
  submissions: readonly SignedSubmission[],
): Promise<void> {
  await loadKeys(client, ledgerId, new Set(submissions.map(({ submission }) => submission.author as string)), state);
  const enrolledHere = new Map<string, string>();
  const lookups = noLookups();
  for (const { submission, events } of submissions) {
    for (const { event } of events) {
      const party = state.keys.get(submission.author)?.party ?? enrolledHere.get(submission.author);
      planLookups(event, party, lookups);
      if (event.type === 'key-enrolled') enrolledHere.set(event.key, event.party);
    }
  }
  await loadState(client, ledgerId, lookups, state);
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

function refuseRecordedEvent(eventId: string, digest: Digest, recorded: Digest, ordinal: number) {
  const how = digest === recorded ? 'already, in another submission' : 'with other content';
  const message = `event ${eventId} is recorded ${how}: digest ${recorded} there, ${digest} here`;
  return refuse('event-recorded', message, { event: eventId, recorded, found: digest }, ordinal);
}

function refuse(
  code: SubmissionRefusal['code'],
  message: string,
  facts: SubmissionRefusal['facts'],
  ordinal: number | null,
): Outcome & { status: 'refused' } {
  return { status: 'refused', refusal: { code, message, facts, ordinal } };
}

function isDuplicateEvent(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'event_id_is_unique';
}

function submissionKey({ author, submission }: { author: string; submission: string }): string {
  return `${author} ${submission}`;
}

/** Forgets what was read or decided: the next batch reads it again. */
function forget(appender: Appender): void {
  appender.state = emptyCustodyState();
  appender.head = null;
}
