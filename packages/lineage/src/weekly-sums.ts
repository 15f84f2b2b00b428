/** Masses that flow somewhere, by week: enough for what a year or a quarter of it is held against, and bounded. */
import { DAY_MILLISECONDS } from './days.ts';

/** Plain data: milligrams by week since 1970, of the last `WEEKS_KEPT` at most. */
export type WeeklySums = Map<number, bigint>;

export const WEEKS_PER_YEAR = 52;
export const WEEKS_PER_QUARTER = 13;

const WEEK_MILLISECONDS = 7 * DAY_MILLISECONDS;

/** A year, and the quarter before it. */
export const WEEKS_KEPT = WEEKS_PER_YEAR + WEEKS_PER_QUARTER;

/** The week of a moment, RFC 3339. */
export function weekOf(at: string): number {
  return Math.floor(Date.parse(at) / WEEK_MILLISECONDS);
}

/** Adds what flowed in a week, and forgets what lies too far before the latest. */
export function addToWeek(sums: WeeklySums, week: number, milligrams: bigint): void {
  sums.set(week, (sums.get(week) ?? 0n) + milligrams);
  const latest = Math.max(...sums.keys());
  for (const each of sums.keys()) if (latest - each >= WEEKS_KEPT) sums.delete(each);
}

/** The sum of the weeks `[from, to)`. */
export function sumOfWeeks(sums: WeeklySums, from: number, to: number): bigint {
  let sum = 0n;
  for (const [week, milligrams] of sums) if (week >= from && week < to) sum += milligrams;
  return sum;
}
