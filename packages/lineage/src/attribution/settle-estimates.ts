/**
 * Divides a total into whole milligrams and shares from estimates, as `apportion` does from exact bounds: each exact mass is
 * rounded down, the milligrams left go to the largest remainders. Where the bounds of the estimates leave any of this
 * open, ties included, the answer is `undecided` and no guess is made.
 */
import { invariant } from '../invariant.ts';

/** The largest relative error of one operation with doubles: half of `Number.EPSILON`. */
const ERROR_OF_ROUNDING = Number.EPSILON / 2;
/**
 * Of the bounds themselves: (1 + 2⁻⁵³)ⁿ − 1 is below 1.01 n 2⁻⁵³ for n up to `ROUNDINGS_MAX`, and the few operations that
 * make a bound or a share of it are counted as so many more.
 */
const ROOM = 1.01;
const OWN_ROUNDINGS = 8;
const ROUNDINGS_MAX = 2 ** 40;
const MILLION = 1e6;

export interface Estimate {
  readonly milligrams: number;
  /** Operations by which it may be off, as `origin-estimates.ts` counts them; exact when 0. */
  readonly roundings: number;
}

export interface SettledMass {
  readonly milligrams: number;
  readonly shareMillionths: number;
}

/** Answers in the order of the claimants; `aboveMilligrams` is by how much all estimates together may exceed the total besides. */
export function settleEstimates(
  claimants: readonly Estimate[],
  totalMilligrams: number,
  aboveMilligrams: number,
): readonly SettledMass[] | 'undecided' {
  const count = claimants.length;
  const floors = new Float64Array(count);
  const remainders = new Float64Array(count);
  const errors = new Float64Array(count);
  const shares = new Float64Array(count);
  let left = totalMilligrams;
  let sum = 0;
  let error = 0;
  for (let index = 0; index < count; index += 1) {
    const { milligrams, roundings } = claimants[index] as Estimate;
    if (roundings > ROUNDINGS_MAX) return 'undecided';
    const relative = roundings === 0 ? 0 : (roundings + OWN_ROUNDINGS) * ROOM * ERROR_OF_ROUNDING;
    const off = milligrams * relative + aboveMilligrams;
    const floor = Math.floor(Math.max(0, milligrams - off));
    if (floor !== Math.floor(milligrams + off)) return 'undecided';
    const share = (milligrams * MILLION) / totalMilligrams + 0.5;
    const shareOff =
      share * (relative + OWN_ROUNDINGS * ERROR_OF_ROUNDING) + (aboveMilligrams * MILLION) / totalMilligrams;
    const wholeShare = Math.floor(share - shareOff);
    if (wholeShare !== Math.floor(share + shareOff)) return 'undecided';
    floors[index] = floor;
    remainders[index] = milligrams - floor;
    errors[index] = off;
    shares[index] = wholeShare;
    left -= floor;
    sum += milligrams;
    error += off;
  }
  const ownError = sum * count * Number.EPSILON;
  invariant(
    Math.abs(sum - totalMilligrams) <= error + ownError,
    'the estimates of the origins are not those of the total',
  );
  if (!addRemaining(floors, remainders, errors, left)) return 'undecided';
  return Array.from(floors, (milligrams, index) => ({ milligrams, shareMillionths: shares[index] as number }));
}

/** Gives 1 mg each to the `left` largest remainders; false when it is open which those are. */
function addRemaining(floors: Float64Array, remainders: Float64Array, errors: Float64Array, left: number): boolean {
  if (left === 0) return true;
  if (left < 0 || left >= remainders.length) return false;
  const sorted = remainders.toSorted();
  const leastIn = sorted[sorted.length - left] as number;
  let surelyIn = Number.POSITIVE_INFINITY;
  let possiblyOut = Number.NEGATIVE_INFINITY;
  for (let index = 0; index < remainders.length; index += 1) {
    const remainder = remainders[index] as number;
    const error = errors[index] as number;
    if (remainder >= leastIn) {
      surelyIn = Math.min(surelyIn, remainder - error);
      (floors[index] as number) += 1;
    } else possiblyOut = Math.max(possiblyOut, remainder + error);
  }
  // Equal remainders on both sides of the cut have all been counted in: then more than are left.
  return surelyIn > possiblyOut && leastIn > (sorted[sorted.length - left - 1] as number);
}
