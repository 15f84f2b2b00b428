/** An authority stops a lot or a shipment where it is, and lets it go again. */
import type { LotState, ShipmentState } from './custody-state.ts';
import { requirePackedShipment } from './decide-shipment.ts';
import type { EventOf } from './event.ts';
import { nameOfHeld, pushHold, requireNotOnHold } from './hold.ts';
import { requireNotSpent } from './lot-in-use.ts';
import { Refused } from './refusal.ts';
import { requireRole, requireThing, type Ruling } from './ruling.ts';

type HoldEvent = EventOf<'hold-placed' | 'hold-released'>;

/**
 * One hold stands on a thing at a time. What has ended cannot be held any more; what is under way can, and arrives all the
 * same. A hold is no event along the lot: the order of time is between those who have it.
 */
export function decideHoldPlaced(ruling: Ruling, event: EventOf<'hold-placed'>): void {
  requireRole(ruling, 'hold');
  const thing = namedThing(ruling, event);
  if (thing.kind === 'lot') requireStillThere(thing);
  else requirePackedShipment(ruling, thing.shipment, 'held');
  requireNotOnHold(thing.kind, thing);
  pushHold(ruling, { ...factOf(ruling, thing, event), isPlaced: true });
}

/** Any authority releases any hold. */
export function decideHoldReleased(ruling: Ruling, event: EventOf<'hold-released'>): void {
  requireRole(ruling, 'hold');
  const thing = namedThing(ruling, event);
  if (thing.hold === null) {
    const name = nameOfHeld(thing);
    const message = `${thing.kind} ${name} is not on hold, the event releases it from one: nothing is left to do, or another was meant`;
    const facts = { [thing.kind]: name, expected: 'on hold', found: 'not on hold' };
    throw new Refused('not-on-hold', thing.kind, message, facts);
  }
  pushHold(ruling, { ...factOf(ruling, thing, event), isPlaced: false });
}

function namedThing(ruling: Ruling, { lot, shipment }: HoldEvent): LotState | ShipmentState {
  if (lot !== undefined) return requireThing(ruling, 'lot', 'lot', lot);
  if (shipment !== undefined) return requireThing(ruling, 'shipment', 'shipment', shipment);
  throw new Error('Bug: an event about a hold names neither lot nor shipment');
}

function requireStillThere(lot: LotState): void {
  const { whereabouts } = lot;
  if (whereabouts.status === 'exported') {
    const { shipment } = whereabouts;
    const message = `lot ${lot.lot} is exported in shipment ${shipment}, the event says that it is on hold: it has left for good`;
    throw new Refused('exported', 'lot', message, { lot: lot.lot, shipment, expected: 'on hold', found: 'exported' });
  }
  requireNotSpent('lot', lot, {});
}

function factOf({ actor }: Ruling, thing: LotState | ShipmentState, { reason }: HoldEvent) {
  return { thing: nameOfHeld(thing), party: actor.party, reason };
}
