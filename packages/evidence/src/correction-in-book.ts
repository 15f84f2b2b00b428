/** What the corrections of all types of events ask of lots, as a ledger asks it: that what they rest on is still so. */
import { addAmounts, AMOUNT_MEASURES, type Amounts, negateAmounts } from '@lodestone/custody/amounts.ts';
import { statedElements } from '@lodestone/custody/element-masses.ts';
import type { BookRecord } from './book.ts';
import type { BookState, LotInBook } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import type { Happened } from './happened.ts';

export interface CorrectionInBook {
  readonly eventNumber: number;
  /** Who corrects, and whether that is neither the author of the target nor an authority. */
  readonly party: string;
  readonly isByOther: boolean;
  /** The event that is corrected, by number, and by whom it is. */
  readonly targetNumber: number;
  readonly author: string;
  readonly target: Happened;
  /** As the target counts so far. */
  readonly standing: AuthoredEvent;
  readonly replacement: AuthoredEvent | null;
}

/** What a correction did that took effect. */
export interface Corrected {
  /** As the book has it. */
  readonly record: BookRecord;
  /** All that counts of the target from here on, where that is more. */
  readonly counts?: BookRecord;
  /** The lots that the target moves now, as it finds and leaves them. */
  readonly moves?: Pick<Happened, 'before' | 'after'>;
}

/** Says whether an authority stops the lot, or the unit that it is in. */
export function isOnHold({ holds }: BookState, { made: { lot }, unit }: LotInBook): boolean {
  return holds.has(lot) || (unit !== null && holds.has(unit));
}

/** Says whether what there is in a lot can be changed where it is. */
export function isChangeable(state: BookState, lot: LotInBook): boolean {
  return lot.place === 'held' && !isOnHold(state, lot);
}

/** Says whether a count or an assay since an event has said anew what there is. */
export function isSaidAnew({ countedNumber, assayedNumber }: LotInBook, eventNumber: number): boolean {
  return Math.max(countedNumber, assayedNumber) > eventNumber;
}

/** The difference of two amounts; nothing where they are the same. */
export function differenceOf(one: Amounts, other: Amounts): Amounts {
  return addAmounts(one, negateAmounts(other));
}

/** Says whether a change is 0 in everything. */
export function isNothing(by: Amounts): boolean {
  return amountsIn(by).every((amount) => amount === 0n);
}

/** Says whether a lot has enough to be changed by so much, with its elements within its mass. */
export function hasEnough({ remaining }: LotInBook, by: Amounts): boolean {
  const after = addAmounts(remaining, by);
  const { netMilligrams: net } = after;
  if (AMOUNT_MEASURES.some((measure) => by[measure] && (after[measure] ?? 0n) < 0n)) return false;
  const elements = statedElements(after.elementMilligrams);
  if (elements.some(([element, mass]) => by.elementMilligrams[element] && mass < 0n)) return false;
  return net === null || net < 0n || elements.reduce((sum, [, mass]) => sum + mass, 0n) <= net;
}

/** Says whether something can come back to a lot, or more be taken of it, by whom the corrected step is. */
export function isReturnable(state: BookState, lot: LotInBook, { author, targetNumber }: CorrectionInBook): boolean {
  return isChangeable(state, lot) && lot.custodian === author && !isSaidAnew(lot, targetNumber);
}

function amountsIn({ elementMilligrams, ...bulk }: Amounts): bigint[] {
  return [
    ...AMOUNT_MEASURES.map((measure) => bulk[measure] ?? 0n),
    ...statedElements(elementMilligrams).map(([, mass]) => mass),
  ];
}
