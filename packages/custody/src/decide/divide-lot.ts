/** What goes back of a lot that a consignee keeps in part, under an id of its own. */
import { type Amounts, subtractAmounts } from '../amounts.ts';
import { NO_ELEMENTS } from '../element-masses.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { PartyState } from '../state/state-of-members.ts';
import { passOwnership } from './decide-ownership.ts';
import { pushHold } from './hold.ts';
import { moveLot, takeOf } from './lot-in-use.ts';
import type { Ruling } from './ruling.ts';

/** Who divides a lot, where and when: whoever receives it, as its receipt says. */
export interface Receiver {
  readonly party: PartyState;
  readonly facility: string | null;
  readonly occurredAt: string;
}

/**
 * Splits off what was not accepted: the book of the lot becomes what is `kept`, and the rest a new lot that returns to the
 * consignor, who answers for it all along.
 */
export function returnRest(
  ruling: Ruling,
  lot: LotState,
  kept: Amounts,
  rejectedLot: string,
  transfer: string,
  { party, facility, occurredAt }: Receiver,
): void {
  const rest = subtractAmounts(lot.remaining, kept);
  const { eventNumber, state } = ruling;
  const lotNumber = state.nextLotNumber;
  const { form, product, country, custodian, uncertaintyPartsPerMillion } = lot;
  const given = {
    givenElementMilligrams: rest.elementMilligrams,
    unexplainedElementMilligrams: NO_ELEMENTS,
    firstLotNumber: lotNumber,
    lotCount: 1,
    inputs: [lot.lot],
  };
  ruling.facts.push({ kind: 'step', eventNumber, occurredAt, step: 'split', party: party.party, facility, ...given });
  takeOf(ruling, lot, rest);
  // Dividing makes no other material: the part says of itself what the whole does, and is whose the whole was.
  const origin = { lotKind: 'transformed', party: custodian, facility: null, country, circuit: null } as const;
  const tests = { notDetected: null, uncertaintyPartsPerMillion };
  const part = { lotNumber, lot: rejectedLot, form, product, made: rest, ...tests };
  ruling.facts.push({ kind: 'lot', eventNumber, ...origin, ...part });
  moveLot({ ...ruling, facility: at(facility) }, part, 'returning', custodian, transfer);
  passOwnership(ruling, [lot], () => [part]);
  // A hold on the whole is one on each part.
  if (lot.hold !== null) {
    const { placedBy, reason } = lot.hold;
    pushHold(ruling, { thing: rejectedLot, isPlaced: true, party: placedBy, reason });
  }
}

/** As a movement says where it happened. */
export function at(facility: string | null): { readonly facility: string } | null {
  return facility === null ? null : { facility };
}
