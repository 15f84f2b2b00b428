/** Sends submissions that were signed earlier, where there was no ledger, in the order of their file. */
import type { RunAppend } from '@lodestone/store/append/append-under-head-lock.ts';
import { findEvents } from '@lodestone/store/append/read-recorded.ts';
import { appendOrRehearse } from '../append/append-or-rehearse.ts';
import { appendSubmissions } from '../append/append-submissions.ts';
import { type Appender, createAppender } from '../append/appender.ts';
import type { Receipt, RefusedOutcome } from '../append/outcome.ts';
import { erasesOpening } from '../append/submission.ts';
import type { Attachments } from '../documents/attachments.ts';
import { type Ledger, readRecordedAt, rememberReached } from '../open-ledger.ts';
import { findContradictionIn, hasReturn } from '../regulation/return-contradiction.ts';
import { findErasedSeals } from '../seals/erased-seals.ts';
import { finishErasures } from '../seals/finish-erasures.ts';
import { type FiledSubmission, readSubmissions } from './read-submissions.ts';
import { type RecordRefusal, StopRecording } from './recording-refusal.ts';

/** So much is appended in one transaction, more only when one submission is larger. */
const BATCH_EVENTS = 2_000;
const BATCH_BYTES = 8 * 1024 * 1024;

export interface SubmitOptions {
  readonly dryRun: boolean;
  readonly acceptClock: boolean;
  /** Monthly returns are recorded also where they contradict the ledger. */
  readonly acceptContradiction?: boolean;
  /** Keeps the documents that events name. */
  readonly attachments?: Attachments | undefined;
  readonly onProgress?: (progress: { readonly submissions: number; readonly bytes: number }) => void;
  /** Is given each receipt in the order of the file. The next submissions wait for it. */
  readonly onReceipt?: (receipt: Receipt) => Promise<void>;
}

/** Events and submissions of the file, as far as it was sent. */
export interface SubmitResult {
  readonly recorded: number;
  readonly alreadyRecorded: number;
  /** Those that were recorded now. */
  readonly submissions: number;
  /** The event that waited longest; null when none was recorded now. */
  readonly earliest: EarliestEvent | null;
  readonly refused: RecordRefusal | null;
}

/** An event, when it happened and when the ledger recorded it. */
export interface EarliestEvent {
  readonly event: string;
  readonly occurredAt: string;
  /** Null in a rehearsal. */
  readonly recordedAt: string | null;
}

interface Submitting {
  readonly ledger: Ledger;
  readonly appender: Appender;
  readonly options: SubmitOptions;
  readonly counts: { recorded: number; alreadyRecorded: number; submissions: number; read: number };
  /** Whether an event is recorded by which an opening is erased. */
  erases: boolean;
  earliest: { readonly event: string; readonly occurredAt: string; readonly position: number } | null;
}

/**
 * Records the submissions of a file, each all or none. What the ledger has already gets the same receipt again, so the
 * same file can be sent any number of times. Stops at the first that is refused, or that is not as it was signed:
 * everything before it is recorded, and nothing after it is looked at, whoever signed it, since it may rest on what was
 * refused. Memory does not grow with the file. Throws when the database fails: sending the same file again goes on.
 */
export function submitFile(
  ledger: Ledger,
  chunks: AsyncIterable<Uint8Array>,
  options: SubmitOptions,
): Promise<SubmitResult> {
  return appendOrRehearse(ledger, options.dryRun, (runAppend, shown) =>
    submitUntilRefused(startSubmitting(runAppend, shown, options), chunks),
  );
}

function startSubmitting(runAppend: RunAppend, ledger: Ledger, options: SubmitOptions): Submitting {
  const appending = { now: Date.now, acceptClock: options.acceptClock, remember: rememberReached(ledger) };
  const counts = { recorded: 0, alreadyRecorded: 0, submissions: 0, read: 0 };
  return {
    ledger,
    appender: createAppender(runAppend, ledger.name, appending),
    options,
    counts,
    erases: false,
    earliest: null,
  };
}

async function submitUntilRefused(submitting: Submitting, chunks: AsyncIterable<Uint8Array>): Promise<SubmitResult> {
  let refused: RecordRefusal | null = null;
  try {
    await submitAll(submitting, chunks);
  } catch (error) {
    if (!(error instanceof StopRecording)) throw error;
    refused = error.refusal;
  }
  const { earliest, ledger, counts, options, erases } = submitting;
  if (erases && !options.dryRun) await finishErasures(ledger);
  const { recorded, alreadyRecorded, submissions } = counts;
  const result = { recorded, alreadyRecorded, submissions, refused };
  if (earliest === null) return { ...result, earliest };
  const { event, occurredAt, position } = earliest;
  const recordedAt = options.dryRun ? null : await readRecordedAt(ledger, position);
  return { ...result, earliest: { event, occurredAt, recordedAt } };
}

