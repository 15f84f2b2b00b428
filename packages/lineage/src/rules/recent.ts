/** What a rule remembers for a while: the entries of a window of time, and never more than a fixed number of them. */
import { DAY_MILLISECONDS } from '../days.ts';
import type { Observation } from '../observation.ts';

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

/**
 * Puts `value` into the list under its key, in the order of time; what is older than the window before the newest falls out,
 * and the oldest of more than fit. Returns the list.
 */
export function rememberIn<Key, Value extends { readonly at: number }>(
  lists: Map<Key, Value[]>,
  key: Key,
  value: Value,
  window: Window,
): readonly Value[] {
  const list = lists.get(key) ?? [];
  if (list.length === 0) lists.set(key, list);
  insertRecent(list, value, window);
  return list;
}

/** The same for one list. */
export function insertRecent<Value extends { readonly at: number }>(
  list: Value[],
  value: Value,
  { days, entriesMax }: Window,
): void {
  let place = list.length;
  while (place > 0 && (list[place - 1]?.at ?? 0) > value.at) place -= 1;
  list.splice(place, 0, value);
  const since = (list.at(-1)?.at ?? 0) - days * DAY_MILLISECONDS;
  const kept = list.findIndex(({ at }, index) => at >= since && list.length - index <= entriesMax);
  if (kept > 0) list.splice(0, kept);
}
