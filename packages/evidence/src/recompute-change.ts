/** What a lot has changes without a step, as far as the event itself says. */
import { differenceBetween } from '@lodestone/custody/amount-difference.ts';
import { addAmounts, type Amounts, amountsOf, isSpent, negateAmounts } from '@lodestone/custody/amounts.ts';
import { assayDifference, findAssayVariances } from '@lodestone/custody/assay-difference.ts';
import { FORMS } from '@lodestone/custody/material.ts';
import { takePortion } from '@lodestone/custody/portion.ts';
import { type BookChange, type BookRecord, emptyRecord } from './book.ts';
import { type BookState, type LotInBook, requireUsable, setLot, weighed } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { memberOf, readText, readWhole } from './read-members.ts';
import { readQuantity } from './read-quantity.ts';

/** Changes the lot that the event names, if it is known. */
export function changedRecord(state: BookState, authored: AuthoredEvent): BookRecord {
  const { found, event, eventNumber } = authored;
  const lot = state.lots.get(readText(memberOf(found, event, 'lot')));
  const record = emptyRecord(eventNumber);
  if (lot === undefined) return record;
  const change = weighed(state, lot.made.lot, () => changeOf(state, authored, lot));
  if (change === null) return record;
  setLot(state, changedLot(lot, change, eventNumber));
  return { ...record, changed: [change] };
}

/** By how much an event changes a lot that it finds so. */
export function changeOf(state: BookState, authored: AuthoredEvent, lot: LotInBook): BookChange {
  const { found, event, type, party } = authored;
  const { remaining, made, uncertaintyPartsPerMillion } = lot;
  const common = { lot: made.lot, isMeasured: false, uncertaintyPartsPerMillion: null };
  const quantity = readQuantity(memberOf(found, event, 'quantity'));
  switch (type) {
    // A count: what is stated counts, the rest goes in proportion, but for drying.
    case 'lot-adjusted': {
      const others = readText(memberOf(found, event, 'reason')) === 'drying' ? 'stay' : 'in-proportion';
      return { ...common, cause: 'adjusted', amounts: differenceBetween(amountsOf(quantity), remaining, others) };
    }
    // A part is gone for good.
    case 'lot-disposed': {
      requireUsable(state, lot, party, found.field);
      const part = takePortion('quantity', { lot: made.lot, ...quantity }, remaining);
      return { ...common, cause: 'disposed', amounts: negateAmounts(part) };
    }
    // A laboratory says what it contains.
    default: {
      const uncertainty = readWhole(memberOf(found, event, 'uncertaintyPartsPerMillion'));
      const form = FORMS.find((each) => each === made.form) ?? null;
      const book = { remaining, uncertaintyPartsPerMillion, form };
      return {
        ...common,
        cause: 'reassayed',
        amounts: assayDifference(quantity, remaining),
        isMeasured: findAssayVariances(quantity, uncertainty, book, state.policy).length === 0,
        uncertaintyPartsPerMillion: uncertainty,
      };
    }
  }
}

/** The lot with what it has more or less, and where it is then. */
function changedLot(
  lot: LotInBook,
  { cause, amounts, uncertaintyPartsPerMillion }: BookChange,
  eventNumber: number,
): LotInBook {
  const remaining = addAmounts(lot.remaining, amounts);
  if (cause === 'reassayed') return { ...lot, remaining, uncertaintyPartsPerMillion, assayedNumber: eventNumber };
  const place = placeAfter(lot.place, remaining, cause);
  return { ...lot, remaining, place, ...(cause === 'adjusted' ? { countedNumber: eventNumber } : {}) };
}

/** Where a lot is of which so much is left after a count, or after a part of it was disposed of. */
export function placeAfter(place: string, remaining: Amounts, cause: BookChange['cause']): string {
  if (isSpent(remaining)) return cause === 'adjusted' ? 'lost' : 'disposed';
  return place === 'lost' ? 'held' : place;
}
