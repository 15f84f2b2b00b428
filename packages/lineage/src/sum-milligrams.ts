import type { ElementMasses } from '@lodestone/custody/element-masses.ts';

/** All elements of all of these together, in milligrams. */
export function sumMilligrams(masses: readonly ElementMasses[]): bigint {
  return masses.reduce((sum, each) => Object.values(each).reduce((total, mass) => total + mass, sum), 0n);
}
