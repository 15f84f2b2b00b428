/** What a step keeps besides elements, on plain values: for the rules, and for whoever reads what was recorded under them. */
import { AMOUNT_MEASURES, type AmountMeasure, type Amounts } from './amounts.ts';
import { COUNTED_FORMS, isRearranging, type Step } from './material.ts';

/** What a step takes of a lot; the form is null of what has none, such as the stock of a circuit. */
interface TakenPart {
  readonly lot: { readonly form: string | null; readonly remaining: Amounts };
  readonly amounts: Amounts;
}

/** A measure of which a step gives more than it takes. */
interface MeasureGain {
  readonly measure: AmountMeasure;
  readonly taken: bigint;
  readonly given: bigint;
}

/** Where the step keeps the form: a form, of those taken and given, that is not that of the first input. Else null. */
export function findOtherForm(
  step: Step,
  taken: readonly (string | null)[],
  given: readonly string[],
): { readonly other: string | null } | null {
  if (!isRearranging(step)) return null;
  const form = taken[0] ?? null;
  const other = [...taken, ...given].find((candidate) => candidate !== form);
  return other === undefined ? null : { other };
}

/**
 * The measures of which a step gives more than it takes, of those that it keeps: all where it only rearranges, pieces where
 * it works on them and makes no others. What is not known of an input is not compared.
 */
export function findMeasureGains(step: Step, taken: readonly TakenPart[], given: readonly Amounts[]): MeasureGain[] {
  const gains: MeasureGain[] = [];
  const isArranged = isRearranging(step);
  for (const measure of isArranged ? AMOUNT_MEASURES : STEPS_KEEPING_PIECES.has(step) ? PIECES : NONE) {
    const takenTotal = isArranged ? sumTaken(measure, taken) : countTaken(taken);
    if (takenTotal === null) continue;
    const givenTotal = given.reduce((sum, amounts) => sum + (amounts[measure] ?? 0n), 0n);
    if (givenTotal > takenTotal) gains.push({ measure, taken: takenTotal, given: givenTotal });
  }
  return gains;
}

/** Machining cuts; these work on pieces as they are. */
const STEPS_KEEPING_PIECES: ReadonlySet<Step> = new Set(['grain-boundary-diffusion', 'finishing']);
const PIECES = ['pieces'] as const;
const NONE = [] as const;

/** A part by elements takes nothing of a measure that its lot has; a lot without the measure leaves the sum unknown. */
function sumTaken(measure: AmountMeasure, taken: readonly TakenPart[]): bigint | null {
  let sum = 0n;
  for (const { lot, amounts } of taken) {
    if (amounts[measure] === null && lot.remaining[measure] === null) return null;
    sum += amounts[measure] ?? 0n;
  }
  return sum;
}

/** The pieces of what is counted: what is fed beside them, such as powder, is not. */
function countTaken(taken: readonly TakenPart[]): bigint | null {
  let sum = 0n;
  for (const { lot, amounts } of taken) {
    if (lot.form !== null && !COUNTED_FORMS.has(lot.form)) continue;
    if (amounts.pieces === null) return null;
    sum += amounts.pieces;
  }
  return sum;
}
