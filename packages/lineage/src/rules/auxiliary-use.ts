/**
 * Reagents and power by what was made with them: whoever books as its own work what another has made, uses none for it. Bills
 * may come by the month, with one step or another: so a quarter is held against the year before it.
 */
import type { ObservedAuxiliary, StepObservation } from '../observation.ts';
import { addToWeek, sumOfWeeks, weekOf, type WeeklySums, WEEKS_PER_QUARTER, WEEKS_PER_YEAR } from '../weekly-sums.ts';

/** Of one kind, at one facility, in one step. */
interface Use {
  readonly kind: string;
  readonly measure: ObservedAuxiliary['measure'];
  readonly used: WeeklySums;
  /** Milligrams of rare earths in products, since the kind was stated first. */
  readonly made: WeeklySums;
  readonly firstWeek: number;
}

/** By facility and step. Plain data, bounded by the facilities there are and their steps. */
export type AuxiliaryUse = Map<string, Use[]>;

export interface AuxiliaryThresholds {
  readonly auxiliaryPercentMin: number;
  /** Since a kind was stated first, before the quarter that is judged. */
  readonly auxiliaryWeeksMin: number;
}

export interface Shortage {
  readonly kind: string;
  readonly measure: ObservedAuxiliary['measure'];
  readonly made: bigint;
  readonly used: bigint;
  /** So much would be usual for what was made. */
  readonly usual: bigint;
  /** What was used, of that. */
  readonly percent: bigint;
}

/** So many kinds of one step are followed: those that were stated first. */
const KINDS_MAX = 20;

/** Notes what a step used and made, and returns of which kinds the last quarter used too little. */
export function useAuxiliaries(
  uses: AuxiliaryUse,
  { facility, step, occurredAt, auxiliaries }: StepObservation,
  madeMilligrams: bigint,
  thresholds: AuxiliaryThresholds,
): Shortage[] {
  const subject = `${facility}/${step}`;
  const known = uses.get(subject) ?? [];
  if (known.length + auxiliaries.length === 0) return [];
  const week = weekOf(occurredAt);
  for (const { kind, measure } of auxiliaries) {
    if (known.length === KINDS_MAX || known.some((use) => use.kind === kind && use.measure === measure)) continue;
    known.push({ kind, measure, used: new Map(), made: new Map(), firstWeek: week });
  }
  uses.set(subject, known);
  return known.flatMap((use) => {
    const stated = auxiliaries.filter(({ kind, measure }) => kind === use.kind && measure === use.measure);
    addToWeek(use.made, week, madeMilligrams);
    addToWeek(
      use.used,
      week,
      stated.reduce((sum, { amount }) => sum + amount, 0n),
    );
    return shortageOf(use, week, thresholds);
  });
}

function shortageOf({ kind, measure, used, made, firstWeek }: Use, week: number, thresholds: AuxiliaryThresholds) {
  const quarterFrom = week - WEEKS_PER_QUARTER + 1;
  const yearFrom = Math.max(quarterFrom - WEEKS_PER_YEAR, firstWeek);
  if (quarterFrom - yearFrom < thresholds.auxiliaryWeeksMin) return [];
  const quarter = { made: sumOfWeeks(made, quarterFrom, week + 1), used: sumOfWeeks(used, quarterFrom, week + 1) };
  const year = { made: sumOfWeeks(made, yearFrom, quarterFrom), used: sumOfWeeks(used, yearFrom, quarterFrom) };
  // Where none is stated any more, nothing is known.
  if (year.made <= 0n || year.used === 0n || quarter.used === 0n) return [];
  const usual = (year.used * quarter.made) / year.made;
  if (quarter.used * 100n >= usual * BigInt(thresholds.auxiliaryPercentMin)) return [];
  return [{ kind, measure, ...quarter, usual, percent: (quarter.used * 100n) / usual }];
}
