/** How lots are put into units and shipments in a history, and taken out again. */
import { isUsable } from './account.ts';
import { withUnits } from './propose-transfers.ts';
import { pickLot, pickOthers, pickParty, type Proposal, someOf, type Stage } from './stage.ts';

export function packShipment(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const isExporter = (party: string) => account.parties.get(party)?.includes('exporter') === true || random.chance(3);
  const first = pickLot(
    stage,
    ({ custodian }) => isExporter(custodian),
    (lot) => isUsable(account, lot),
  );
  const consignee = pickParty(stage);
  if (first === null || consignee === null) return null;
  const lots = withUnits(stage, [first, ...pickOthers(stage, first, 2, () => true)]).map(({ lot }) => lot);
  const body = { type: 'shipment-packed', shipment: stage.id('SHP'), lots, consignee, destination: 'DE' };
  return { by: first.custodian, body };
}

export function endShipment(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const open = someOf(stage, account.shipments).filter(({ end }) => end === null || random.chance(5));
  const shipment = stage.pick(open, (one) => one.shipment);
  if (shipment === null) return null;
  const type = random.chance(60) ? 'shipment-unpacked' : 'shipment-exited';
  const by = type === 'shipment-exited' && random.chance(40) ? 'CUSTOMS' : shipment.party;
  return { by, body: { type, shipment: shipment.shipment } };
}

/** Uncontrolled goods, as no list is published: now and then for another country than they are packed for. */
export function declareShipment(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const open = someOf(stage, account.shipments).filter(({ end }) => end === null || random.chance(5));
  const shipment = stage.pick(open, (one) => one.shipment);
  if (shipment === null) return null;
  const { consignee } = shipment;
  const destination = random.chance(95) ? 'DE' : 'IN';
  const body = { type: 'shipment-declared', shipment: shipment.shipment, isControlled: false, consignee, destination };
  return { by: shipment.party, body };
}

/** Whoever packed it says that it arrived; others have no word in it. */
export function reportArrival(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const gone = someOf(stage, account.shipments).filter(({ end }) => end === 'exited' || random.chance(5));
  const shipment = stage.pick(gone, (one) => one.shipment);
  if (shipment === null) return null;
  const by = random.chance(80) ? shipment.party : (pickParty(stage) ?? shipment.party);
  const netMilligrams = 1_000_000 * random.below(100);
  return { by, body: { type: 'shipment-arrived', shipment: shipment.shipment, netMilligrams } };
}

/** Lots go into a new unit, or into one that was used before. */
export function packUnit(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const first = pickLot(stage);
  if (first === null) return null;
  const lots = [first, ...pickOthers(stage, first, 2, () => true)].map(({ lot }) => lot);
  const used = someOf(stage, account.units).filter(({ isPacked }) => !isPacked || random.chance(5));
  const again = random.chance(40) ? stage.pick(used, (one) => one.unit) : null;
  const unit = again?.unit ?? stage.id('BOX');
  const seal = random.chance(30) && { seal: `SEAL-${unit}` };
  return { by: first.custodian, body: { type: 'unit-packed', unit, lots, ...seal } };
}

/** Whoever has one of its lots opens a unit. */
export function unpackUnit(stage: Stage): Proposal | null {
  const { account, random } = stage;
  const packed = someOf(stage, account.units).filter(({ isPacked }) => isPacked || random.chance(5));
  const unit = stage.pick(packed, (one) => one.unit);
  if (unit === null) return null;
  const holder = account.lots.get(stage.pick(unit.lots, (lot) => lot) ?? '')?.custodian ?? 'WORKS';
  const by = random.chance(95) ? holder : (pickParty(stage) ?? holder);
  const seal = random.chance(30) && { seal: `SEAL-${unit.unit}${random.chance(30) ? '-BROKEN' : ''}` };
  return { by, body: { type: 'unit-unpacked', unit: unit.unit, ...seal } };
}
