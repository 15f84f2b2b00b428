import { lookedUp, type ShipmentState } from './custody-state.ts';
import type { EventOf } from './event.ts';
import { Refused } from './refusal.ts';
import {
  requireDistinct,
  requireLot,
  requireRole,
  requireTimeOrder,
  requireUnused,
  requireUsableLot,
  type Ruling,
} from './ruling.ts';

/** What leaves together. The lots go whole, as they are at this moment. */
export function decideShipmentPacked(ruling: Ruling, event: EventOf<'shipment-packed'>): void {
  requireRole(ruling, 'pack-shipment');
  const { state, actor, eventNumber } = ruling;
  const { shipment, consignee, destination } = event;
  requireUnused(ruling, shipment);
  if (lookedUp(state.parties, consignee) === null) {
    throw new Refused('unknown-party', `no party ${consignee} is registered`, { party: consignee });
  }
  requireDistinct([shipment, ...event.lots], 'shipment and its lots');
  ruling.facts.push({ kind: 'shipment', eventNumber, shipment, party: actor.party, consignee, destination });
  for (const id of event.lots) {
    const lot = requireUsableLot(ruling, id);
    requireTimeOrder(ruling, lot);
    const { lotNumber, remaining } = lot;
    ruling.facts.push({ kind: 'shipment-line', eventNumber, shipment, lotNumber, lot: id, packed: remaining });
  }
}

/** A packed shipment is undone by who packed it, or leaves: once. */
export function decideShipmentEnded(
  ruling: Ruling,
  event: EventOf<'shipment-unpacked' | 'shipment-exited'>,
  end: 'unpacked' | 'exited',
): void {
  requireRole(ruling, end === 'exited' ? 'exit-shipment' : 'unpack-shipment');
  const { eventNumber } = ruling;
  const shipment = requirePackedShipment(ruling, event.shipment);
  const byCustoms = end === 'exited' && ruling.actor.roles.includes('customs');
  if (shipment.party !== ruling.actor.party && !byCustoms) {
    const message = `shipment ${event.shipment} was packed by ${shipment.party}, the event is by ${ruling.actor.party}`;
    throw new Refused('not-holder', message, {
      shipment: event.shipment,
      holder: shipment.party,
      party: ruling.actor.party,
    });
  }
  // In the order of lot numbers, so that findings come in the same order however the shipment was looked up.
  const lots = shipment.lots.map((id) => requireLot(ruling, id)).sort((a, b) => a.lotNumber - b.lotNumber);
  for (const lot of lots) requireTimeOrder(ruling, lot);
  ruling.facts.push({ kind: 'shipment-end', eventNumber, shipment: event.shipment, end });
}

function requirePackedShipment(ruling: Ruling, id: string): ShipmentState {
  const thing = lookedUp(ruling.state.things, id);
  if (thing?.kind !== 'shipment') {
    throw new Refused('unknown-shipment', `no shipment ${id} is recorded`, { shipment: id });
  }
  if (thing.ended !== null) {
    const message = `shipment ${id} has ${thing.ended} already`;
    throw new Refused('shipment-ended', message, { shipment: id, ended: thing.ended });
  }
  return thing;
}
