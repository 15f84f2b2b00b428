/** What a rule remembers for a while: the entries of a window of time, and never more than a fixed number of them. */
import type { Observation } from '../observation.ts';

export const DAY_MILLISECONDS = 86_400_000;

/**
 * When an observation counts as having happened, in milliseconds since 1970. An event that claims a later time than that
 * at which it was recorded counts from its recording: else one event dated ahead would empty every window.
 */
export function timeOf({ occurredAt, recordedAt }: Pick<Observation, 'occurredAt' | 'recordedAt'>): number {
  return Math.min(Date.parse(occurredAt), Date.parse(recordedAt));
}

/** How long entries stay, and how many there may be at most. */
export interface Window {
  readonly days: number;
  readonly entriesMax: number;
}

/** Puts `value` last under its key; what is older than the window before it, or more than fits, falls out from the front. */
export function remember<Key, Value extends { readonly at: number }>(
  entries: Map<Key, Value>,
  key: Key,
  value: Value,
  { days, entriesMax }: Window,
): void {
  entries.delete(key);
  entries.set(key, value);
  const since = value.at - days * DAY_MILLISECONDS;
  for (const [oldest, { at }] of entries) {
    if (at >= since && entries.size <= entriesMax) return;
    entries.delete(oldest);
  }
}

/** The entries of a list that are in the window before the new one, and the new one after them. */
export function appendRecent<Value extends { readonly at: number }>(
  entries: readonly Value[],
  value: Value,
  { days, entriesMax }: Window,
): Value[] {
  const since = value.at - days * DAY_MILLISECONDS;
  return [...entries.filter(({ at }) => at >= since), value].slice(-entriesMax);
}
