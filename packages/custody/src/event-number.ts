/** Numbers events by their place in the log. */

/** At most this many events are recorded by one entry, so an event's number is `position × 1000 + ordinal`. */
export const EVENTS_PER_ENTRY = 1_000;

/** Numbers an event by its place in the log: grows along the log, has gaps. */
export function eventNumberOf(position: number, ordinal: number): number {
  return position * EVENTS_PER_ENTRY + ordinal;
}

/** The place in the log that an event number stands for. */
export function placeOfEvent(eventNumber: number): { position: number; ordinal: number } {
  const ordinal = eventNumber % EVENTS_PER_ENTRY;
  return { position: (eventNumber - ordinal) / EVENTS_PER_ENTRY, ordinal };
}
