/** Who holds what in a made-up chain, and what is taken of it. */
import type { Form } from '../src/material.ts';
import type { Amounts } from '../src/amounts.ts';
import type { ElementMasses } from '../src/element-masses.ts';
import { elementEntries, elementsJson, lessAmounts, NOTHING, shareOfAmounts } from './lawful-amounts.ts';
import type { JsonObject } from './json-object.ts';
import type { RandomSource } from './random-source.ts';

export interface StockLot {
  readonly lot: string;
  readonly form: Form;
  readonly product: string;
  remaining: Amounts;
  /** The version of its latest assay. */
  assay?: 'provisional' | 'final' | 'umpire';
}

/** The lots of each party that an event may name. */
export type Stock = Map<string, StockLot[]>;

/** A party remembers at most this many lots; one more, and an older one is never used again. It keeps memory flat. */
const REMEMBERED_LOTS_MAX = 40;

export function lotsOf(stock: Stock, party: string): readonly StockLot[] {
  return stock.get(party) ?? [];
}

export function addLot(stock: Stock, party: string, lot: StockLot): void {
  const lots = stock.get(party) ?? [];
  stock.set(party, lots);
  lots.push(lot);
  if (lots.length > REMEMBERED_LOTS_MAX) lots.shift();
}

export function removeLot(stock: Stock, party: string, lot: StockLot): void {
  const lots = stock.get(party) ?? [];
  const index = lots.indexOf(lot);
  if (index >= 0) lots.splice(index, 1);
}

/** An input as an event states it, and what it takes. */
export interface TakenInput {
  readonly json: JsonObject;
  readonly lot: StockLot;
  readonly taken: Amounts;
}

export function takeWhole(stock: Stock, party: string, lot: StockLot): TakenInput {
  removeLot(stock, party, lot);
  return { json: { lot: lot.lot }, lot, taken: lot.remaining };
}

const MEASURES = ['netMilligrams', 'volumeMillilitres', 'pieces'] as const;

/** Takes a part in one of the measures that the lot has, or the whole lot when no measure can be divided. */
export function takePart(
  random: RandomSource,
  stock: Stock,
  party: string,
  lot: StockLot,
  measures: readonly (typeof MEASURES)[number][] = MEASURES,
): TakenInput {
  const divisible = measures.filter((measure) => (lot.remaining[measure] ?? 0n) >= 100n);
  if (divisible.length === 0) return takeWhole(stock, party, lot);
  const measure = random.pick(divisible);
  const left = lot.remaining[measure] ?? 0n;
  const asked = (left * BigInt(10 + random.below(80))) / 100n;
  const taken = shareOfAmounts(lot.remaining, asked, left);
  lot.remaining = lessAmounts(lot.remaining, taken);
  return { json: { lot: lot.lot, [measure]: Number(asked) }, lot, taken };
}

/** Takes some of the elements and leaves the rest, net mass included; the whole lot when it has no element. */
export function takeElements(random: RandomSource, stock: Stock, party: string, lot: StockLot): TakenInput {
  const held = elementEntries(lot.remaining.elementMilligrams).filter(([, mass]) => mass > 0n);
  if (held.length === 0) return takeWhole(stock, party, lot);
  const wanted = held.filter((_, index) => index === 0 || random.chance(50));
  const percent = BigInt(10 + random.below(91));
  const elementMilligrams: ElementMasses = Object.fromEntries(
    wanted.map(([element, mass]) => [element, (mass * percent) / 100n]),
  );
  const taken = { ...NOTHING, elementMilligrams };
  lot.remaining = lessAmounts(lot.remaining, taken);
  return { json: { lot: lot.lot, elementMilligrams: elementsJson(elementMilligrams) }, lot, taken };
}
