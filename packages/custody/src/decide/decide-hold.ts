/** An authority stops a lot, unit, transfer or shipment where it is, and lets it go again. */
import { known, type NamedThing } from '../state/custody-state.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { UnitState } from '../state/state-of-shipments.ts';
import type { TransferState } from '../state/state-of-transfers.ts';
import { requirePackedShipment } from './decide-shipment.ts';
import { requireUnit } from './decide-unit.ts';
import type { EventOf } from '../event.ts';
import { nameOf, pushHold, requireNotOnHold } from './hold.ts';
import { HELD_KINDS } from '../events/hold-schema.ts';
import { requireNotSpent } from './lot-in-use.ts';
import { Refused } from '../refusal.ts';
import { requireRole, requireThing, type Ruling } from './ruling.ts';

type HoldEvent = EventOf<'hold-placed' | 'hold-released'>;

/**
 * One hold stands on a thing at a time. What has ended cannot be held any more; a lot that is under way can, and arrives all
 * the same. A hold is no event along the lot: the order of time is between those who have it.
 */
export function decideHoldPlaced(ruling: Ruling, event: EventOf<'hold-placed'>): void {
  requireRole(ruling, 'hold');
  const thing = namedThing(ruling, event);
  requireNotEnded(ruling, thing);
  requireNotOnHold(thing.kind, thing);
  pushHold(ruling, { ...factOf(ruling, thing, event), isPlaced: true });
}

/** Any authority releases any hold. */
export function decideHoldReleased(ruling: Ruling, event: EventOf<'hold-released'>): void {
  requireRole(ruling, 'hold');
  const thing = namedThing(ruling, event);
  if (thing.hold === null) {
    const name = nameOf(thing);
    const message = `${thing.kind} ${name} is not on hold, the event releases it from one: nothing is left to do, or another was meant`;
    const facts = { [thing.kind]: name, expected: 'on hold', found: 'not on hold' };
    throw new Refused('not-on-hold', thing.kind, message, facts);
  }
  pushHold(ruling, { ...factOf(ruling, thing, event), isPlaced: false });
}

function namedThing(ruling: Ruling, event: HoldEvent): NamedThing {
  for (const kind of HELD_KINDS) {
    const name = event[kind];
    if (name !== undefined) return requireThing(ruling, kind, kind, name);
  }
  throw new Error('Bug: an event about a hold names nothing');
}

function requireNotEnded(ruling: Ruling, thing: NamedThing): void {
  switch (thing.kind) {
    case 'lot':
      return requireStillThere('lot', thing);
    case 'unit':
      return requireStillPacked(ruling, thing);
    case 'transfer':
      return requireUnderWay(ruling, thing);
    case 'shipment':
      requirePackedShipment(ruling, thing.shipment, 'held');
      return;
    default:
      thing satisfies never;
  }
}

function requireStillThere(field: string, lot: LotState): void {
  const { whereabouts } = lot;
  if (whereabouts.status === 'exported') {
    const { shipment } = whereabouts;
    const message = `lot ${lot.lot} is exported in shipment ${shipment}, the event says that it is on hold: it has left for good`;
    throw new Refused('exported', field, message, { lot: lot.lot, shipment, expected: 'on hold', found: 'exported' });
  }
  requireNotSpent(field, lot, {});
}

/** A unit moves whole: where its first lot has left, so has it. */
function requireStillPacked(ruling: Ruling, unit: UnitState): void {
  requireUnit(unit, 'held');
  const lots = unit.lots.map((lot) => requireThing(ruling, 'unit', 'lot', lot));
  const [first] = lots;
  const hasLeft = lots.every(({ whereabouts }) => whereabouts.status === 'exported');
  if (first !== undefined && hasLeft) requireStillThere('unit', first);
}

/** What was received is not in the transfer any more. What is returning of a lot is a lot of its own, and is held as that. */
function requireUnderWay({ state }: Ruling, { transfer }: TransferState): void {
  const { lots, ended: end } = known(state.handshakes, transfer);
  const isUnderWay = lots.some((lot) => {
    const thing = state.things.get(lot);
    return thing?.kind === 'lot' && 'transfer' in thing.whereabouts && thing.whereabouts.transfer === transfer;
  });
  if (isUnderWay) return;
  const ended = end?.as ?? 'received';
  const message = `transfer ${transfer} is ${ended} already, the event says that it is on hold: nothing that was dispatched is under way; name a lot`;
  throw new Refused('transfer-ended', 'transfer', message, { transfer, asked: 'held', ended });
}

function factOf({ actor }: Ruling, thing: NamedThing, { reason }: HoldEvent) {
  return { thing: nameOf(thing), party: actor.party, reason };
}
