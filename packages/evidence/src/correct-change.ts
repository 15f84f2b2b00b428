/** Corrections of counts, disposals and assays: what changed a lot is changed back, or to something else. */
import { addAmounts, type Amounts, isSpent, negateAmounts, NO_AMOUNTS } from '@lodestone/custody/amounts.ts';
import { type BookChange, emptyRecord } from './book.ts';
import { type BookState, type LotInBook, setLot } from './book-state.ts';
import {
  type Corrected,
  type CorrectionInBook,
  differenceOf,
  hasEnough,
  isNothing,
  isOnHold,
  isSaidAnew,
} from './correction-in-book.ts';
import { wrong } from './read-members.ts';
import { changeOf, placeAfter } from './recompute-change.ts';

/** Null where something stands in the way: the lot must be where the target left it, and have enough. */
export function correctChange(state: BookState, correction: CorrectionInBook): Corrected | null {
  const { target, replacement, eventNumber, targetNumber } = correction;
  const [stood] = target.record.changed;
  const lot = state.lots.get(stood?.lot ?? '');
  const before = target.before.get(stood?.lot ?? '');
  const record = emptyRecord(eventNumber);
  // Of a lot that is not known it says nothing that counts here.
  if (stood === undefined || lot === undefined || before === undefined) return { record };
  const named = replacement?.event['lot'] ?? stood.lot;
  if (replacement !== null && named !== stood.lot) wrong({ ...replacement.found, value: named }, `lot ${stood.lot}`);
  const anew = replacement === null ? null : changeOf(state, replacement, asFound(lot, before));
  const amounts = addAmounts(anew?.amounts ?? NO_AMOUNTS, negateAmounts(stood.amounts));
  const all = addAmounts(stood.amounts, amounts);
  const remaining = addAmounts(lot.remaining, amounts);
  if (stood.cause === 'reassayed') {
    if (!isAsAssayed(lot, before, stood.amounts, target.standingNumber)) return null;
    const { uncertaintyPartsPerMillion } = anew ?? before;
    const assayedNumber = anew === null ? before.assayedNumber : eventNumber;
    setLot(state, { ...lot, remaining, uncertaintyPartsPerMillion, assayedNumber });
    const change = { ...stood, isMeasured: anew?.isMeasured ?? true, uncertaintyPartsPerMillion };
    return correctedTo(eventNumber, { ...change, amounts }, all);
  }
  const left = placeAfter(before.place, addAmounts(before.remaining, stood.amounts), stood.cause);
  if (!isAsChanged(state, lot, before, stood, left) || !hasEnough(lot, amounts)) return null;
  if (isSaidAnew(lot, targetNumber)) return null;
  const place = anew === null ? before.place : placeAfter(before.place, addAmounts(before.remaining, all), stood.cause);
  const counted = anew === null ? before.countedNumber : targetNumber;
  const countedNumber = stood.cause === 'adjusted' ? counted : lot.countedNumber;
  setLot(state, { ...lot, remaining, countedNumber, place: place === left ? lot.place : place });
  return correctedTo(eventNumber, { ...stood, amounts }, all);
}

function correctedTo(eventNumber: number, change: BookChange, all: Amounts): Corrected {
  const record = { ...emptyRecord(eventNumber), changed: [change] };
  return { record, counts: { ...record, changed: [{ ...change, amounts: all }] } };
}

/** The lot as the target found it, free to be disposed of. */
function asFound(lot: LotInBook, { custodian, place, remaining, uncertaintyPartsPerMillion }: LotInBook): LotInBook {
  return { ...lot, custodian, place, remaining, uncertaintyPartsPerMillion };
}

/** What came after an assay rests on what it found. */
function isAsAssayed(lot: LotInBook, before: LotInBook, stood: Amounts, standingNumber: number): boolean {
  const isLatest = lot.assayedNumber === 0 || lot.assayedNumber === standingNumber;
  const isThere = lot.custodian === before.custodian && lot.place === before.place;
  return isLatest && isThere && isNothing(differenceOf(lot.remaining, addAmounts(before.remaining, stood)));
}

/** What is on hold or in a unit can be counted, and not disposed of. */
function isAsChanged(state: BookState, lot: LotInBook, before: LotInBook, stood: BookChange, left: string): boolean {
  if (stood.cause === 'disposed' && (isOnHold(state, lot) || lot.unit !== null)) return false;
  if (lot.custodian !== before.custodian || lot.place !== left) return false;
  return !isSpent(lot.remaining) || isSpent(addAmounts(before.remaining, stood.amounts));
}
