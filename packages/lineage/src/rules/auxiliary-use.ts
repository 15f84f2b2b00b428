/**
 * Reagents and power by what was made with them: whoever books as its own work what another has made, uses none for it. A bill
 * may come with every step or by the month, for what was made since the bill before: so what is made waits for the next
 * bill, and a quarter of bills is held against the year before it.
 */
import type { ObservedAuxiliary, StepObservation } from '../observation.ts';
import { addToWeek, sumOfWeeks, weekOf, type WeeklySums, WEEKS_PER_QUARTER, WEEKS_PER_YEAR } from '../weekly-sums.ts';

/** What a bill may be of: of its own step as well, or of what was made before. It does not say which. */
interface Reading {
  readonly countsOwnStep: boolean;
  /** Milligrams of rare earths in products, in the week of their bill. */
  readonly made: WeeklySums;
  /** Made, and not billed yet. */
  waitingMilligrams: bigint;
}

/** Of one kind, at one facility, in one step. */
interface Use {
  readonly kind: string;
  readonly measure: ObservedAuxiliary['measure'];
  /** By the week of the bill. */
  readonly used: WeeklySums;
  readonly readings: readonly Reading[];
  /** Of the first bill: nobody knows how much was made with that. */
  readonly firstWeek: number;
}

/** By facility and step. Plain data, bounded by the facilities there are and their steps. */
export type AuxiliaryUse = Map<string, Use[]>;

export interface AuxiliaryThresholds {
  readonly auxiliaryPercentMin: number;
  /** Since a kind was stated first, before the quarter that is judged. */
  readonly auxiliaryWeeksMin: number;
  /** Weeks with a bill in the quarter that is judged. */
  readonly auxiliaryBillsMin: number;
}

export interface Shortage {
  readonly kind: string;
  readonly measure: ObservedAuxiliary['measure'];
  readonly made: bigint;
  readonly used: bigint;
  /** So much would be usual for what was made. */
  readonly usual: bigint;
}

/** So many kinds of one step are followed: those that were stated first. */
const KINDS_MAX = 20;

/** Notes what a step used and made, and returns of which kinds that it states the last quarter used too little. */
export function useAuxiliaries(
  uses: AuxiliaryUse,
  { facility, step, occurredAt, auxiliaries }: StepObservation,
  madeMilligrams: bigint,
  thresholds: AuxiliaryThresholds,
): Shortage[] {
  const subject = `${facility}/${step}`;
  const known = uses.get(subject) ?? [];
  if (known.length + auxiliaries.length === 0) return [];
  uses.set(subject, known);
  const shortages = known.flatMap((use) => {
    const stated = auxiliaries.find((each) => isOf(use, each));
    if (stated !== undefined)
      return noteBill(use, weekOf(occurredAt), { amount: stated.amount, madeMilligrams }, thresholds);
    for (const reading of use.readings) reading.waitingMilligrams += madeMilligrams;
    return [];
  });
  for (const stated of auxiliaries) {
    if (known.length === KINDS_MAX || known.some((use) => isOf(use, stated))) continue;
    known.push(startUse(stated, weekOf(occurredAt), madeMilligrams));
  }
  return shortages;
}

function isOf(use: Use, stated: ObservedAuxiliary): boolean {
  return stated.kind === use.kind && stated.measure === use.measure;
}

function startUse({ kind, measure }: ObservedAuxiliary, firstWeek: number, madeMilligrams: bigint): Use {
  const readings = [
    { countsOwnStep: true, made: new Map(), waitingMilligrams: 0n },
    { countsOwnStep: false, made: new Map(), waitingMilligrams: madeMilligrams },
  ];
  return { kind, measure, readings, used: new Map(), firstWeek };
}

interface Bill {
  readonly amount: bigint;
  /** In the step that states it. */
  readonly madeMilligrams: bigint;
}

function noteBill(
  use: Use,
  week: number,
  { amount, madeMilligrams }: Bill,
  { auxiliaryPercentMin, auxiliaryWeeksMin, auxiliaryBillsMin }: AuxiliaryThresholds,
): Shortage[] {
  addToWeek(use.used, week, amount);
  for (const reading of use.readings) {
    addToWeek(reading.made, week, reading.waitingMilligrams + (reading.countsOwnStep ? madeMilligrams : 0n));
    reading.waitingMilligrams = reading.countsOwnStep ? 0n : madeMilligrams;
  }
  const quarterFrom = week - WEEKS_PER_QUARTER + 1;
  const yearFrom = Math.max(quarterFrom - WEEKS_PER_YEAR, use.firstWeek);
  if (quarterFrom - yearFrom < auxiliaryWeeksMin) return [];
  const usedInYear = sumOfWeeks(use.used, yearFrom, quarterFrom);
  /** Of some weeks: what the reading says that would be the least to be expected. Too little is what is below even that. */
  const judge = (from: number, to: number): Omit<Shortage, 'kind' | 'measure'> => {
    const expected = use.readings.map(({ made: sums }) => {
      const madeInYear = sumOfWeeks(sums, yearFrom, quarterFrom);
      const made = sumOfWeeks(sums, from, to);
      return { made, usual: madeInYear > 0n ? (usedInYear * made) / madeInYear : 0n };
    });
    const least = expected.reduce((one, other) => (other.usual < one.usual ? other : one));
    return { ...least, used: sumOfWeeks(use.used, from, to) };
  };
  const isTooLittle = ({ used, usual }: Pick<Shortage, 'used' | 'usual'>) =>
    used * 100n < usual * BigInt(auxiliaryPercentMin);
  const billed = [...use.used.keys()].filter((each) => each >= quarterFrom);
  // A bill that was forgotten makes the next one too small, and no other.
  const small = billed.filter((each) => isTooLittle(judge(each, each + 1)));
  if (billed.length < auxiliaryBillsMin || small.length * 2 <= billed.length) return [];
  const quarter = judge(quarterFrom, week + 1);
  return isTooLittle(quarter) ? [{ kind: use.kind, measure: use.measure, ...quarter }] : [];
}
