/** Collects signed submissions into batches and appends them, one batch while the next is read. */
import { appendSubmissions } from '../append/append-submissions.ts';
import type { SubmissionRefusal } from '../append/outcome.ts';
import { erasesOpening, signSubmission } from '../append/submission.ts';
import { addFinding } from './recording-findings.ts';
import { dropOvertaken } from './recording-overtaken.ts';
import { type RecordRefusal, StopRecording } from './recording-refusal.ts';
import { emptyBatch, type Recording, type SubmissionOfLines } from './recording.ts';

/** So many events are appended in one transaction, more only when one submission is larger. */
const BATCH_EVENTS = 2_000;
const BATCH_BYTES = 8 * 1024 * 1024;

/** Adds a submission, whose events have so many bytes, to the batch. */
export function addToBatch({ batch }: Recording, submission: SubmissionOfLines, bytes: number): void {
  batch.submissions.push(submission);
  batch.events += submission.signed.events.length;
  batch.bytes += bytes;
}

/** Lets a full batch go, without waiting until it is recorded. */
export async function sendOffWhenFull(recording: Recording): Promise<void> {
  const { events, bytes } = recording.batch;
  if (events >= BATCH_EVENTS || bytes >= BATCH_BYTES) await sendOff(recording);
}

/** Sends everything off and waits until it is committed. Throws what ended the first batch that was not. */
export async function flush(recording: Recording): Promise<void> {
  await sendOff(recording);
  await recording.inFlight;
}

/**
 * Lets the batch go. Two may be on their way, the second being decided while the first is written; it is recorded only
 * when the first was.
 */
async function sendOff(recording: Recording): Promise<void> {
  await recording.beforeInFlight;
  const { submissions } = recording.batch;
  recording.batch = emptyBatch();
  if (submissions.length === 0) return;
  const before = recording.inFlight;
  recording.beforeInFlight = before;
  const wasRecorded = before.then(
    () => true,
    () => false,
  );
  // What went wrong first is what whoever waits next hears of; until then it must not count as unhandled.
  const appended = append(recording, submissions, wasRecorded);
  recording.inFlight = before.then(() => appended);
  appended.catch(() => undefined);
  recording.inFlight.catch(() => undefined);
  // A rehearsal has one connection for appending and looking up.
  if (recording.options.dryRun) await recording.inFlight;
}

/**
 * Appends submissions in order. Another command that records the same lines may have come first; when a refusal follows
 * from that, the lines that it recorded are dropped and the others go on.
 */
async function append(
  recording: Recording,
  submissions: readonly SubmissionOfLines[],
  before: Promise<boolean>,
): Promise<void> {
  for (let rest = submissions; rest.length > 0; ) {
    const refused = await appendUntilRefused(recording, rest, before);
    if (refused === null) return;
    const left = rest.slice(refused.index);
    const without = (await dropOvertaken(recording, left)) ?? withoutRefused(recording, left, refused);
    if (without === null) throw new StopRecording(refused.refusal);
    rest = without;
  }
}

interface RefusedSubmission {
  readonly index: number;
  /** The event at fault; null when it is the submission as a whole. */
  readonly ordinal: number | null;
  readonly refusal: RecordRefusal;
}

/**
 * The submissions without the event at fault, which is of the first: a dry run goes on, to find everything that would be
 * refused. Null when nobody asked for that, or no single event is at fault.
 */
function withoutRefused(
  { ledger, pending, options }: Recording,
  [first, ...others]: readonly SubmissionOfLines[],
  { ordinal, refusal }: RefusedSubmission,
): SubmissionOfLines[] | null {
  const fault = ordinal === null ? undefined : first?.signed.events[ordinal];
  if (first === undefined || fault === undefined || first.enrolmentLine !== null) return null;
  if (!options.dryRun || options.onRefused?.(refusal) !== true) return null;
  pending.delete(fault.event.id);
  const events = first.signed.events.filter((event) => event !== fault);
  const lines = first.lines.filter((_, index) => index !== ordinal);
  if (events.length === 0) return others;
  return [{ ...first, signed: signSubmission(ledger.name, first.key, events), lines }, ...others];
}

/** Appends and counts what is recorded; returns the first submission that is refused, null when none is. */
async function appendUntilRefused(
  recording: Recording,
  submissions: readonly SubmissionOfLines[],
  before: Promise<boolean>,
): Promise<RefusedSubmission | null> {
  const { appender, pending, counts, findings } = recording;
  const outcomes = await appendSubmissions(
    appender,
    submissions.map(({ signed }) => signed),
    before,
  );
  for (const [index, outcome] of outcomes.entries()) {
    const submission = submissions[index] as SubmissionOfLines;
    const { signed, lines, enrolmentLine } = submission;
    if (outcome.status === 'refused') {
      const { ordinal } = outcome.refusal;
      return { index, ordinal, refusal: refusalAtLine(outcome.refusal, submission) };
    }
    for (const { event } of signed.events) pending.delete(event.id);
    recording.erases ||= erasesOpening(signed);
    if (outcome.status === 'already-recorded') {
      counts.alreadyRecorded += lines.length;
      continue;
    }
    counts.submissions += 1;
    counts.recorded += lines.length;
    counts.enrolled += enrolmentLine === null ? 0 : 1;
    for (const { ordinal, code, message } of outcome.findings) {
      addFinding(findings, { line: lines[ordinal] ?? null, code, message });
    }
  }
  return null;
}

/** Points at the line of the event at fault, or at the first of a submission that is refused as a whole. */
function refusalAtLine(
  { code, message, facts, ordinal }: SubmissionRefusal,
  { signed, lines, enrolmentLine }: SubmissionOfLines,
): RecordRefusal {
  const line = lines[ordinal ?? 0] ?? enrolmentLine ?? 0;
  const event = signed.events[ordinal ?? 0]?.event.id ?? null;
  return { line, event, reason: code, message, facts };
}
