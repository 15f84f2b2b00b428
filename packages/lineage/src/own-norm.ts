/** What a series has been over its last twelve months: what is usual there, by its own history. */
import { numberOfMonth } from './months.ts';
import { addToMoments, joinMoments, type Moments, NO_MOMENTS, spreadOf, type SpreadPrior } from './running-moments.ts';

/** Plain data. */
export interface OwnNorm {
  /** Of at most twelve calendar months (UTC), by `2026-03`. */
  readonly months: Map<string, Moments>;
  latest: string;
  /** Of all of them together. */
  whole: Moments;
}

export interface Norm {
  readonly count: number;
  readonly mean: number;
  readonly standardDeviation: number;
}

const MONTHS = 12;

/** A figure beyond so many standard deviations counts as if it lay there: one slip of the pen is not what is usual. */
const OUTLIER_STANDARD_DEVIATIONS = 3;

/** Fewer say nothing about what is an outlier. */
const OUTLIER_COUNT_MIN = 5;

export function startNorm(): OwnNorm {
  return { months: new Map(), latest: '', whole: NO_MOMENTS };
}

export function normOf({ whole }: OwnNorm, prior: SpreadPrior): Norm {
  return { count: whole.count, mean: whole.mean, standardDeviation: spreadOf(whole, prior) };
}

/** Adds a figure of the moment `at`; months a year and more before the latest are forgotten, and not added to. */
export function addToNorm(own: OwnNorm, at: string, value: number, prior: SpreadPrior): void {
  const month = at.slice(0, 7);
  if (month > own.latest) forget(own, month);
  else if (monthsBetween(month, own.latest) >= MONTHS) return;
  const counted = withinNorm(value, normOf(own, prior));
  own.months.set(month, addToMoments(own.months.get(month) ?? NO_MOMENTS, counted));
  own.whole = addToMoments(own.whole, counted);
}

function forget(own: OwnNorm, latest: string): void {
  own.latest = latest;
  for (const each of own.months.keys()) if (monthsBetween(each, latest) >= MONTHS) own.months.delete(each);
  own.whole = [...own.months.values()].reduce(joinMoments, NO_MOMENTS);
}

function withinNorm(value: number, { count, mean, standardDeviation: spread }: Norm): number {
  if (count < OUTLIER_COUNT_MIN) return value;
  const reach = OUTLIER_STANDARD_DEVIATIONS * spread;
  return Math.min(Math.max(value, mean - reach), mean + reach);
}

function monthsBetween(from: string, to: string): number {
  return numberOfMonth(to) - numberOfMonth(from);
}
