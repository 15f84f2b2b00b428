import type { ObservedPart } from '../observation.ts';

/** What the parts weigh together, in milligrams; null where one of them states no net mass. */
export function netOfParts(parts: readonly ObservedPart[]): bigint | null {
  let total = 0n;
  for (const { amounts } of parts) {
    if (amounts.netMilligrams === null) return null;
    total += amounts.netMilligrams;
  }
  return total;
}

/** How much `value` is more than `reference`, in parts per million of it, or less where that is negative; all of it more than nothing. */
export function excessPartsPerMillion(value: bigint, reference: bigint): number {
  if (reference === 0n) return value === 0n ? 0 : 1_000_000;
  return Number(((value - reference) * 1_000_000n) / reference);
}
