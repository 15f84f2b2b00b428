/** What the oxides of some elements are of all rare-earth oxides (TREO): how ores and scrap are compared. */
import { statedElements, type ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import { oxideMassBillionths } from '@lodestone/custody/oxide-mass.ts';

/** Between 0 and 1; 0 where nothing is stated. A figure of a finding, not of the book. */
export function oxideShare(masses: ElementMasses, counts: (element: ElementSymbol) => boolean): number {
  const total = oxideMassBillionths(masses);
  if (total === 0n) return 0;
  const part = oxideMassBillionths(Object.fromEntries(statedElements(masses).filter(([element]) => counts(element))));
  return Number((part * 1_000_000_000n) / total) / 1_000_000_000;
}
