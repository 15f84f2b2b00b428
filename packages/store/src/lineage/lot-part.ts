import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { elementMassesOfArray } from '../element-array.ts';
import type { LotTable } from '../tables.ts';

/** A lot, or a part of one, by what it holds of the elements. */
export interface LotPart {
  readonly lotNumber: number;
  readonly elementMilligrams: ElementMasses;
}

export type LotPartRow = Pick<LotTable, 'lot_number' | 'element_milligrams'>;

export function lotPartOf(row: LotPartRow): LotPart {
  return { lotNumber: Number(row.lot_number), elementMilligrams: elementMassesOfArray(row.element_milligrams) };
}
