import { type ElementMasses, totalMilligrams } from '@lodestone/custody/element-masses.ts';

/** All elements of all of these together, in milligrams. */
export function sumMilligrams(masses: readonly ElementMasses[]): bigint {
  return masses.reduce((sum, each) => sum + totalMilligrams(each), 0n);
}
