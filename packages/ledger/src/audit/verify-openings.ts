/** The part of an audit that holds what opens sealed members against the events: each belongs to one, and none is erased. */
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import { findStrayOpenings, type StrayOpening } from '@lodestone/store/log/read-openings.ts';
import { type Failure, FAILURES_MAX } from './verdict.ts';

/**
 * Reports openings that no recorded event explains, or that an event says are erased. The views say which those are, so
 * this is worth what a comparison of them with a replay is. That one is missing is no failure: it may never have come.
 */
export async function verifyOpenings(
  client: Parameters<typeof findStrayOpenings>[0],
  ledgerId: number,
  report: (failure: Failure) => void,
): Promise<void> {
  for (const stray of await findStrayOpenings(client, ledgerId, FAILURES_MAX)) report(failureOf(stray));
}

function failureOf({ eventId, field, erasedNumber }: StrayOpening): Failure {
  const found = `an opening of ${field} of event ${eventId}`;
  if (erasedNumber === null) {
    const message = `ledger.opening has ${found}, which no recorded event seals`;
    return { kind: 'opening', position: null, ordinal: null, expected: 'no opening', found, message };
  }
  const { position, ordinal } = placeOfEvent(erasedNumber);
  const expected = `no opening: event ${position}.${ordinal} says that it is erased`;
  const message = `ledger.opening has ${found}, which event ${position}.${ordinal} says is erased: lodestone erase-opening ${eventId} ${field} deletes it`;
  return { kind: 'opening', position, ordinal, expected, found, message };
}
