import { invariant } from '../invariant.ts';

export type Apportionment =
  | 'undecided'
  | {
      /** In the order of the claimants; they sum to the total. */
      readonly milligrams: readonly bigint[];
      readonly shareMillionths: readonly bigint[];
    };

const MILLION = 1_000_000n;

/**
 * Divides a total into whole milligrams by largest remainder (`attribution.ts`): each exact mass is rounded
 * down, the milligrams left go to the largest remainders, ties to the earlier claimant.
 *
 * Needs for each claimant a lower bound of its exact mass times `scale`. All exact masses sum to the total, so what
 * the bounds are short of it together is the most that any one of them can be short. Answers `undecided` when the
 * result would not be the same for every set of exact masses within the bounds; without a shortfall it always decides.
 * Claimants of the same number in `kin` are known to have equal remainders, whatever the shortfall, and equal bounds of them.
 *
 * For a total of 3 mg at a scale of 10, bounds of 14, 8 and 7 (1 short) give 1, 1 and 1 mg: the floors 1, 0 and 0 stand
 * whoever the missing tenth belongs to, and the remainders 8 and 7 stay above 4. Bounds of 14, 9 and 6 leave it
 * undecided: the second may be 10, a whole milligram.
 */
export function apportion(
  lowerBounds: readonly bigint[],
  scale: bigint,
  totalMilligrams: bigint,
  kin: readonly number[],
): Apportionment {
  let arrived = 0n;
  for (const bound of lowerBounds) arrived += bound;
  const shortfall = totalMilligrams * scale - arrived;
  invariant(shortfall >= 0n, 'more mass arrived at the origins than the subject has');

  const milligrams: bigint[] = [];
  const remainders: bigint[] = [];
  const shareMillionths: bigint[] = [];
  let left = totalMilligrams;
  for (const bound of lowerBounds) {
    const floor = bound / scale;
    const share = roundedShare(bound, scale, totalMilligrams);
    if ((bound + shortfall) / scale !== floor) return 'undecided';
    if (roundedShare(bound + shortfall, scale, totalMilligrams) !== share) return 'undecided';
    milligrams.push(floor);
    remainders.push(bound - floor * scale);
    shareMillionths.push(share);
    left -= floor;
  }
  const receivers = largestRemainders(remainders, Number(left), shortfall, kin);
  if (receivers === 'undecided') return 'undecided';
  for (const index of receivers) milligrams[index] = (milligrams[index] as bigint) + 1n;
  return { milligrams, shareMillionths };
}

/** `bound ÷ (scale × total)` in millionths, rounded half up: ⌊share × 10⁶ + ½⌋. */
function roundedShare(bound: bigint, scale: bigint, totalMilligrams: bigint): bigint {
  const whole = totalMilligrams * scale;
  return (2n * MILLION * bound + whole) / (2n * whole);
}

/** The `count` claimants with the largest remainders, each of which may be up to `shortfall` larger than stated. */
function largestRemainders(
  remainders: readonly bigint[],
  count: number,
  shortfall: bigint,
  kin: readonly number[],
): readonly number[] | 'undecided' {
  invariant(count >= 0, 'the rounded masses exceed the total');
  if (count === 0) return [];
  // There are always more claimants than milligrams left, as each remainder is below 1 mg; so someone comes after the cut.
  invariant(count < remainders.length, 'more milligrams are left than there are claimants');
  const order = remainders.map((_, index) => index);
  order.sort((left, right) => descending(remainders[left] as bigint, remainders[right] as bigint) || left - right);
  const [included, excluded] = [order.slice(0, count), order.slice(count)];
  const lastIn = included.at(-1) as number;
  const firstOut = excluded[0] as number;
  const atMost = (index: number) => (remainders[index] as bigint) + shortfall;
  const isClose = (one: number, other: number) => (remainders[one] as bigint) <= atMost(other);

  // Whoever might change sides must equal all on the other side that might: then only the order counts.
  const isSure =
    shortfall === 0n ||
    (included.every((index) => kin[index] === kin[firstOut] || !isClose(index, firstOut)) &&
      excluded.every((index) => kin[index] === kin[lastIn] || !isClose(lastIn, index)));
  return isSure ? included : 'undecided';
}

function descending(left: bigint, right: bigint): number {
  return left > right ? -1 : left < right ? 1 : 0;
}
