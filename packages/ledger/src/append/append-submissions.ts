import { appendBatch } from './append-batch.ts';
import type { Appender } from './appender.ts';
import { checkSubmissions } from './check-submissions.ts';
import type { Outcome } from './outcome.ts';
import { isRecordedEvent, refuseRecordedEvents } from './recorded-events.ts';
import type { SignedSubmission } from './submission.ts';

/**
 * Records submissions in order, each all or none, in one transaction, see `appendBatch`. Stops at the first that is
 * refused: the outcomes end with it, and everything before it is recorded. Without `before` having been recorded whole
 * there are no outcomes.
 */
export async function appendSubmissions(
  appender: Appender,
  submissions: readonly SignedSubmission[],
  before: Promise<boolean> = Promise.resolve(true),
): Promise<Outcome[]> {
  const { valid, refused } = checkSubmissions(submissions);
  try {
    const batch = { submissions: valid, endsAtRefusal: true, isWhole: refused === null };
    const outcomes = await appendBatch(appender, batch, before);
    if (outcomes === null) return [];
    const ended = outcomes.at(-1)?.status === 'refused';
    return ended || refused === null ? outcomes : [...outcomes, refused];
  } catch (error) {
    if (isRecordedEvent(error)) return appendBeforeRecorded(appender, valid);
    throw error;
  }
}

/** Records what comes before the first submission with a recorded event, and refuses that one. */
async function appendBeforeRecorded(appender: Appender, submissions: readonly SignedSubmission[]): Promise<Outcome[]> {
  const [first] = await refuseRecordedEvents(appender, submissions);
  if (first === undefined) throw new Error('Bug: no submission was refused');
  const [index, refusal] = first;
  return [...(await appendSubmissions(appender, submissions.slice(0, index))), refusal];
}
