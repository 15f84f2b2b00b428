/** What a series has been over its last twelve months: what is usual there, by its own history. */
import { addToMoments, joinMoments, type Moments, NO_MOMENTS, standardDeviation } from './running-moments.ts';

/** Plain data: the moments of at most twelve calendar months (UTC), by `2026-03`. */
export type OwnNorm = Map<string, Moments>;

export interface Norm {
  readonly count: number;
  readonly mean: number;
  readonly standardDeviation: number;
}

const MONTHS = 12;

/** A figure beyond so many standard deviations counts as if it lay there: one slip of the pen is not what is usual. */
const OUTLIER_STANDARD_DEVIATIONS = 3;

/** Fewer say nothing about what is an outlier. */
const OUTLIER_COUNT_MIN = 8;

/** The moments of the months up to the one of `at`, with a spread of `spreadMin` at least. */
export function normOf(own: OwnNorm, spreadMin: number): Norm {
  const joined = [...own.values()].reduce(joinMoments, NO_MOMENTS);
  return {
    count: joined.count,
    mean: joined.mean,
    standardDeviation: Math.max(standardDeviation(joined), spreadMin),
  };
}

/** Adds a figure of the moment `at`; months more than a year before it are forgotten. A figure older than that is not added. */
export function addToNorm(own: OwnNorm, at: string, value: number, spreadMin: number): void {
  const month = at.slice(0, 7);
  const latest = [...own.keys()].reduce((last, each) => (each > last ? each : last), month);
  if (monthsBetween(month, latest) >= MONTHS) return;
  const counted = withinNorm(value, normOf(own, spreadMin));
  own.set(month, addToMoments(own.get(month) ?? NO_MOMENTS, counted));
  for (const each of own.keys()) if (monthsBetween(each, latest) >= MONTHS) own.delete(each);
}

function withinNorm(value: number, { count, mean, standardDeviation: spread }: Norm): number {
  if (count < OUTLIER_COUNT_MIN) return value;
  const reach = OUTLIER_STANDARD_DEVIATIONS * spread;
  return Math.min(Math.max(value, mean - reach), mean + reach);
}

function monthsBetween(from: string, to: string): number {
  return (Number(to.slice(0, 4)) - Number(from.slice(0, 4))) * 12 + Number(to.slice(5, 7)) - Number(from.slice(5, 7));
}
