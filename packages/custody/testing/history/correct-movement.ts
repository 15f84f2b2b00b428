/** What corrections of movements do to an account: the lots go back to where they were before. */
import type { CustodyEvent, EventOf } from '../../src/event.ts';
import { type Account, type Deed, entryIn } from './account.ts';
import { placeLot } from './account-lot.ts';

export type Movement = EventOf<
  | 'transfer-dispatched'
  | 'transfer-cancelled'
  | 'unit-packed'
  | 'unit-unpacked'
  | 'shipment-packed'
  | 'shipment-unpacked'
  | 'shipment-exited'
>;

/** Replacements say the same of lots as their targets; a dispatch may have another consignee. */
export function correctMovement(
  account: Account,
  { before }: Deed,
  standing: Movement,
  replacement: CustodyEvent | null,
): void {
  if (replacement !== null) {
    if (replacement.type !== 'transfer-dispatched') return;
    entryIn(account.transfers, replacement.transfer).consignee = replacement.consignee;
    return;
  }
  const { lots, units, shipments, transfers } = account;
  switch (standing.type) {
    case 'transfer-dispatched':
      for (const { lot } of standing.lines) placeLot(entryIn(lots, lot), 'held', null);
      return;
    case 'transfer-cancelled':
      entryIn(transfers, standing.transfer).isCancelled = false;
      for (const { lot } of before) placeLot(entryIn(lots, lot), 'in-transit', standing.transfer);
      return;
    case 'unit-packed':
      for (const lot of standing.lots) entryIn(lots, lot).unit = null;
      units.set(standing.unit, { ...entryIn(units, standing.unit), lots: [], isPacked: false });
      return;
    case 'unit-unpacked': {
      const names = before.map(({ lot }) => lot);
      for (const lot of names) entryIn(lots, lot).unit = standing.unit;
      units.set(standing.unit, { ...entryIn(units, standing.unit), lots: names, isPacked: true });
      return;
    }
    case 'shipment-packed':
      entryIn(shipments, standing.shipment).end = 'voided';
      for (const lot of standing.lots) placeLot(entryIn(lots, lot), 'held', null);
      return;
    case 'shipment-unpacked':
    case 'shipment-exited': {
      const shipment = entryIn(shipments, standing.shipment);
      shipment.end = null;
      for (const lot of shipment.lots) placeLot(entryIn(lots, lot), 'packed', standing.shipment);
      return;
    }
    default:
      standing satisfies never;
  }
}
