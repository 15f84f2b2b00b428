/**
 * Rounds masses that sum to a whole number of milligrams by largest remainder, as attribution does: each mass down, the
 * milligrams left to the largest remainders, ties to the earlier mass. Masses may be negative: down is towards −∞.
 *
 * They come as whole numbers of 2⁻²⁵⁶ mg, each a little less or more than exact, by less than 2⁻¹²⁹ mg. They are first
 * rounded to 2⁻¹²⁸ mg, which puts what is a whole milligram, and what ties for having the same fraction, back in its
 * place. So the answer is that of exact fractions, but where two remainders differ by less than 10⁻³⁸ mg and more
 * than nothing, which count as a tie. Every answer is the same on every machine, and sums to the total.
 */
import { invariant } from './invariant.ts';
import { SHARE_BITS } from './suspicion.ts';

const KEPT_BITS = 128n;
const DROPPED_BITS = SHARE_BITS - KEPT_BITS;
const HALF = 1n << (DROPPED_BITS - 1n);
const MILLIGRAM = 1n << KEPT_BITS;

/** Needs masses whose exact values sum to the total; gives whole milligrams in their order that do. */
export function roundMasses(scaledMilligrams: readonly bigint[], totalMilligrams: bigint): bigint[] {
  const rounded: bigint[] = [];
  const remainders: Remainder[] = [];
  let left = totalMilligrams;
  for (const [index, scaled] of scaledMilligrams.entries()) {
    const kept = (scaled + HALF) >> DROPPED_BITS;
    const floor = kept >> KEPT_BITS;
    const remainder = kept - floor * MILLIGRAM;
    rounded.push(floor);
    if (remainder > 0n) remainders.push({ index, remainder, leading: Number(remainder >> TRAILING_BITS) });
    left -= floor;
  }
  invariant(left >= 0n && left <= BigInt(remainders.length), `masses sum to something else than ${totalMilligrams} mg`);
  remainders.sort(byRemainderFalling);
  for (const { index } of remainders.slice(0, Number(left))) rounded[index] = (rounded[index] as bigint) + 1n;
  return rounded;
}

/** Millionths of a share in units of 2⁻²⁵⁶, rounded half up. */
export function shareMillionths(share: bigint): bigint {
  return (2_000_000n * (share + MILLIGRAM) + (1n << SHARE_BITS)) >> (SHARE_BITS + 1n);
}

interface Remainder {
  readonly index: number;
  readonly remainder: bigint;
  /** Its first 53 bits, which mostly decide and are compared much faster. */
  readonly leading: number;
}

const TRAILING_BITS = KEPT_BITS - 53n;

function byRemainderFalling(one: Remainder, other: Remainder): number {
  if (one.leading !== other.leading) return other.leading - one.leading;
  if (one.remainder !== other.remainder) return one.remainder > other.remainder ? -1 : 1;
  return one.index - other.index;
}
