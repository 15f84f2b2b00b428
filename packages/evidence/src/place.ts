/** Where an event stands in the log, as texts have it: entry 12, its first event, is `12.0`. */
import { eventNumberOf, placeOfEvent } from '@lodestone/custody/event-number.ts';
import { SUBMISSION_MAX_EVENTS } from '@lodestone/proof/submission.ts';
import { type Found, readText, wrong } from './read-members.ts';

const PLACE_PATTERN = /^(0|[1-9][0-9]{0,12})\.(0|[1-9][0-9]{0,2})$/;

/** Writes the place of an event number. */
export function formatPlace(eventNumber: number): string {
  const { position, ordinal } = placeOfEvent(eventNumber);
  return `${position}.${ordinal}`;
}

/** Reads a place as the number of the event that stands there. */
export function readPlace(found: Found): number {
  const [, position = '', ordinal = ''] = PLACE_PATTERN.exec(readText(found)) ?? [];
  if (position === '' || Number(ordinal) >= SUBMISSION_MAX_EVENTS) wrong(found, 'a place such as 12.0');
  const eventNumber = eventNumberOf(Number(position), Number(ordinal));
  return Number.isSafeInteger(eventNumber) ? eventNumber : wrong(found, 'a place such as 12.0');
}