/** Sends batches, one after the other; the next is read while one is on its way. */
async function submitAll(submitting: Submitting, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let batch: FiledSubmission[] = [];
  let events = 0;
  let bytes = 0;
  let inFlight: Promise<void> = Promise.resolve();
  const { options } = submitting;
  const sendOff = async () => {
    await inFlight;
    inFlight = sendBatch(submitting, batch);
    // Whoever waits next hears of a failure; until then it must not count as unhandled.
    inFlight.catch(() => undefined);
    batch = [];
    events = 0;
    bytes = 0;
  };
  try {
    for await (const filed of readSubmissions(chunks)) {
      await keepDocuments(submitting, filed);
      if (options.acceptContradiction !== true && hasReturn(filed.signed)) {
        // What stands before it is part of what it is held against.
        if (batch.length > 0) await sendOff();
        await inFlight;
        await refuseContradictions(submitting, filed);
      }
      batch.push(filed);
      events += filed.signed.events.length;
      bytes += filed.bytes;
      if (events >= BATCH_EVENTS || bytes >= BATCH_BYTES) await sendOff();
    }
  } catch (error) {
    if (!(error instanceof StopRecording)) throw error;
    // What stands before the line at fault is whole, and goes in. A refusal there comes first.
    await sendOff();
    await inFlight;
    throw error;
  }
  await sendOff();
  await inFlight;
}

async function refuseContradictions({ ledger }: Submitting, { line, signed }: FiledSubmission): Promise<void> {
  const found = await findContradictionIn(ledger, signed);
  if (found === null) return;
  const { ordinal, ...refusal } = found;
  throw new StopRecording({ line: line + 1 + ordinal, ...refusal });
}

async function keepDocuments({ options }: Submitting, { line, signed }: FiledSubmission): Promise<void> {
  for (const [ordinal, { event }] of signed.events.entries()) {
    const refused = event.documents === undefined ? null : await options.attachments?.keep(line + 1 + ordinal, event);
    if (refused) throw new StopRecording(refused);
  }
}

async function sendBatch(submitting: Submitting, batch: readonly FiledSubmission[]): Promise<void> {
  for (let rest = batch; rest.length > 0; ) {
    const outcomes = await appendSubmissions(
      submitting.appender,
      rest.map(({ signed }) => signed),
    );
    for (const [index, outcome] of outcomes.entries()) {
      const filed = rest[index] as FiledSubmission;
      if (outcome.status !== 'refused') {
        submitting.erases ||= erasesOpening(filed.signed);
        if (outcome.status === 'recorded') countRecorded(submitting, filed, outcome.receipt.position);
        else submitting.counts.alreadyRecorded += filed.signed.events.length;
        await submitting.options.onReceipt?.(outcome.receipt);
        continue;
      }
      if (!(await isRecordedOtherwise(submitting.ledger, filed, outcome))) {
        throw new StopRecording(await explainErased(submitting.ledger, filed, outcome));
      }
      submitting.counts.alreadyRecorded += filed.signed.events.length;
    }
    rest = rest.slice(outcomes.length);
  }
  submitting.counts.read += batch.length;
  const bytes = batch.at(-1)?.bytesRead ?? 0;
  submitting.options.onProgress?.({ submissions: submitting.counts.read, bytes });
}

function countRecorded(submitting: Submitting, { signed }: FiledSubmission, position: number): void {
  const { counts } = submitting;
  counts.submissions += 1;
  counts.recorded += signed.events.length;
  for (const { event } of signed.events) {
    // Times of one spelling compare as text.
    const isEarliest = submitting.earliest === null || event.occurredAt < submitting.earliest.occurredAt;
    if (isEarliest) submitting.earliest = { event: event.id, occurredAt: event.occurredAt, position };
  }
}

/** Whether the ledger has every event of the submission from the same author, in other submissions: nothing is left to do. */
async function isRecordedOtherwise(
  { database, ledgerId }: Ledger,
  { signed }: FiledSubmission,
  { refusal }: RefusedOutcome,
): Promise<boolean> {
  // What was altered is not what is recorded. A rule may refuse what is there for many a reason: a lot is made twice, say.
  if (refusal.code === 'signature' || refusal.code === 'submission-differs') return false;
  const ids = signed.events.map(({ event }) => event.id);
  const found = await findEvents(database.pool, ledgerId, ids);
  const recorded = new Map(found.map((event) => [event.eventId, event]));
  return signed.events.every(({ event, digest }) => {
    const known = recorded.get(event.id);
    return known?.digest === digest && known.author === signed.submission.author;
  });
}

/** The refusal, and of an event that was sealed and signed anew since what it cannot be held against any more. */
async function explainErased(ledger: Ledger, filed: FiledSubmission, outcome: RefusedOutcome): Promise<RecordRefusal> {
  const { ordinal } = outcome.refusal;
  const event = ordinal === null ? undefined : filed.signed.events[ordinal];
  const erased = event === undefined ? null : await findErasedSeals(ledger, event);
  if (erased === null) return refusalAtLine(outcome, filed);
  return { ...refusalAtLine(outcome, filed), reason: 'event-recorded', ...erased.refusal };
}

/** Points at the event at fault, or at the submission's own line when it is refused as a whole. */
function refusalAtLine({ refusal }: RefusedOutcome, { line, signed }: FiledSubmission): RecordRefusal {
  const { code, message, facts, ordinal } = refusal;
  const event = ordinal === null ? null : (signed.events[ordinal]?.event.id ?? null);
  return { line: ordinal === null ? line : line + 1 + ordinal, event, reason: code, message, facts };
}
