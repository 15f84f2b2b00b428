/** What the book of a claim says, as far as it has been read: the lots, and what is left of each. */
import { addAmounts, AMOUNT_MEASURES, type Amounts, isSpent, subtractAmounts } from '@lodestone/custody/amounts.ts';
import type { acceptedPolicy } from '@lodestone/custody/accepted-policy.ts';
import { statedElements } from '@lodestone/custody/element-masses.ts';
import { formatAmount } from '@lodestone/custody/format-amount.ts';
import type { LotPassage } from '@lodestone/custody/lot-gains.ts';
import type { BookLot, BookRecord } from './book.ts';
import { fail } from './failure.ts';
import { formatPlace } from './place.ts';
import type { Unchecked } from './verdict.ts';

export interface LotInBook {
  readonly made: BookLot;
  /** In the order of the book; greater than the numbers of all lots that it was made from. */
  readonly lotNumber: number;
  /** Of a lot that a step made, the event that says so; null for an origin. */
  readonly step: number | null;
  readonly remaining: Amounts;
  readonly custodian: string;
  readonly uncertaintyPartsPerMillion: number | null;
  readonly passages: readonly LotPassage[];
}

export interface BookState {
  readonly policy: ReturnType<typeof acceptedPolicy>;
  /** The shipment that the claim is about; null when it is about a lot. */
  readonly shipment: string | null;
  /** Every lot that the book makes, wherever it does. */
  readonly listed: ReadonlySet<string>;
  readonly lots: Map<string, LotInBook>;
  /** The lot that is the stock of a circuit, by party and circuit. */
  readonly circuits: Map<string, string>;
  /** The lots that corrections have changed: between a correction and its target the record was wrong. */
  readonly corrected: ReadonlyMap<string, readonly WrongRecord[]>;
  /** The events whose records follow from them. */
  readonly computed: Set<number>;
  readonly notes: Unchecked[];
}

/** What was recorded of a lot from the target of a correction until the correction rests on what was wrong. */
export interface WrongRecord {
  readonly from: number;
  readonly until: number;
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

/** Brings the state forward by what a record says. */
export function applyRecord(state: BookState, record: BookRecord, field: string): void {
  const at = record.corrects ?? record.eventNumber;
  const { lots } = state;
  const change = (what: string, name: string, by: (lot: LotInBook) => Partial<LotInBook>) => {
    const lot = lotInBook(state, `${field}.${what}`, name);
    lots.set(name, { ...lot, ...by(lot) });
  };
  for (const [index, { lot: name, amounts }] of record.taken.entries()) {
    change(`taken[${index}]`, name, (lot) => {
      if (!state.corrected.has(name)) requireCovered(`${field}.taken[${index}]`, name, lot.remaining, amounts);
      const passage: LotPassage = { at, cause: 'taken', elementMilligrams: amounts.elementMilligrams };
      return { remaining: subtractAmounts(lot.remaining, amounts), passages: [...lot.passages, passage] };
    });
  }
  for (const [
    index,
    { lot: name, cause, isMeasured, uncertaintyPartsPerMillion, amounts },
  ] of record.changed.entries()) {
    change(`changed[${index}]`, name, (lot) => {
      const remaining = addAmounts(lot.remaining, amounts);
      if (!state.corrected.has(name)) requireNotNegative(`${field}.changed[${index}]`, name, remaining);
      const passage: LotPassage = {
        at,
        cause: isMeasured ? 'measured' : cause,
        elementMilligrams: amounts.elementMilligrams,
      };
      const passages = [...lot.passages, passage];
      return cause === 'reassayed' ? { remaining, passages, uncertaintyPartsPerMillion } : { remaining, passages };
    });
  }
  for (const [index, made] of record.made.entries()) {
    const { lot, kind, party, amounts, uncertaintyPartsPerMillion, circuit } = made;
    if (lots.has(lot)) fail('book', `${field}.made[${index}]`, { expected: 'a new lot', found: `lot ${lot} again` });
    const isOfStep = kind === 'transformed' || kind === 'circuit-stock';
    if (isOfStep !== (record.step !== null)) {
      fail('book', `${field}.made[${index}]`, { expected: 'a lot of a step, or an origin', found: kind });
    }
    const step = isOfStep ? record.eventNumber : null;
    const fresh = { remaining: amounts, custodian: party, uncertaintyPartsPerMillion, passages: [] };
    lots.set(lot, { made, lotNumber: lots.size, step, ...fresh });
    if (circuit !== null) state.circuits.set(`${party} ${circuit}`, lot);
  }
  for (const [index, { lot: name, custodian }] of record.moved.entries()) {
    change(`moved[${index}]`, name, () => ({ custodian }));
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

/** Whoever uses a lot has it, and something of it is left. */
export function requireUsable(lot: LotInBook, party: string, field: string): void {
  const { custodian, remaining, made } = lot;
  if (custodian !== party) {
    const sentence = `lot ${made.lot} is used by ${party}, and ${custodian} has it as far as the bundle shows`;
    fail('custody', field, { expected: `lot ${made.lot} held by ${party}`, found: `held by ${custodian}`, sentence });
  }
  if (isSpent(remaining)) fail('overdrawn', field, { expected: `something left of lot ${made.lot}`, found: 'nothing' });
}
