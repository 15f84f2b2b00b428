/**
 * What is known of the lots of a claim, as far as the log has been read: what is left of each, who has it, and where. It is
 * what was recorded until then, right or wrong; a correction changes it where it stands in the log.
 */
import type { acceptedPolicy } from '@lodestone/custody/accepted-policy.ts';
import { addAmounts, AMOUNT_MEASURES, type Amounts, isSpent, subtractAmounts } from '@lodestone/custody/amounts.ts';
import { statedElements } from '@lodestone/custody/element-masses.ts';
import { formatAmount } from '@lodestone/custody/format-amount.ts';
import { isIdentifier } from '@lodestone/custody/is-identifier.ts';
import { Refused } from '@lodestone/custody/refusal.ts';
import { show } from '@lodestone/proof/show.ts';
import type { BookLot, BookRecord } from './book.ts';
import { fail } from './failure.ts';
import { formatPlace } from './place.ts';
import type { TransferInBook, WaitingReceipt, Tolerances } from './transfer-in-book.ts';
import type { Happened } from './happened.ts';
import type { Unchecked } from './verdict.ts';

export interface LotInBook {
  /** As it is known to have been made. */
  readonly made: BookLot;
  readonly remaining: Amounts;
  readonly custodian: string;
  /** `held`, or where it is instead: `in-transit TRF-1`, `packed SHP-1`, `lost`. */
  readonly place: string;
  /** The logistic unit that it is in. */
  readonly unit: string | null;
  readonly uncertaintyPartsPerMillion: number | null;
  /** The events that last said what there is of it; 0 where none has. */
  readonly assayedNumber: number;
  readonly countedNumber: number;
}

/** A record, and where it stands in the bundle. */
export interface BookedRecord {
  readonly record: BookRecord;
  readonly field: string;
}

export interface BookState {
  readonly policy: ReturnType<typeof acceptedPolicy>;
  /** The shipment that the claim is about; null when it is about a lot. */
  readonly shipment: string | null;
  /** Every lot that the book makes, wherever it does. Of others that events make less is known. */
  readonly listed: ReadonlySet<string>;
  readonly lots: Map<string, LotInBook>;
  /** What the book says of events, by number. */
  readonly booked: ReadonlyMap<number, BookedRecord>;
  /** As the event that is looked at found the lots that it has changed; undefined of those that it made. */
  readonly found: Map<string, LotInBook | undefined>;
  /** The lot that is the stock of a circuit, by party and circuit. */
  readonly circuits: Map<string, string | null>;
  /** The lots, units, transfers and shipments that authorities stop. */
  readonly holds: Set<string>;
  readonly transfers: Map<string, TransferInBook>;
  /** Receipts that came before the dispatch. */
  readonly waiting: Set<WaitingReceipt>;
  /** The transfers that are dispatched somewhere among the events shown. */
  readonly dispatched: ReadonlySet<string>;
  /** What parties tolerate of what they receive, where that is their own word. */
  readonly tolerances: Map<string, Tolerances>;
  /** What events that are shown did, by number. */
  readonly happened: Map<number, Happened>;
  /** Of those that others of their unit or shipment may rest on, the numbers in order, by its name (`thing-as-left.ts`). */
  readonly ofThing: Map<string, number[]>;
  /** The events of which a correction has taken effect: targets, and corrections of them before it. */
  readonly superseded: Set<number>;
  /** The events whose records follow from them. */
  readonly computed: Set<number>;
  readonly notes: Unchecked[];
}

/** Notes what could not be checked of an event. */
export function noteUnchecked({ notes }: BookState, eventNumber: number, lot: string | null, message: string): void {
  const event = formatPlace(eventNumber);
  notes.push({ kind: 'book', event, lot, message: `event ${event}: ${message}` });
}

/** The lot of that name, made before; `field` names it. */
export function lotInBook({ lots }: BookState, field: string, lot: string): LotInBook {
  const found = lots.get(lot);
  return found ?? fail('book', field, { expected: `lot ${lot} made before in the book`, found: 'none' });
}

/** A lot as it is made. */
export function makeLot(state: BookState, made: BookLot): void {
  const { lot, kind, party, amounts, circuit, uncertaintyPartsPerMillion } = made;
  if (state.lots.has(lot)) fail('book', 'claim.book', { expected: 'a new lot', found: `lot ${lot} again` });
  const named = [kind === 'circuit-stock' ? lot.replace(/@[0-9]+\.[0-9]+$/, '') : lot, party];
  if (named.some((name) => !isIdentifier(name))) {
    fail('book', 'claim.book', { expected: 'ids in their alphabet', found: named.map(show).join(' of ') });
  }
  const place = { custodian: party, place: 'held', unit: null };
  setLot(state, { made, remaining: amounts, ...place, uncertaintyPartsPerMillion, assayedNumber: 0, countedNumber: 0 });
  if (kind === 'circuit-stock') state.circuits.set(`${party} ${circuit}`, lot);
}

