/** Amounts of material, exact, and the arithmetic on them. How events state them is in `quantity.ts`. */
import type { ElementSymbol } from './element.ts';
import {
  type ElementMasses,
  elementMassesOf,
  NO_ELEMENTS,
  statedElements,
  subtractElementMasses,
  sumElementMasses,
} from './element-masses.ts';

/** What can be conserved, taken and left: exact amounts in memory. `null` is *not stated*. */
export interface Amounts {
  readonly netMilligrams: bigint | null;
  readonly volumeMillilitres: bigint | null;
  readonly pieces: bigint | null;
  readonly elementMilligrams: ElementMasses;
}

/** Nothing is stated. */
export const NO_AMOUNTS: Amounts = Object.freeze({
  netMilligrams: null,
  volumeMillilitres: null,
  pieces: null,
  elementMilligrams: NO_ELEMENTS,
});

export const AMOUNT_MEASURES = ['netMilligrams', 'volumeMillilitres', 'pieces'] as const;
export type AmountMeasure = (typeof AMOUNT_MEASURES)[number];

/** Where the quantity that stands at `field` states an amount, by measure or by element. */
export function amountField(field: string, what: string): string {
  return AMOUNT_MEASURES.some((measure) => measure === what)
    ? `${field}.${what}`
    : `${field}.elementMilligrams.${what}`;
}

/** The amounts of a quantity as an event states it, safe integers all. */
export interface StatedAmounts {
  readonly netMilligrams?: number | undefined;
  readonly volumeMillilitres?: number | undefined;
  readonly pieces?: number | undefined;
  readonly elementMilligrams?: Readonly<Partial<Record<ElementSymbol, number>>> | undefined;
}

/** The exact amounts that a stated quantity holds. */
export function amountsOf(quantity: StatedAmounts): Amounts {
  return {
    netMilligrams: toExact(quantity.netMilligrams),
    volumeMillilitres: toExact(quantity.volumeMillilitres),
    pieces: toExact(quantity.pieces),
    elementMilligrams: quantity.elementMilligrams ? elementMassesOf(quantity.elementMilligrams) : NO_ELEMENTS,
  };
}

/** What is left of `amounts` after `taken`; what is not stated stays not stated. */
export function subtractAmounts(amounts: Amounts, taken: Amounts): Amounts {
  return {
    netMilligrams: subtract(amounts.netMilligrams, taken.netMilligrams),
    volumeMillilitres: subtract(amounts.volumeMillilitres, taken.volumeMillilitres),
    pieces: subtract(amounts.pieces, taken.pieces),
    elementMilligrams: subtractElementMasses(amounts.elementMilligrams, taken.elementMilligrams),
  };
}

/** `amounts` and what is more of each, or less where that is negative; what only the change states becomes stated. */
export function addAmounts(amounts: Amounts, by: Amounts): Amounts {
  return {
    netMilligrams: add(amounts.netMilligrams, by.netMilligrams),
    volumeMillilitres: add(amounts.volumeMillilitres, by.volumeMillilitres),
    pieces: add(amounts.pieces, by.pieces),
    elementMilligrams: sumElementMasses([amounts.elementMilligrams, by.elementMilligrams]),
  };
}

/** The same amounts with the other sign; what is not stated stays not stated. */
export function negateAmounts(amounts: Amounts): Amounts {
  const elements = statedElements(amounts.elementMilligrams).map(([element, mass]) => [element, -mass] as const);
  return {
    netMilligrams: negate(amounts.netMilligrams),
    volumeMillilitres: negate(amounts.volumeMillilitres),
    pieces: negate(amounts.pieces),
    elementMilligrams: Object.fromEntries(elements),
  };
}

/** A lot is spent when its net mass is 0; without a net mass, when its volume is; without either, every element. */
export function isSpent(remaining: Amounts): boolean {
  if (remaining.netMilligrams !== null) return remaining.netMilligrams === 0n;
  if (remaining.volumeMillilitres !== null) return remaining.volumeMillilitres === 0n;
  return Object.values(remaining.elementMilligrams).every((mass) => mass === 0n);
}

function toExact(value: number | undefined): bigint | null {
  return value === undefined ? null : BigInt(value);
}

function add(amount: bigint | null, by: bigint | null): bigint | null {
  return amount === null || by === null ? (amount ?? by) : amount + by;
}

function negate(amount: bigint | null): bigint | null {
  return amount === null ? null : -amount;
}

function subtract(amount: bigint | null, taken: bigint | null): bigint | null {
  return amount === null ? null : amount - (taken ?? 0n);
}
