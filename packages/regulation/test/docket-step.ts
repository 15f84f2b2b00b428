import type { DocketStep } from '@lodestone/custody/docket.ts';
import { parseEvent } from '@lodestone/custody/event.ts';

/** A step of a docket, of an event that is written as people write it. */
export function stepOf(party: string, recordedAt: string, body: object, number = 1): DocketStep {
  const id = `0195f3a2-7b1c-7163-8def-${String(number).padStart(12, '0')}`;
  const parsed = parseEvent({ id, occurredAt: '2026-03-01T00:00:00.000Z', ...body });
  if (!parsed.ok) throw new Error(parsed.problems.map(({ path, message }) => `${path} ${message}`).join(', '));
  return { eventNumber: number * 1000, party, recordedAt, event: parsed.event };
}
