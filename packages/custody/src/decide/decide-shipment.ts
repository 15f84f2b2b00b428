import type { LotState } from '../state/state-of-lots.ts';
import type { ShipmentState } from '../state/state-of-shipments.ts';
import type { EventOf } from '../event.ts';
import { noteShipment, passGate } from './gate-shipment.ts';
import { requireLotNotOnHold, requireNotOnHold } from './hold.ts';
import { moveLot, requireTimeOrder, requireUsableLot } from './lot-in-use.ts';
import { Refused } from '../refusal.ts';
import { requireDistinct, requireParty, requireRole, requireThing, requireUnused, type Ruling } from './ruling.ts';
import { requireWholeUnits } from './unit-in-use.ts';

/** A shipment takes all that is left of a lot. */
const WHOLE = {};

/** What leaves together. The lots go whole, as they are at this moment. */
export function decideShipmentPacked(ruling: Ruling, event: EventOf<'shipment-packed'>): void {
  requireRole(ruling, 'pack-shipment');
  const { actor, eventNumber } = ruling;
  const { shipment, consignee, destination } = event;
  requireUnused(ruling, 'shipment', 'shipment', shipment);
  requireParty(ruling, 'consignee', consignee, 'consignee');
  requireDistinct('lots', [shipment, ...event.lots], 'shipment and its lots');
  ruling.facts.push({ kind: 'shipment', eventNumber, shipment, party: actor.party, consignee, destination });
  const lots: LotState[] = [];
  for (const [index, id] of event.lots.entries()) {
    const lot = requireUsableLot(ruling, `lots[${index}]`, id, WHOLE);
    requireTimeOrder(ruling, lot);
    const { lotNumber, remaining } = lot;
    ruling.facts.push({ kind: 'shipment-line', eventNumber, shipment, lotNumber, lot: id, packed: remaining });
    moveLot(ruling, lot, 'packed', actor.party, shipment);
    lots.push(lot);
  }
  requireWholeUnits(ruling, lots, (index) => `lots[${index}]`);
}

/** A packed shipment is undone by who packed it, or leaves: once. */
export function decideShipmentEnded(
  ruling: Ruling,
  event: EventOf<'shipment-unpacked' | 'shipment-exited'>,
  end: 'unpacked' | 'exited',
): void {
  requireRole(ruling, end === 'exited' ? 'exit-shipment' : 'unpack-shipment');
  const { eventNumber } = ruling;
  const shipment = requirePackedShipment(ruling, event.shipment, end);
  const byCustoms = end === 'exited' && ruling.actor.roles.includes('customs');
  if (shipment.party !== ruling.actor.party && !byCustoms) {
    const message = `shipment ${event.shipment} was packed by ${shipment.party}, the event is by ${ruling.actor.party}: who packed it signs this`;
    throw new Refused('not-holder', 'shipment', message, {
      shipment: event.shipment,
      holder: shipment.party,
      party: ruling.actor.party,
    });
  }
  // In the order of lot numbers, so that findings come in the same order however the shipment was looked up.
  const lots = shipment.lots
    .map((id) => requireThing(ruling, 'shipment', 'lot', id))
    .sort((a, b) => a.lotNumber - b.lotNumber);
  requireNotOnHold('shipment', shipment);
  // A lot on hold holds the shipment that it is in. Unpacking lets the others go; its own hold stays with it.
  if (end === 'exited') for (const lot of lots) requireLotNotOnHold(ruling, 'shipment', lot);
  for (const lot of lots) requireTimeOrder(ruling, lot);
  if (event.type === 'shipment-exited') {
    const lines = (event.licenceLines ?? []).map(({ licence, line }) => `${licence} ${line}`);
    requireDistinct('licenceLines', lines, 'lines of licences');
    passGate(ruling, shipment, lots, event);
  }
  noteShipment(ruling, shipment.shipment);
  ruling.facts.push({ kind: 'shipment-end', eventNumber, shipment: event.shipment, end });
  for (const lot of lots) {
    if (end === 'unpacked') moveLot(ruling, lot, 'held', lot.custodian, null);
    else moveLot(ruling, lot, 'exported', lot.custodian, event.shipment);
  }
}

/** How people say each end of a shipment. */
const SHIPMENT_ENDS = {
  unpacked: 'unpacked',
  exited: 'exited from its country',
  held: 'on hold',
  declared: 'declared for its exit',
  voided: 'voided by a correction',
} as const;

/** The shipment under this id, neither unpacked nor gone, or a refusal of what is `asked` of it. */
export function requirePackedShipment(ruling: Ruling, id: string, asked: keyof typeof SHIPMENT_ENDS): ShipmentState {
  const shipment = requireThing(ruling, 'shipment', 'shipment', id);
  const { ended } = shipment;
  if (ended === null) return shipment;
  const message = `shipment ${id} is ${SHIPMENT_ENDS[ended]} already, the event says that it is ${SHIPMENT_ENDS[asked]}: a shipment ends once`;
  throw new Refused('shipment-ended', 'shipment', message, { shipment: id, asked, ended });
}
