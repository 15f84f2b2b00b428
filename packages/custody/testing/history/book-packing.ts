/** What shipments and logistic units do to an account. */
import type { EventOf } from '../../src/event.ts';
import {
  type Account,
  AccountProblem,
  type Deed,
  entryIn,
  isBoxOnHold,
  requireLoose,
  requireWhole,
  useLot,
} from './account.ts';
import { placeLot } from './account-lot.ts';

export function bookShipment(
  account: Account,
  event: EventOf<'shipment-packed' | 'shipment-unpacked' | 'shipment-exited'>,
  by: string,
): void {
  if (event.type === 'shipment-packed') {
    const { shipment, lots, consignee } = event;
    const packed = lots.map((name) => useLot(account, name, by));
    requireWhole(account, packed);
    account.shipments.set(shipment, { shipment, party: by, consignee, lots, end: null, isOnHold: false });
    for (const lot of packed) placeLot(lot, 'packed', shipment);
    return;
  }
  const shipment = entryIn(account.shipments, event.shipment);
  if (shipment.end !== null) throw new AccountProblem(`shipment ${event.shipment} ends twice`);
  const lots = shipment.lots.map((name) => entryIn(account.lots, name));
  const isExit = event.type === 'shipment-exited';
  if (shipment.isOnHold || (isExit && lots.some((lot) => lot.isOnHold || isBoxOnHold(account, lot)))) {
    throw new AccountProblem(`shipment ${event.shipment} ends, and it or a lot in it is on hold`);
  }
  shipment.end = isExit ? 'exited' : 'unpacked';
  for (const lot of lots) placeLot(lot, isExit ? 'exported' : 'held', isExit ? shipment.shipment : null);
}

export function bookUnit(account: Account, event: EventOf<'unit-packed' | 'unit-unpacked'>, deed: Deed): void {
  const unit = account.units.get(event.unit);
  if (event.type === 'unit-packed') {
    if (unit?.isPacked === true) throw new AccountProblem(`unit ${event.unit} is packed twice`);
    for (const name of event.lots) {
      const lot = useLot(account, name, deed.by);
      requireLoose(lot);
      lot.unit = event.unit;
    }
    account.units.set(event.unit, { unit: event.unit, lots: event.lots, isPacked: true, isOnHold: false });
    return;
  }
  if (unit?.isPacked !== true) throw new AccountProblem(`unit ${event.unit} is unpacked, and is not packed`);
  if (unit.isOnHold) throw new AccountProblem(`unit ${event.unit} is unpacked, and is on hold`);
  deed.before = unit.lots.map((name) => ({ ...entryIn(account.lots, name) }));
  for (const name of unit.lots) entryIn(account.lots, name).unit = null;
  account.units.set(event.unit, { unit: event.unit, lots: [], isPacked: false, isOnHold: false });
}
