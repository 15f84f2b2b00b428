/** The arithmetic of an account, written a second time on purpose: nothing here is used by the rules. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '../../src/element.ts';
import type { MutableElementMasses } from '../../src/element-masses.ts';
import type { Amounts } from '../../src/amounts.ts';
import { addElements, elementsOfJson, mapElements, NOTHING, shareOfAmounts } from '../lawful-amounts.ts';

export const MEASURES = ['netMilligrams', 'volumeMillilitres', 'pieces'] as const;

/** Both together; what only one of them states is stated. */
export function plusAmounts(left: Amounts, right: Amounts): Amounts {
  return {
    netMilligrams: plus(left.netMilligrams, right.netMilligrams),
    volumeMillilitres: plus(left.volumeMillilitres, right.volumeMillilitres),
    pieces: plus(left.pieces, right.pieces),
    elementMilligrams: addElements(left.elementMilligrams, right.elementMilligrams),
  };
}

export function oppositeOf(amounts: Amounts): Amounts {
  return {
    netMilligrams: opposite(amounts.netMilligrams),
    volumeMillilitres: opposite(amounts.volumeMillilitres),
    pieces: opposite(amounts.pieces),
    elementMilligrams: mapElements(amounts.elementMilligrams, (mass) => -mass),
  };
}

function plus(one: bigint | null, other: bigint | null): bigint | null {
  return one === null ? other : one + (other ?? 0n);
}

function opposite(amount: bigint | null): bigint | null {
  return amount === null ? null : -amount;
}

/** A part as an event states it: by one measure, by elements, or all where nothing is stated. */
interface StatedPart {
  readonly netMilligrams?: number | undefined;
  readonly volumeMillilitres?: number | undefined;
  readonly pieces?: number | undefined;
  readonly elementMilligrams?: Readonly<Partial<Record<ElementSymbol, number>>> | undefined;
}

/** What a part takes: by a measure all else in proportion, by elements nothing else. */
export function portionOf(remaining: Amounts, part: StatedPart): Amounts {
  for (const measure of MEASURES) {
    const [asked, left] = [part[measure], remaining[measure]];
    if (asked === undefined || left === null || left === 0n) continue;
    return BigInt(asked) === left ? remaining : shareOfAmounts(remaining, BigInt(asked), left);
  }
  if (part.elementMilligrams === undefined) return remaining;
  return { ...NOTHING, elementMilligrams: elementsOfJson(part.elementMilligrams) };
}

/** What the book has to change by to say `stated`. The rest goes along with the first measure, or stays. */
export function changeTo(stated: Amounts, book: Amounts, othersStay: boolean): Amounts {
  const leading = MEASURES.find((measure) => stated[measure] !== null && (book[measure] ?? 0n) !== 0n);
  const change = (after: bigint | null | undefined, before: bigint | null | undefined) => {
    if (after !== null && after !== undefined) return after - (before ?? 0n);
    if (othersStay || leading === undefined || before === null || before === undefined) return null;
    const [now, then] = [stated[leading] ?? 0n, book[leading] ?? 1n];
    return (before * (now - then)) / then;
  };
  const elementMilligrams: MutableElementMasses = {};
  for (const element of ELEMENT_SYMBOLS) {
    const by = change(stated.elementMilligrams[element], book.elementMilligrams[element]);
    if (by !== null) elementMilligrams[element] = by;
  }
  return {
    netMilligrams: change(stated.netMilligrams, book.netMilligrams),
    volumeMillilitres: change(stated.volumeMillilitres, book.volumeMillilitres),
    pieces: change(stated.pieces, book.pieces),
    elementMilligrams,
  };
}

/** Nothing is left: of its net mass, else of its volume, else of every element. */
export function isUsedUp({ netMilligrams, volumeMillilitres, elementMilligrams }: Amounts): boolean {
  const bulk = netMilligrams ?? volumeMillilitres;
  return bulk === null ? Object.values(elementMilligrams).every((mass) => mass === 0n) : bulk === 0n;
}

/** One text for the same amounts. */
export function textOf({ netMilligrams, volumeMillilitres, pieces, elementMilligrams }: Amounts): string {
  const elements = ELEMENT_SYMBOLS.flatMap((element) => {
    const mass = elementMilligrams[element];
    return mass === undefined ? [] : [`${element} ${mass}`];
  });
  return [`net ${netMilligrams}`, `volume ${volumeMillilitres}`, `pieces ${pieces}`, ...elements].join(', ');
}
