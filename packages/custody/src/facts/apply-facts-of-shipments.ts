/** How facts about shipments and logistic units change what the rules know of the past. */
import type { CustodyState } from '../state/custody-state.ts';
import type {
  ShipmentFact,
  ShipmentRevisionFact,
  ShipmentLineFact,
  ShipmentEndFact,
  UnitFact,
  UnitLineFact,
} from './facts-of-shipments.ts';
import { knownThing } from '../state/known-thing.ts';
import type { Touch } from '../state/state-of-lots.ts';

export function applyShipment(state: CustodyState, fact: ShipmentFact): void {
  const { shipment, party, consignee, destination } = fact;
  const about = { kind: 'shipment', shipment, party, consignee, destination } as const;
  state.things.set(shipment, { ...about, lots: [], ended: null, hold: null });
}

export function applyShipmentRevision(state: CustodyState, fact: ShipmentRevisionFact): void {
  const { shipment, consignee, destination } = fact;
  state.things.set(shipment, { ...knownThing(state, 'shipment', shipment), consignee, destination, lots: [] });
}

export function applyShipmentLine(state: CustodyState, fact: ShipmentLineFact): void {
  knownThing(state, 'shipment', fact.shipment).lots.push(fact.lot);
}

export function applyShipmentEnd(state: CustodyState, fact: ShipmentEndFact): void {
  const shipment = knownThing(state, 'shipment', fact.shipment);
  state.things.set(fact.shipment, { ...shipment, ended: fact.end });
}

export function applyUnit(state: CustodyState, fact: UnitFact): void {
  const { unit, isPacked, seal, standingNumber } = fact;
  state.things.set(unit, { kind: 'unit', unit, lots: [], isPacked, seal, standingNumber, hold: null });
}

export function applyUnitLine(state: CustodyState, fact: UnitLineFact, touch: Touch): void {
  const lot = knownThing(state, 'lot', fact.lot);
  state.things.set(fact.lot, { ...lot, unit: fact.unit, ...touch });
  if (fact.unit === null) return;
  knownThing(state, 'unit', fact.unit).lots.push(fact.lot);
}
