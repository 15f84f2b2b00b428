import type { DocketStep } from '@lodestone/custody/docket.ts';
import { parseEvent } from '@lodestone/custody/event.ts';

/** A step of a docket: what a party says, recorded as it happens. */
export function stepOf(eventNumber: number, party: string, said: Readonly<Record<string, unknown>>): DocketStep {
  const occurredAt = `2026-07-${String(eventNumber).padStart(2, '0')}T08:00:00.000Z`;
  const parsed = parseEvent({ id: '0195f3a2-7b1c-7164-8def-0123456789ab', occurredAt, ...said });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed));
  return { eventNumber, party, recordedAt: parsed.event.occurredAt, event: parsed.event };
}
