/**
 * What follows from an event that is shown: the record that the book of a claim must have of it, by the arithmetic of
 * the rules (`@lodestone/custody`). Of a few kinds of events it does not follow from what a bundle shows; these are named.
 */
import { Refused } from '@lodestone/custody/refusal.ts';
import { memberOf, readText } from './read-members.ts';
import { type BookRecord, emptyRecord } from './book.ts';
import type { BookState } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { fail } from './failure.ts';
import { adjustedRecord, assayedRecord, disposedRecord } from './recompute-change.ts';
import { createdRecord } from './recompute-creation.ts';
import { packedRecord, receivedRecord, type Transfers, waitsFor } from './recompute-handover.ts';
import type { Recomputed } from './recomputed.ts';
import { transformedRecord } from './recompute-step.ts';

/** Events that change no amount of a lot, and not who answers for it. */
const OTHER_TYPES: ReadonlySet<string> = new Set([
  'ledger-opened',
  'party-registered',
  'facility-registered',
  'yield-ranges-set',
  'key-enrolled',
  'key-revoked',
  'checkpoint-key-added',
  'checkpoint-key-retired',
  'opening-erased',
  'mandate-given',
  'mandate-ended',
  'ownership-transferred',
  'transfer-cancelled',
  'unit-packed',
  'unit-unpacked',
  'shipment-unpacked',
  'shipment-exited',
  'hold-placed',
  'hold-released',
]);

/** What an event must have done to the lots of the book. `booked` is consulted for what no event states. */
export function recompute(
  state: BookState,
  authored: AuthoredEvent,
  transfers: Transfers,
  booked: BookRecord | undefined,
): Recomputed {
  try {
    return recomputeByType(state, authored, transfers, booked);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { field, message, facts } = error.refusal;
    const place = field === null ? authored.found.field : `${authored.found.field}.${field}`;
    const found = JSON.stringify(facts);
    return fail('overdrawn', place, { expected: 'an event that the rules allow', found, sentence: message });
  }
}

function recomputeByType(
  state: BookState,
  authored: AuthoredEvent,
  transfers: Transfers,
  booked: BookRecord | undefined,
): Recomputed {
  const { type, eventNumber, found, event } = authored;
  switch (type) {
    case 'lot-created':
      return known(createdRecord(state, authored));
    case 'lot-transformed':
      return known(transformedRecord(state, authored, booked));
    case 'lot-assayed':
      return known(assayedRecord(state, authored));
    case 'lot-adjusted':
      return known(adjustedRecord(state, authored));
    case 'lot-disposed':
      return known(disposedRecord(state, authored));
    case 'transfer-received':
      return receivedRecord(state, authored, transfers);
    case 'transfer-dispatched': {
      const transfer = readText(memberOf(found, event, 'transfer'));
      if (!waitsFor(transfers, transfer, eventNumber)) return known(emptyRecord(eventNumber));
      return {
        isKnown: false,
        why: 'a receipt had waited for this dispatch',
      };
    }
    case 'shipment-packed':
      return known(packedRecord(state, authored));
    case 'event-corrected':
      return {
        isKnown: false,
        why: 'whether a correction takes effect follows from more than a bundle shows',
      };
    case 'transfer-settled':
      return {
        isKnown: false,
        why: 'whether it settles a dispute follows from more than a bundle shows',
      };
    default:
      if (OTHER_TYPES.has(type)) return known(emptyRecord(eventNumber));
      return { isKnown: false, why: `this program does not know the type ${type}` };
  }
}

function known(record: BookRecord): Recomputed {
  return { isKnown: true, record };
}
