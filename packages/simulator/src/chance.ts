/** What varies by chance: shares in parts per million, whole numbers all, so that a seed gives the same bytes anywhere. */
import type { RandomSource } from './random.ts';

const MILLION = 1_000_000;

/** A share that is spread around 0 with this standard deviation, both in parts per million; never further than 6 of them. */
export function spread(random: RandomSource, deviationPartsPerMillion: number): number {
  // Twelve uniform numbers have the variance 1 together, and nearly the shape of a normal one (Irwin and Hall, 1927).
  let sum = -6 * 65_536;
  for (let draw = 0; draw < 6; draw += 1) {
    const bits = random.bits();
    sum += (bits & 0xffff) + (bits >>> 16);
  }
  return Math.round((sum * deviationPartsPerMillion) / 65_536);
}

/** True in so many of a million cases. */
export function happens(random: RandomSource, partsPerMillion: number): boolean {
  return random.below(MILLION) < partsPerMillion;
}

/** A whole number in [low, high]. */
export function between(random: RandomSource, low: number, high: number): number {
  return low + random.below(high - low + 1);
}

/** `milligrams` and so many millionths more or less of it, rounded towards 0. */
export function vary(milligrams: bigint, partsPerMillion: number): bigint {
  return (milligrams * BigInt(MILLION + partsPerMillion)) / BigInt(MILLION);
}

/** So many millionths of `milligrams`, rounded towards 0. */
export function partOf(milligrams: bigint, partsPerMillion: number): bigint {
  return (milligrams * BigInt(partsPerMillion)) / BigInt(MILLION);
}

/** As people read it, with one decimal: `12.3 %`. */
export function formatPercent(partsPerMillion: number): string {
  return `${(partsPerMillion / 10_000).toFixed(1)} %`;
}
