/** What an event found before it: what a correction puts back, and what a replacement is decided on. */
import type { CustodyState } from '../state/custody-state.ts';
import type { CustodyEvent } from '../event.ts';
import type { LotBefore, StateBefore, UnitBefore } from '../state/state-of-corrections.ts';
import type { LotState } from '../state/state-of-lots.ts';
import { mandateName } from '../state/state-of-members.ts';
import type { UnitState } from '../state/state-of-shipments.ts';

/** The lots that a correction of `event` needs to know as they were before it. */
export function lotsPutBack(event: CustodyEvent): readonly string[] {
  switch (event.type) {
    case 'lot-adjusted':
    case 'lot-disposed':
    case 'lot-assayed':
      return [event.lot];
    case 'ownership-transferred':
      return event.lots;
    default:
      return [];
  }
}

/** The mandate that a correction of `event` by `party` needs to know as it was before it. */
export function mandatePutBack(event: CustodyEvent, party: string): string | null {
  return event.type === 'mandate-given' || event.type === 'mandate-ended' ? mandateName(party, event.agent) : null;
}

/** The facility of which a correction of `event` needs to know the ranges as they were before it. */
export function rangesPutBack(event: CustodyEvent): string | null {
  return event.type === 'yield-ranges-set' ? event.facility : null;
}

/** Of a state in which `event` of `party` is about to be applied. */
export function stateBefore(
  { things, mandates, facilities }: CustodyState,
  event: CustodyEvent,
  party: string,
): StateBefore {
  const lots = lotsPutBack(event).flatMap((name) => {
    const lot = things.get(name);
    return lot?.kind === 'lot' ? [lotBefore(lot)] : [];
  });
  const [mandate, facility, unit] = [mandatePutBack(event, party), rangesPutBack(event), unitPutBack(event)];
  const thing = unit === null ? null : things.get(unit);
  return {
    unit: thing?.kind === 'unit' ? unitBefore(thing) : null,
    lots,
    mandate: mandate === null ? null : (mandates.get(mandate) ?? null),
    yieldRanges: (facility === null ? null : facilities.get(facility))?.yieldRanges ?? {},
  };
}

function lotBefore(state: LotState): LotBefore {
  const { lot, lotNumber, custodian, whereabouts, remaining } = state;
  const { owner, ownedNumber, assay, countedNumber, uncertaintyPartsPerMillion } = state;
  const place = { lot, lotNumber, custodian, whereabouts, remaining };
  return { ...place, owner, ownedNumber, assay, countedNumber, uncertaintyPartsPerMillion };
}

/** The unit that a correction of `event` needs to know as it was before it. */
export function unitPutBack(event: CustodyEvent): string | null {
  return event.type === 'unit-packed' || event.type === 'unit-unpacked' ? event.unit : null;
}

function unitBefore({ isPacked, seal, standingNumber }: UnitState): UnitBefore {
  return { isPacked, seal, standingNumber };
}
