/** Another command may record the same lines at the same time: what is left to do when it came first. */
import { findEvents } from '@lodestone/store/append/read-recorded.ts';
import { type EncodedEvent, signSubmission } from '../append/submission.ts';
import type { Recording, SubmissionOfLines } from './recording.ts';

/**
 * What is left of submissions when the events that are recorded by now, with the same digest and author, are dropped
 * and counted; null when none is. A submission that loses some of its events is signed again.
 */
export async function dropOvertaken(
  recording: Recording,
  submissions: readonly SubmissionOfLines[],
): Promise<SubmissionOfLines[] | null> {
  const { ledger, pending, counts } = recording;
  const ids = submissions.flatMap(({ signed }) => signed.events.map(({ event }) => event.id));
  const found = await findEvents(ledger.database.pool, ledger.ledgerId, ids);
  const recorded = new Map(found.map((event) => [event.eventId, event]));
  const left: SubmissionOfLines[] = [];
  let dropped = 0;
  for (const submission of submissions) {
    const { signed, key, party, lines, enrolmentLine } = submission;
    const isDone = await Promise.all(
      signed.events.map(async ({ event, digest }) => {
        if (enrolmentLine !== null) return isEnrolled(recording, event);
        const known = recorded.get(event.id);
        return known?.digest === digest && (await recording.isKeyOf(known.author, party));
      }),
    );
    const events = signed.events.filter((_, index) => !isDone[index]);
    dropped += signed.events.length - events.length;
    for (const [index, { event }] of signed.events.entries()) if (isDone[index]) pending.delete(event.id);
    if (enrolmentLine === null) counts.alreadyRecorded += signed.events.length - events.length;
    if (events.length === signed.events.length) left.push(submission);
    else if (events.length > 0) {
      const remaining = lines.filter((_, index) => !isDone[index]);
      left.push({ ...submission, signed: signSubmission(ledger.name, key, events), lines: remaining });
    }
  }
  return dropped === 0 ? null : left;
}

/** Whether the key that we enrol for a party is enrolled for it by now, by another event. */
async function isEnrolled({ isKeyOf }: Recording, event: EncodedEvent['event']): Promise<boolean> {
  return event.type === 'key-enrolled' && (await isKeyOf(event.key, event.party));
}
