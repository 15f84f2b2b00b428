/** Corrections of the events that make lots: what they took is given back, and taken anew. */
import { addAmounts, type Amounts, NO_AMOUNTS, subtractAmounts } from '@lodestone/custody/amounts.ts';
import { isSameValue } from '@lodestone/custody/same-value.ts';
import { type BookLot, emptyRecord, type LotAmounts } from './book.ts';
import { type BookState, type LotInBook, setLot } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import {
  type Corrected,
  type CorrectionInBook,
  differenceOf,
  hasEnough,
  isChangeable,
  isNothing,
  isReturnable,
  isSaidAnew,
} from './correction-in-book.ts';
import { wrong } from './read-members.ts';
import { createdRecord } from './recompute-creation.ts';
import { transformedRecord } from './recompute-step.ts';
import { readStep } from './read-step.ts';

/** Null where something stands in the way. */
export function correctLots(state: BookState, correction: CorrectionInBook): Corrected | null {
  const { replacement } = correction;
  return replacement === null ? voidLots(state, correction) : replaceLots(state, correction, replacement);
}

/** Whoever made the lots has them all as they were made. */
function voidLots(state: BookState, correction: CorrectionInBook): Corrected | null {
  const { target, standing, eventNumber, author } = correction;
  const { made, taken } = target.record;
  const lots = lotsOf(state, made);
  const isThere = lots.every(
    ([lot, { amounts }]) =>
      isReturnable(state, lot, correction) && lot.unit === null && isNothing(differenceOf(lot.remaining, amounts)),
  );
  const back = lotsOf(state, taken);
  if (!isThere || isStockTaken(state, made, author)) return null;
  if (!back.every(([lot, { amounts }]) => isNothing(amounts) || isReturnable(state, lot, correction))) return null;
  for (const [lot, { amounts }] of back) setLot(state, { ...lot, remaining: addAmounts(lot.remaining, amounts) });
  for (const [lot] of lots) {
    setLot(state, { ...lot, remaining: subtractAmounts(lot.remaining, lot.remaining), place: 'voided' });
    const { kind, circuit } = lot.made;
    if (kind === 'circuit-stock') state.circuits.set(`${author} ${circuit}`, openingStock(standing, taken));
  }
  return { record: emptyRecord(eventNumber) };
}

/** The replacement is done where the target never was; the lots that both make differ by what is said of them. */
function replaceLots(state: BookState, correction: CorrectionInBook, replacement: AuthoredEvent): Corrected | null {
  const { target, author, targetNumber } = correction;
  const before = target.record;
  const draft = draftOf(state, correction, replacement);
  const record =
    replacement.type === 'lot-created'
      ? createdRecord(draft, replacement)
      : transformedRecord(draft, replacement, targetNumber);
  if (namesOf(record.made) !== namesOf(before.made)) {
    wrong({ ...replacement.found, value: namesOf(record.made) }, `the same lots: ${namesOf(before.made)}`);
  }
  const names = new Set([...before.taken, ...record.taken].map(({ lot }) => lot));
  const changes = [...names].flatMap((name): (readonly [LotInBook, Amounts])[] => {
    const lot = state.lots.get(name);
    const by = differenceOf(amountsIn(before.taken, name), amountsIn(record.taken, name));
    return lot === undefined ? [] : [[lot, by]];
  });
  if (!changes.every(([lot, by]) => isNothing(by) || isReturnable(state, lot, correction))) return null;
  const made = lotsOf(state, record.made).map(([lot, anew]) => {
    return { lot, anew, by: differenceOf(anew.amounts, amountsIn(before.made, anew.lot)) };
  });
  for (const { lot, by } of made) {
    const isSame = isNothing(by);
    if (!isSame && (!isChangeable(state, lot) || isSaidAnew(lot, targetNumber))) return null;
    if (!hasEnough(lot, by)) return null;
    if (!isSame && isStockTaken(state, [lot.made], author)) return null;
  }
  for (const [lot, by] of changes) setLot(state, { ...lot, remaining: addAmounts(lot.remaining, by) });
  for (const { lot, anew, by } of made) {
    // An assay has said since how sure the masses are.
    const { uncertaintyPartsPerMillion } = lot.assayedNumber === 0 ? anew : lot;
    setLot(state, { ...lot, made: anew, remaining: addAmounts(lot.remaining, by), uncertaintyPartsPerMillion });
  }
  state.notes.push(...draft.notes);
  return { record };
}

function namesOf(made: readonly BookLot[]): string {
  return made.map(({ lot }) => lot).join(', ');
}

/** The state in which the target was never recorded. What is taken in the same words is the same. */
function draftOf(
  state: BookState,
  { target, standing, author }: CorrectionInBook,
  replacement: AuthoredEvent,
): BookState {
  const lots = new Map(state.lots);
  const circuits = new Map(state.circuits);
  const { made, taken } = target.record;
  for (const { lot, kind, circuit } of made) {
    lots.delete(lot);
    if (kind === 'circuit-stock') circuits.set(`${author} ${circuit}`, openingStock(standing, taken));
  }
  const kept = keptInputs(standing, replacement);
  for (const [lot, { amounts }] of lotsOf(state, taken)) {
    const name = lot.made.lot;
    const remaining = kept.has(name) ? amounts : addAmounts(lot.remaining, amounts);
    lots.set(name, { ...lot, custodian: author, place: 'held', unit: null, remaining });
  }
  return { ...state, lots, circuits, found: new Map(), notes: [] };
}

function keptInputs(standing: AuthoredEvent, replacement: AuthoredEvent): ReadonlySet<string> {
  if (standing.type !== 'lot-transformed') return new Set();
  const before = readStep(standing.found, standing.event).inputs;
  const anew = readStep(replacement.found, replacement.event).inputs;
  const kept = anew.filter(({ found }) => before.some((input) => isSameValue(input.found.value, found.value)));
  return new Set(kept.map(({ lot }) => lot));
}

/** What a step took of its circuit: the part that none of its inputs names. */
function openingStock({ type, found, event }: AuthoredEvent, taken: readonly LotAmounts[]): string | null {
  if (type !== 'lot-transformed') return null;
  const named = new Set(readStep(found, event).inputs.map(({ lot }) => lot));
  return taken.find(({ lot }) => !named.has(lot))?.lot ?? null;
}

/** Says whether a later step has taken what one has left in its circuit. */
function isStockTaken({ circuits }: BookState, made: readonly BookLot[], author: string): boolean {
  const stock = made.find(({ kind }) => kind === 'circuit-stock');
  return stock !== undefined && circuits.get(`${author} ${stock.circuit}`) !== stock.lot;
}

function amountsIn(parts: readonly LotAmounts[], name: string): Amounts {
  return parts.find(({ lot }) => lot === name)?.amounts ?? NO_AMOUNTS;
}

function lotsOf<Part extends LotAmounts>({ lots }: BookState, parts: readonly Part[]): (readonly [LotInBook, Part])[] {
  return parts.flatMap((part) => {
    const lot = lots.get(part.lot);
    return lot === undefined ? [] : [[lot, part] as const];
  });
}
