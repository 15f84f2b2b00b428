/**
 * Whether material that comes to be recycled had reached an end user. Factory waste had not, and does not count as
 * recycled content where a rule asks for what was consumed (EU 2024/1252, article 29): the two are kept apart for good.
 */
import type { Form } from './material.ts';

export const CONSUMPTIONS = ['pre-consumer', 'post-consumer'] as const;

export type Consumption = (typeof CONSUMPTIONS)[number];

/** What end users discard. Everything else that is collected is waste of a factory, unless its lot says otherwise. */
const DISCARDED_FORMS: readonly Form[] = ['scrap', 'magnet', 'assembly'];

/** Waste that only factories have: nothing makes it post-consumer. */
export const FACTORY_WASTE_FORMS: readonly Form[] = ['swarf', 'slag', 'tailings'];

/** What a lot from outside the ledger is taken for: null when it is not known to come from waste. */
export function consumptionOf(kind: string, form: string | null, stated: Consumption | null): Consumption | null {
  if (stated !== null || kind !== 'collected') return stated;
  return DISCARDED_FORMS.some((discarded) => discarded === form) ? 'post-consumer' : 'pre-consumer';
}
