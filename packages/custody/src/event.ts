/** The reader that turns `unknown` into an event of the ledger, or says member by member why it is none. */
import type * as z from 'zod';
import { eventSchema } from './event-schema.ts';
import { isOrdinaryEvent } from './ordinary-event.ts';

declare const parsed: unique symbol;

/** An event whose every member was checked. Only `parseEvent` makes one. */
export type CustodyEvent = z.infer<typeof eventSchema> & { readonly [parsed]: true };
export type EventType = CustodyEvent['type'];
export type EventOf<Type extends EventType> = Extract<CustodyEvent, { type: Type }>;

/** What is wrong with a member: where it is, what is wrong, what was found there. */
export interface EventProblem {
  readonly path: string;
  readonly message: string;
  readonly found: unknown;
}

/** Reads an event. Refuses unknown members, other spellings and values out of range, naming each member. */
export function parseEvent(
  value: unknown,
): { readonly ok: true; readonly event: CustodyEvent } | { readonly ok: false; readonly problems: EventProblem[] } {
  if (isOrdinaryEvent(value)) return { ok: true, event: value as CustodyEvent };
  const result = eventSchema.safeParse(value);
  if (result.success) return { ok: true, event: result.data as CustodyEvent };
  return { ok: false, problems: result.error.issues.map((issue) => describeIssue(issue, value)) };
}

function describeIssue(issue: z.core.$ZodIssue, event: unknown): EventProblem {
  const names = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  const path = names.replace(/^\./, '');
  const value = valueAt(event, issue.path);
  if (issue.code === 'invalid_type' && value === undefined) return { path, message: 'is missing', found: value };
  if (issue.code !== 'unrecognized_keys') return { path, message: issue.message, found: value };
  const found = Object.fromEntries(issue.keys.map((key) => [key, (value as Record<string, unknown>)[key]]));
  const message = `has members that are not known here: ${issue.keys.join(', ')} (put your own data into "extra")`;
  return { path, message, found };
}

/** What stands at `path`. An issue's own input is not it where a rule compares several members of an object. */
function valueAt(event: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, name) => (value as Record<PropertyKey, unknown> | undefined)?.[name], event);
}
