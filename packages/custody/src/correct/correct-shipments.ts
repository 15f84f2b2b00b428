/** Corrections of packing a shipment, of unpacking it and of its exit, while its lots are as that left them. */
import { licencesOf, shipmentFileOf } from '../controls/shipment-file.ts';
import { type Correction, requireUnchanged } from './correction.ts';
import type { ShipmentState } from '../state/state-of-shipments.ts';
import { decideShipmentEnded, decideShipmentPacked } from '../decide/decide-shipment.ts';
import { docketOf } from '../docket.ts';
import type { EventOf } from '../event.ts';
import type { Fact } from '../fact.ts';
import { expectHeld, expectNotOnHold, expectPlace, expectWholeUnits, inOrder } from './lot-as-left.ts';
import { noteShipment } from '../decide/gate-shipment.ts';
import { moveLot } from '../decide/lot-in-use.ts';
import { requireThing } from '../decide/ruling.ts';
import { redo, startUndoing } from './undo-and-redo.ts';

type Ending = EventOf<'shipment-unpacked' | 'shipment-exited'>;

/** The lots are at hand again; the shipment keeps its id. */
export function correctShipmentPacked(
  correction: Correction,
  standing: EventOf<'shipment-packed'>,
  replacement: EventOf<'shipment-packed'> | null,
): void {
  const shipment = requireSameShipment(correction, standing.shipment, replacement?.shipment);
  expectPacked(correction, shipment);
  if (replacement === null) expectUndeclared(correction, shipment);
  const undoing = startUndoing(correction);
  for (const id of correction.obstacles.length > 0 ? [] : standing.lots) {
    const lot = requireThing(correction.ruling, 'corrects', 'lot', id);
    expectPlace(correction, lot, 'packed', shipment.shipment);
    moveLot(undoing, lot, 'held', lot.custodian, null);
  }
  redo(correction, undoing, {
    standing,
    replacement,
    decide: decideShipmentPacked,
    prepare: ({ things }) => things.set(shipment.shipment, null),
    adapt: (facts) => facts.map(asRevision),
  });
}

/** What left the shipment, or the country with it, is packed in it again. */
export function correctShipmentEnded(correction: Correction, standing: Ending, replacement: Ending | null): void {
  const { ruling } = correction;
  const shipment = requireSameShipment(correction, standing.shipment, replacement?.shipment);
  const end = standing.type === 'shipment-exited' ? 'exited' : 'unpacked';
  const lots = inOrder(shipment.lots.map((id) => requireThing(ruling, 'corrects', 'lot', id)));
  const undoing = startUndoing(correction);
  for (const lot of lots) {
    if (end === 'exited') expectPlace(correction, lot, 'exported', shipment.shipment);
    else expectHeld(correction, lot, shipment.party);
    moveLot(undoing, lot, 'packed', lot.custodian, shipment.shipment);
  }
  if (end === 'unpacked') expectWholeUnits(correction, lots);
  else if (replacement === null) expectNotArrived(correction, shipment);
  redo(correction, undoing, {
    standing,
    replacement,
    decide: (rehearsal, instead) => decideShipmentEnded(rehearsal, instead, end),
  });
  if (correction.obstacles.length > 0) return;
  // What was drawn of licences is given back with it, or drawn anew.
  noteShipment({ ...ruling, facts: correction.facts }, shipment.shipment, correction.target.eventNumber);
}

function requireSameShipment({ ruling }: Correction, id: string, instead: string | undefined): ShipmentState {
  const advice = 'void the event, and record one of the other shipment';
  if (instead !== undefined) requireUnchanged('shipment', id, instead, advice);
  return requireThing(ruling, 'corrects', 'shipment', id);
}

/** Notes as obstacles that the shipment is unpacked or gone, or that an authority stops it. */
function expectPacked(correction: Correction, shipment: ShipmentState): void {
  const { shipment: name, ended } = shipment;
  if (ended !== null)
    correction.obstacles.push(`shipment ${name} was left packed, and is ${ended}: correct that first`);
  expectNotOnHold(correction, shipment);
}

/** Notes as an obstacle that licences are drawn of for the shipment: unpacking it gives these their masses back. */
function expectUndeclared({ ruling, obstacles }: Correction, { shipment }: ShipmentState): void {
  const { declared } = shipmentFileOf(docketOf(ruling, 'shipment', shipment));
  const licences = declared === null ? [] : licencesOf(declared.event);
  if (licences.length === 0) return;
  obstacles.push(`shipment ${shipment} is declared under ${licences.join(', ')}: unpack it, which gives that back`);
}

/** Notes as an obstacle that somebody else has had the goods: what has arrived did leave, and its licences stay drawn of. */
function expectNotArrived({ ruling, obstacles }: Correction, { shipment, party: packer }: ShipmentState): void {
  const { arrivals } = shipmentFileOf(docketOf(ruling, 'shipment', shipment));
  const reporters = arrivals.map(({ party }) => party).filter((party) => party !== packer);
  if (reporters.length === 0) return;
  obstacles.push(`shipment ${shipment} has arrived, as ${reporters.join(' and ')} reported: let the exit be replaced`);
}

/** The shipment is there already. */
function asRevision(fact: Fact): Fact {
  if (fact.kind !== 'shipment') return fact;
  const { eventNumber, shipment, consignee, destination } = fact;
  return { kind: 'shipment-revision', eventNumber, shipment, consignee, destination };
}
