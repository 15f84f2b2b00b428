/**
 * What follows from an event that is shown: what it does to the lots, and the record that the book of a claim must have of
 * it, by the arithmetic of the rules (`@lodestone/custody`).
 */
import { type BookRecord, emptyRecord } from './book.ts';
import type { BookState } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { memberOf, readAnyObject, readText, readWhole } from './read-members.ts';
import { changedRecord } from './recompute-change.ts';
import { createdRecord } from './recompute-creation.ts';
import { dispatchedRecord, receivedRecord } from './recompute-handover.ts';
import { moveLots, packedRecord } from './recompute-place.ts';
import { settledRecord } from './recompute-settlement.ts';
import { transformedRecord } from './recompute-step.ts';
import type { Recomputed } from './recomputed.ts';

/** Events that change no amount of a lot, and not who answers for it. */
const OTHER_TYPES: ReadonlySet<string> = new Set([
  'ledger-opened',
  'facility-registered',
  'yield-ranges-set',
  'key-enrolled',
  'key-revoked',
  'checkpoint-key-added',
  'checkpoint-key-retired',
  'opening-erased',
  'access-granted',
  'access-ended',
  'field-viewed',
  'mandate-given',
  'mandate-ended',
  'ownership-transferred',
  'transfer-cancelled',
  'unit-packed',
  'unit-unpacked',
  'shipment-unpacked',
  'shipment-exited',
  'shipment-declared',
  'shipment-arrived',
  'hold-placed',
  'hold-released',
  'finding-rule-set',
  'finding-answered',
  'finding-closed',
  'trade-gap-stated',
  'stock-stated',
  'quota-allocated',
  'sale-filed',
  'return-filed',
  'control-list-published',
  'control-list-suspended',
  'control-list-ended',
  'licence-applied',
  'licence-returned',
  'licence-accepted',
  'licence-information-requested',
  'licence-information-provided',
  'licence-reviewed',
  'licence-expedited',
  'licence-decided',
  'licence-amended',
  'licence-suspended',
  'licence-resumed',
  'licence-revoked',
  'licence-withdrawn',
]);

/** Does to the lots of the book what an event does; a correction is done by `corrected-record.ts`. */
export function recompute(state: BookState, authored: AuthoredEvent): Recomputed {
  const { type, eventNumber } = authored;
  switch (type) {
    case 'lot-created':
      return known(createdRecord(state, authored));
    case 'lot-transformed':
      return known(transformedRecord(state, authored));
    case 'lot-assayed':
    case 'lot-adjusted':
    case 'lot-disposed':
      return known(changedRecord(state, authored));
    case 'transfer-received':
      return receivedRecord(state, authored);
    case 'transfer-dispatched':
      return known(dispatchedRecord(state, authored));
    case 'transfer-settled':
      return known(settledRecord(state, authored));
    case 'shipment-packed':
      return known(packedRecord(state, authored));
    case 'party-registered':
      noteTolerances(state, authored);
      return known(emptyRecord(eventNumber));
    default:
      if (!OTHER_TYPES.has(type)) return { isKnown: false, why: `this program does not know the type ${type}` };
      moveLots(state, authored);
      return known(emptyRecord(eventNumber));
  }
}

/** What a party tolerates of what it receives, from here on. */
function noteTolerances({ tolerances }: BookState, { found, event }: AuthoredEvent): void {
  const place = memberOf(found, event, 'tolerances');
  const stated = place.value === undefined ? {} : readAnyObject(place);
  const parts = Object.keys(stated).map((name) => [name, readWhole(memberOf(place, stated, name))] as const);
  tolerances.set(readText(memberOf(found, event, 'party')), Object.fromEntries(parts));
}

function known(record: BookRecord): Recomputed {
  return { isKnown: true, record };
}
