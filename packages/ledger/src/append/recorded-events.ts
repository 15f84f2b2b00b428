import { findEvents, type RecordedEvent } from '@lodestone/store/append/read-recorded.ts';
import type { Appender } from './appender.ts';
import { type RefusedOutcome, refuseRecordedEvent } from './outcome.ts';
import type { SignedSubmission } from './submission.ts';

/** Whether the database refused a batch because it has an event under the id of one of its events. */
export function isRecordedEvent(error: unknown): boolean {
  return error instanceof Error && 'constraint' in error && error.constraint === 'event_id_is_unique';
}

/** The refusal of each submission that names a recorded event, by its index. There is one at least. */
export async function refuseRecordedEvents(
  appender: Appender,
  submissions: readonly SignedSubmission[],
): Promise<ReadonlyMap<number, RefusedOutcome>> {
  const ids = submissions.flatMap(({ events }) => events.map(({ event }) => event.id));
  const found = await appender.runAppend(({ client, ledgerId }) => findEvents(client, ledgerId, ids));
  const recorded = new Map(found.map((event) => [event.eventId, event]));
  const refused = new Map<number, RefusedOutcome>();
  for (const [index, submission] of submissions.entries()) {
    const refusal = refusalOf(submission, recorded);
    if (refusal !== null) refused.set(index, refusal);
  }
  if (refused.size > 0) return refused;
  throw new Error('the database refused an event id as recorded, but none of the ids is: run verify');
}

function refusalOf({ events }: SignedSubmission, recorded: ReadonlyMap<string, RecordedEvent>): RefusedOutcome | null {
  for (const [ordinal, { event, digest }] of events.entries()) {
    const known = recorded.get(event.id);
    if (known !== undefined) return refuseRecordedEvent(event.id, digest, known.digest, ordinal);
  }
  return null;
}
