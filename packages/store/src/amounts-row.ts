import type { Amounts } from '@lodestone/custody/amounts.ts';
import { elementMassesOfArray } from './element-array.ts';
import type { AmountRow } from './tables.ts';

/** Reads the four columns of an amount. */
export function amountsOfRow(row: AmountRow): Amounts {
  return {
    netMilligrams: row.net_milligrams,
    volumeMillilitres: row.volume_millilitres,
    pieces: row.pieces,
    elementMilligrams: elementMassesOfArray(row.element_milligrams),
  };
}
