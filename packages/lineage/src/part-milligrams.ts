import { totalMilligrams } from '@lodestone/custody/element-masses.ts';
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { ObservedLot } from './observation.ts';

/**
 * The rare earths in a part of a lot, in milligrams: those that are stated of the part, else of the lot in proportion to
 * the net mass. Whoever dispatches and receives mostly states the net mass alone.
 */
export function partMilligrams({ made }: ObservedLot, part: Amounts): bigint {
  const stated = totalMilligrams(part.elementMilligrams);
  const whole = totalMilligrams(made.elementMilligrams);
  if (stated > 0n || part.netMilligrams === null || !made.netMilligrams) return stated > 0n ? stated : whole;
  return (whole * part.netMilligrams) / made.netMilligrams;
}
