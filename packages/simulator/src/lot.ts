/** A lot as the industry knows it, which is what the ledger has of it: the book. */
import type { JsonObject } from './line.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses, MutableElementMasses } from '@lodestone/custody/element-masses.ts';
import type { Material } from '@lodestone/custody/events/material-schema.ts';
import { partOf } from './chance.ts';

export interface Quantity {
  /** Null of a liquid that is measured by volume. */
  readonly netMilligrams: bigint | null;
  readonly volumeMillilitres: bigint | null;
  readonly pieces: bigint | null;
  readonly elementMilligrams: ElementMasses;
  readonly moisturePartsPerMillion: number | null;
  readonly grossMilligrams: bigint | null;
  readonly tareMilligrams: bigint | null;
  readonly coatingMilligrams: bigint | null;
  readonly uncertaintyPartsPerMillion: number | null;
  /** Of the dry mass; null where nobody has looked. */
  readonly thoriumPartsPerMillion: number | null;
}

export interface Lot {
  readonly lot: string;
  readonly material: Material;
  readonly quantity: Quantity;
}

const NOTHING: Quantity = {
  netMilligrams: null,
  volumeMillilitres: null,
  pieces: null,
  elementMilligrams: {},
  moisturePartsPerMillion: null,
  grossMilligrams: null,
  tareMilligrams: null,
  coatingMilligrams: null,
  uncertaintyPartsPerMillion: null,
  thoriumPartsPerMillion: null,
};

/** A quantity that states these members and no others. */
export function quantityOf(members: Partial<Quantity>): Quantity {
  return { ...NOTHING, ...members };
}

/** As an event states it. */
export function statedQuantity(quantity: Quantity): JsonObject {
  const { elementMilligrams, ...members } = quantity;
  const stated: Record<string, unknown> = {};
  for (const [member, value] of Object.entries(members)) if (value !== null) stated[member] = Number(value);
  return { ...stated, elementMilligrams: statedElementMasses(elementMilligrams) };
}

export function statedElementMasses(masses: ElementMasses): JsonObject {
  const stated: Record<string, number> = {};
  for (const element in masses) stated[element] = Number(masses[element as ElementSymbol]);
  return stated;
}

/** Each element by itself made into another mass. */
export function mapElements(
  masses: ElementMasses,
  change: (milligrams: bigint, element: ElementSymbol) => bigint,
): ElementMasses {
  const changed: MutableElementMasses = {};
  for (const key in masses) {
    const element = key as ElementSymbol;
    changed[element] = change(masses[element] ?? 0n, element);
  }
  return changed;
}

/** Those of `elements` alone. */
export function onlyElements(masses: ElementMasses, elements: readonly ElementSymbol[]): ElementMasses {
  const kept: MutableElementMasses = {};
  for (const element of elements) {
    const mass = masses[element] ?? 0n;
    if (mass > 0n) kept[element] = mass;
  }
  return kept;
}

/** `whole` in as many parts as there are `shares` and one more: each a share of the whole, the last what is left. */
export function divide(whole: Quantity, sharesPartsPerMillion: readonly number[]): Quantity[] {
  const parts: Quantity[] = [];
  let left = whole;
  for (const share of sharesPartsPerMillion) {
    const part = scaleQuantity(whole, share);
    parts.push(part);
    left = subtractQuantity(left, part);
  }
  parts.push(left);
  return parts;
}

function scaleQuantity(whole: Quantity, share: number): Quantity {
  const scale = (amount: bigint | null) => (amount === null ? null : partOf(amount, share));
  return {
    ...whole,
    netMilligrams: scale(whole.netMilligrams),
    volumeMillilitres: scale(whole.volumeMillilitres),
    pieces: scale(whole.pieces),
    grossMilligrams: null,
    tareMilligrams: null,
    coatingMilligrams: scale(whole.coatingMilligrams),
    elementMilligrams: mapElements(whole.elementMilligrams, (mass) => partOf(mass, share)),
  };
}

/** What is left of `whole`, which holds at least `part` of everything. */
export function subtractQuantity(whole: Quantity, part: Quantity): Quantity {
  return {
    ...whole,
    netMilligrams: less(whole.netMilligrams, part.netMilligrams),
    volumeMillilitres: less(whole.volumeMillilitres, part.volumeMillilitres),
    pieces: less(whole.pieces, part.pieces),
    grossMilligrams: null,
    tareMilligrams: null,
    coatingMilligrams: less(whole.coatingMilligrams, part.coatingMilligrams),
    elementMilligrams: mapElements(whole.elementMilligrams, (mass, element) => {
      return mass - (part.elementMilligrams[element] ?? 0n);
    }),
  };
}

/** What a part by net mass takes, as the ledger reckons it: all else in the same proportion, rounded down. */
export function takeNet(whole: Quantity, netMilligrams: bigint): Quantity {
  const net = whole.netMilligrams ?? 0n;
  if (netMilligrams === net) return whole;
  const share = (amount: bigint | null) => (amount === null ? null : (amount * netMilligrams) / net);
  return {
    ...whole,
    netMilligrams,
    volumeMillilitres: share(whole.volumeMillilitres),
    pieces: share(whole.pieces),
    coatingMilligrams: share(whole.coatingMilligrams),
    elementMilligrams: mapElements(whole.elementMilligrams, (mass) => (mass * netMilligrams) / net),
  };
}

function less(amount: bigint | null, taken: bigint | null): bigint | null {
  return amount === null ? null : amount - (taken ?? 0n);
}