/** Brings a lot forward to what it is from here on. */
export function setLot({ lots, found }: BookState, lot: LotInBook): void {
  const name = lot.made.lot;
  if (!found.has(name)) found.set(name, lots.get(name));
  lots.set(name, lot);
}

/**
 * What follows for a lot by the arithmetic of the rules. Of a lot that is not of the book less is known: where that does not
 * fit, nothing more is said of it, and null is the answer.
 */
export function weighed<Value>({ listed, lots }: BookState, lot: string, weigh: () => Value): Value | null {
  try {
    return weigh();
  } catch (error) {
    if (!(error instanceof Refused) || listed.has(lot)) throw error;
    lots.delete(lot);
    return null;
  }
}

/** The lots that are at a place or, as `unit`, in a logistic unit. */
export function lotsThere({ lots }: BookState, where: 'place' | 'unit', name: string): LotInBook[] {
  return [...lots.values()].filter((lot) => lot[where] === name);
}

/** Brings the state forward by what a record says of an event that is not shown, or not understood. */
export function believeRecord(state: BookState, record: BookRecord, field: string): void {
  const { eventNumber, taken, changed, made, moved } = record;
  for (const [index, { lot: name, amounts }] of taken.entries()) {
    const place = `${field}.taken[${index}]`;
    const lot = lotInBook(state, place, name);
    requireCovered(place, name, lot.remaining, amounts);
    setLot(state, { ...lot, remaining: subtractAmounts(lot.remaining, amounts) });
  }
  for (const [index, { lot: name, cause, uncertaintyPartsPerMillion, amounts }] of changed.entries()) {
    const place = `${field}.changed[${index}]`;
    const lot = lotInBook(state, place, name);
    const remaining = addAmounts(lot.remaining, amounts);
    requireNotNegative(place, name, remaining);
    const said =
      cause === 'reassayed'
        ? { uncertaintyPartsPerMillion, assayedNumber: eventNumber }
        : cause === 'adjusted'
          ? { countedNumber: eventNumber }
          : {};
    setLot(state, { ...lot, remaining, ...said });
  }
  for (const lot of made) makeLot(state, lot);
  for (const [index, { lot, custodian }] of moved.entries()) {
    setLot(state, { ...lotInBook(state, `${field}.moved[${index}]`, lot), custodian, place: 'held' });
  }
}

/** A lot gives no more of anything than is left of it, and nothing of what it is not known to have. */
function requireCovered(field: string, lot: string, remaining: Amounts, taken: Amounts): void {
  for (const measure of AMOUNT_MEASURES) {
    const [left, amount] = [remaining[measure], taken[measure]];
    if (amount !== null && amount > (left ?? 0n)) refuseOverdrawn(field, lot, measure, left ?? 0n, amount);
  }
  for (const [element, mass] of statedElements(taken.elementMilligrams)) {
    const left = remaining.elementMilligrams[element] ?? 0n;
    if (mass > left) refuseOverdrawn(field, lot, element, left, mass);
  }
}

/** What is left of a lot is never less than nothing. */
export function requireNotNegative(field: string, lot: string, remaining: Amounts): void {
  const amounts = [
    ...AMOUNT_MEASURES.map((measure) => [measure, remaining[measure] ?? 0n] as const),
    ...statedElements(remaining.elementMilligrams),
  ];
  const below = amounts.find(([, amount]) => amount < 0n);
  if (below === undefined) return;
  const [what, amount] = below;
  fail('overdrawn', field, { expected: `0 or more of lot ${lot}`, found: formatAmount(what, amount) });
}

function refuseOverdrawn(field: string, lot: string, what: string, left: bigint, taken: bigint): never {
  const [expected, found] = [`at most ${formatAmount(what, left)}`, formatAmount(what, taken)];
  const sentence = `lot ${lot} has ${formatAmount(what, left)} left, and ${found} is taken of it`;
  return fail('overdrawn', field, { expected, found, sentence });
}

/** Whoever uses a lot of the book has it, and something of it is left. */
export function requireUsable(
  { listed }: BookState,
  { custodian, place, remaining, made: { lot } }: LotInBook,
  party: string,
  field: string,
): void {
  if (!listed.has(lot)) return;
  if (custodian !== party || place !== 'held') {
    const there = custodian === party ? place : `held by ${custodian}`;
    const sentence = `lot ${lot} is used by ${party}, and is ${there} as far as the bundle shows`;
    fail('custody', field, { expected: `lot ${lot} held by ${party}`, found: there, sentence });
  }
  if (isSpent(remaining)) fail('overdrawn', field, { expected: `something left of lot ${lot}`, found: 'nothing' });
}
