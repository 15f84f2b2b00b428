import type { MovementFact } from './facts/facts-of-lots.ts';

/** Where a lot is. It can be used only while it is held. */
export type Whereabouts =
  | { readonly status: 'held' | 'lost' | 'disposed' | 'voided' }
  | { readonly status: 'in-transit'; readonly transfer: string }
  | { readonly status: 'returning'; readonly transfer: string }
  | { readonly status: 'packed'; readonly shipment: string }
  | { readonly status: 'exported'; readonly shipment: string };

export const HELD: Whereabouts = { status: 'held' };

/** Where a lot is that moved so last. */
export function whereaboutsOf({ status, within }: Pick<MovementFact, 'status' | 'within'>): Whereabouts {
  if (status === 'held') return HELD;
  if (status === 'lost' || status === 'disposed' || status === 'voided') return { status };
  if (within === null) throw new Error(`a lot is ${status} in nothing`);
  return status === 'in-transit' || status === 'returning'
    ? { status, transfer: within }
    : { status, shipment: within };
}
