/** What the lots are that a step took and gave. */
import { WASTE_FORMS } from '@lodestone/custody/step-yield.ts';
import type { ObservedLot } from '../observation.ts';

/** Whether it is what a step is run for: neither waste nor what is left in a circuit. */
export function isProduct({ kind, form }: ObservedLot): boolean {
  return kind !== 'circuit-stock' && form !== null && !WASTE_FORMS.has(form);
}

/** The lots that have been somewhere: the stock of a circuit is one on paper alone. */
export function withoutStock(lots: readonly ObservedLot[]): ObservedLot[] {
  return lots.filter(({ kind }) => kind !== 'circuit-stock');
}
