/** What customs wants to know of goods: the heading they go under, and the codes of what is controlled in them. */
import { sumElementMasses } from '@lodestone/custody/element-masses.ts';
import type { Lot } from '../lot.ts';

/** What customs asks a licence for, by element and form: MOFCOM and GACC No. 18 of 2025. */
const CONTROLLED = [
  ['Sm', '1C902'],
  ['Gd', '1C903'],
  ['Tb', '1C904'],
  ['Dy', '1C905'],
  ['Lu', '1C906'],
  ['Y', '1C908'],
] as const;

/** The heading that a material goes under: magnets, metals, alloys and compounds. */
export function hsCodeOf(lots: readonly Lot[]): string {
  const [lot] = lots;
  const product = lot?.material.product ?? '';
  switch (lot?.material.form) {
    case 'magnet':
      return '8505111000';
    case 'metal':
      return product.startsWith('Tb') ? '2805301300' : '2805302100';
    case 'alloy':
      return '7202999191';
    case 'carbonate':
      return '2846904820';
    case 'oxide':
      if (product.includes('Dy')) return '2846901500';
      return product.includes('Tb') ? '2846901600' : '2846901999';
    default:
      return '2846901992';
  }
}

/** Magnets are controlled for Dy, Tb and Sm alone; compounds for every element on the list. */
export function controlCodesOf(lots: readonly Lot[]): string[] {
  const masses = sumElementMasses(lots.map(({ quantity }) => quantity.elementMilligrams));
  const form = lots[0]?.material.form;
  const suffix = suffixOf(form);
  return CONTROLLED.flatMap(([element, code]) => {
    if ((masses[element] ?? 0n) === 0n) return [];
    if (form === 'magnet' && element !== 'Dy' && element !== 'Tb' && element !== 'Sm') return [];
    return [`${code}.${suffix}`];
  });
}

function suffixOf(form: Lot['material']['form'] | undefined): 'a' | 'b' | 'c' {
  if (form === 'magnet' || form === 'metal' || form === 'alloy') return 'a';
  return form === 'oxide' ? 'b' : 'c';
}
