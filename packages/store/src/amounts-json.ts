/** Amounts inside the JSON of an answer: each is at most a stated quantity, so it is a safe integer. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { MutableElementMasses } from '@lodestone/custody/element-masses.ts';
import type { Amounts } from '@lodestone/custody/amounts.ts';

export interface AmountsJson {
  readonly net: number | null;
  readonly volume: number | null;
  readonly pieces: number | null;
  /** One place per element; empty when none is stated. */
  readonly elements: readonly (number | null)[];
}

export function amountsOfJson({ net, volume, pieces, elements }: AmountsJson): Amounts {
  const elementMilligrams: MutableElementMasses = {};
  ELEMENT_SYMBOLS.forEach((element, index) => {
    const mass = elements[index];
    if (mass !== null && mass !== undefined) elementMilligrams[element] = BigInt(mass);
  });
  return {
    netMilligrams: toExact(net),
    volumeMillilitres: toExact(volume),
    pieces: toExact(pieces),
    elementMilligrams,
  };
}

function toExact(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}
