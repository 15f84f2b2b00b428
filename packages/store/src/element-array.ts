import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { ElementMasses, MutableElementMasses } from '@lodestone/custody/element-masses.ts';

/** Reads an array as the views keep it: one place per element, null where it is not stated. */
export function elementMassesOfArray(array: readonly (bigint | null)[]): ElementMasses {
  const masses: MutableElementMasses = {};
  ELEMENT_SYMBOLS.forEach((element, index) => {
    const mass = array[index];
    if (mass !== null && mass !== undefined) masses[element] = mass;
  });
  return masses;
}
