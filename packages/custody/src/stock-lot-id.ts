import { placeOfEvent } from './event-number.ts';

/** The lot that a step leaves in its circuit. No event can name this id: `@` is not in the alphabet of ids. */
export function stockLotId(circuit: string, eventNumber: number): string {
  const { position, ordinal } = placeOfEvent(eventNumber);
  return `${circuit}@${position}.${ordinal}`;
}
