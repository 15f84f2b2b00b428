/** The reader that turns `unknown` into an event of the ledger, or says member by member why it is none. */
import type * as z from 'zod';
import { describeProblems, type EventProblem } from './events/event-problem.ts';
import { eventSchema } from './events/event-schema.ts';
import { isOrdinaryEvent } from './events/ordinary-event.ts';

declare const parsed: unique symbol;

/** An event whose every member was checked. Only `parseEvent` makes one. */
export type CustodyEvent = z.infer<typeof eventSchema> & { readonly [parsed]: true };
export type EventType = CustodyEvent['type'];
export type EventOf<Type extends EventType> = Extract<CustodyEvent, { type: Type }>;

/** Reads an event. Refuses unknown members, other spellings and values out of range, naming each member. */
export function parseEvent(
  value: unknown,
): { readonly ok: true; readonly event: CustodyEvent } | { readonly ok: false; readonly problems: EventProblem[] } {
  if (isOrdinaryEvent(value)) return { ok: true, event: value as CustodyEvent };
  const result = eventSchema.safeParse(value);
  if (result.success) return { ok: true, event: result.data as CustodyEvent };
  return { ok: false, problems: describeProblems(result.error.issues, value) };
}

/** What a correction says should have been recorded; it was checked along with the correction. */
export function replacementOf({ replacement }: EventOf<'event-corrected'>): CustodyEvent | null {
  return replacement === undefined ? null : (replacement as CustodyEvent);
}
