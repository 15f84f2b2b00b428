/** Events by their number, as SQL: the number says where in the log an event is (`custody/event-number.ts`). */
import { EVENTS_PER_ENTRY } from '@lodestone/custody/event-number.ts';

/** The number of an event: of the row `event` of `ledger.event`, or of the one row whose columns are meant without it. */
export function numberOfEvent(event = ''): string {
  const row = prefix(event);
  return `${row}position * ${EVENTS_PER_ENTRY} + ${row}ordinal`;
}

/** That a row of `ledger.event` is the event of that number. Its key is compared, so the row is found by index. */
export function isEvent(number: string, event = ''): string {
  const row = prefix(event);
  return `${row}position = ${positionOf(number)} and ${row}ordinal = ${ordinalOf(number)}`;
}

/** Where an event is, to be compared with `(position, ordinal)`: places stand in the order of numbers. */
export function placeNumbered(number: string): string {
  return `(${positionOf(number)}, ${ordinalOf(number)})`;
}

/** The position of the entry that an event is in. */
export function positionOf(number: string): string {
  return `${number} / ${EVENTS_PER_ENTRY}`;
}

/** Which of the events of its entry one is. */
export function ordinalOf(number: string): string {
  return `${number} % ${EVENTS_PER_ENTRY}`;
}

function prefix(row: string): string {
  return row === '' ? '' : `${row}.`;
}
