/** Amounts inside the JSON of an answer: each is at most a stated quantity, so it is a safe integer. */
import type { Amounts } from '@lodestone/custody/amounts.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { elementMassesOfArray } from './element-array.ts';

export interface AmountsJson {
  readonly net: number | null;
  readonly volume: number | null;
  readonly pieces: number | null;
  /** One place per element; empty when none is stated. */
  readonly elements: readonly (number | null)[];
}

export function amountsOfJson({ net, volume, pieces, elements }: AmountsJson): Amounts {
  return {
    netMilligrams: exactOf(net),
    volumeMillilitres: exactOf(volume),
    pieces: exactOf(pieces),
    elementMilligrams: elementMassesOfJson(elements),
  };
}

/** As `elementMassesOfArray` reads them of a row. */
export function elementMassesOfJson(elements: AmountsJson['elements']): ElementMasses {
  return elementMassesOfArray(elements.map(exactOf));
}

/** Null when it is not stated. */
export function exactOf(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}
