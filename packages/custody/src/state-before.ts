/** What an event found before it: what a correction puts back, and what a replacement is decided on. */
import type { CustodyState, LotState } from './custody-state.ts';
import type { CustodyEvent } from './event.ts';

/** A lot as an event found it, as far as events change it that are put back so. */
export type LotBefore = Pick<LotState, 'lot' | 'lotNumber' | 'custodian' | 'whereabouts' | 'remaining'>;

export interface StateBefore {
  readonly lots: readonly LotBefore[];
}

/** The lots that a correction of `event` needs to know as they were before it. */
export function lotsPutBack(event: CustodyEvent): readonly string[] {
  switch (event.type) {
    case 'lot-adjusted':
    case 'lot-disposed':
      return [event.lot];
    default:
      return [];
  }
}

/** Of a state in which `event` is about to be applied. */
export function stateBefore({ things }: CustodyState, event: CustodyEvent): StateBefore {
  const lots = lotsPutBack(event).flatMap((name) => {
    const lot = things.get(name);
    return lot?.kind === 'lot' ? [lotBefore(lot)] : [];
  });
  return { lots };
}

function lotBefore({ lot, lotNumber, custodian, whereabouts, remaining }: LotState): LotBefore {
  return { lot, lotNumber, custodian, whereabouts, remaining };
}
