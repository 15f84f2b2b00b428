/** What moves lots and changes nothing of them: units, shipments, cancellations, holds. */
import { type BookRecord, emptyRecord, type LotAmounts } from './book.ts';
import { type BookState, lotInBook, lotsThere, requireUsable, setLot } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { memberOf, readList, readText } from './read-members.ts';
import { readOptionalText } from './read-quantity.ts';
import { requireRole } from './require-role.ts';

/** The shipment of the claim takes all that is left of its lots; another one changes nothing of them. */
export function packedRecord(state: BookState, authored: AuthoredEvent): BookRecord {
  const { found, event, party, eventNumber } = authored;
  const shipment = readText(memberOf(found, event, 'shipment'));
  const isSubject = shipment === state.shipment;
  if (isSubject) requireRole(state, authored, 'pack-shipment');
  const lots = readList(memberOf(found, event, 'lots'), (item): LotAmounts[] => {
    const name = readText(item);
    const lot = isSubject ? lotInBook(state, item.field, name) : state.lots.get(name);
    if (lot === undefined) return [];
    requireUsable(state, lot, party, item.field);
    setLot(state, { ...lot, place: `packed ${shipment}` });
    return [{ lot: lot.made.lot, amounts: lot.remaining }];
  }).flat();
  const record = emptyRecord(eventNumber);
  return isSubject ? { ...record, packed: { shipment, lots } } : record;
}

/** Brings lots to where an event of another type leaves them. */
export function moveLots(state: BookState, { found, event, type }: AuthoredEvent): void {
  const text = (name: string) => readText(memberOf(found, event, name));
  const move = (from: string, to: string) => {
    for (const lot of lotsThere(state, 'place', from)) setLot(state, { ...lot, place: to });
  };
  switch (type) {
    case 'transfer-cancelled': {
      const transfer = text('transfer');
      for (const receipt of state.waiting) if (receipt.transfer === transfer) state.waiting.delete(receipt);
      return move(`in-transit ${transfer}`, 'held');
    }
    case 'shipment-unpacked':
      return move(`packed ${text('shipment')}`, 'held');
    case 'shipment-exited':
      return move(`packed ${text('shipment')}`, `exported ${text('shipment')}`);
    case 'unit-packed':
      for (const name of readList(memberOf(found, event, 'lots'), readText)) {
        const lot = state.lots.get(name);
        if (lot !== undefined) setLot(state, { ...lot, unit: text('unit') });
      }
      return;
    case 'unit-unpacked':
      for (const lot of lotsThere(state, 'unit', text('unit'))) setLot(state, { ...lot, unit: null });
      return;
    case 'hold-placed':
    case 'hold-released':
      for (const kind of HELD_KINDS) {
        const name = readOptionalText(found, event, kind);
        if (name === null) continue;
        if (type === 'hold-placed') state.holds.add(name);
        else state.holds.delete(name);
      }
      return;
    default:
      return;
  }
}

const HELD_KINDS = ['lot', 'unit', 'transfer', 'shipment'];
