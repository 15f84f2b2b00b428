/** What a lot has changes without a step, as far as the event itself says. */
import { differenceBetween } from '@lodestone/custody/amount-difference.ts';
import { type Amounts, amountsOf, negateAmounts } from '@lodestone/custody/amounts.ts';
import { assayDifference, findAssayVariances } from '@lodestone/custody/assay-difference.ts';
import { FORMS } from '@lodestone/custody/material.ts';
import { takePortion } from '@lodestone/custody/portion.ts';
import { type BookChange, type BookRecord, emptyRecord } from './book.ts';
import { type BookState, lotInBook, type LotInBook, requireUsable } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { memberOf, readText, readWhole } from './read-members.ts';
import { readQuantity } from './read-quantity.ts';

/** A count: what is stated counts, the rest goes in proportion, but for drying. */
export function adjustedRecord(state: BookState, authored: AuthoredEvent): BookRecord {
  const { found, event } = authored;
  return changeRecord(state, authored, 'adjusted', (lot) => {
    const quantity = amountsOf(readQuantity(memberOf(found, event, 'quantity')));
    const others = readText(memberOf(found, event, 'reason')) === 'drying' ? 'stay' : 'in-proportion';
    return { amounts: differenceBetween(quantity, lot.remaining, others) };
  });
}

/** A part is gone for good. */
export function disposedRecord(state: BookState, authored: AuthoredEvent): BookRecord {
  const { found, event, party } = authored;
  return changeRecord(state, authored, 'disposed', (lot) => {
    requireUsable(lot, party, found.field);
    const part = { lot: lot.made.lot, ...readQuantity(memberOf(found, event, 'quantity')) };
    return { amounts: negateAmounts(takePortion('quantity', part, lot.remaining)) };
  });
}

/** A laboratory says what it contains. */
export function assayedRecord(state: BookState, authored: AuthoredEvent): BookRecord {
  const { found, event } = authored;
  return changeRecord(state, authored, 'reassayed', ({ remaining, uncertaintyPartsPerMillion, made }) => {
    const quantity = readQuantity(memberOf(found, event, 'quantity'));
    const uncertainty = readWhole(memberOf(found, event, 'uncertaintyPartsPerMillion'));
    const form = FORMS.find((each) => each === made.form) ?? null;
    const variances = findAssayVariances(
      quantity,
      uncertainty,
      { remaining, uncertaintyPartsPerMillion, form },
      state.policy,
    );
    return {
      amounts: assayDifference(quantity, remaining),
      isMeasured: variances.length === 0,
      uncertaintyPartsPerMillion: uncertainty,
    };
  });
}

function changeRecord(
  state: BookState,
  { found, event, eventNumber }: AuthoredEvent,
  cause: BookChange['cause'],
  changeOf: (lot: LotInBook) => Partial<BookChange> & { readonly amounts: Amounts },
): BookRecord {
  const name = readText(memberOf(found, event, 'lot'));
  if (!state.listed.has(name)) return emptyRecord(eventNumber);
  const lot = lotInBook(state, `${found.field}.lot`, name);
  const common = { lot: name, cause, isMeasured: false, uncertaintyPartsPerMillion: null };
  return { ...emptyRecord(eventNumber), changed: [{ ...common, ...changeOf(lot) }] };
}
