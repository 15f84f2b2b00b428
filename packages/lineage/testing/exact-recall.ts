/**
 * Where suspect mass is a second time, to check the first: with exact fractions, and by masses instead of shares. Every
 * lot has so much suspect mass in so much of a book; whatever leaves takes its part of both along. It shares no code
 * with `src`.
 */
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { LineageLot } from '../src/graph.ts';
import type { RecallGraph } from '../src/recall/recall-places.ts';
import { add, compare, type Fraction, fraction, fractionalPart, multiply } from './exact-attribution.ts';

export interface ExactRecall {
  readonly totalMilligrams: bigint;
  /** Exact masses by place, as `nameOfPlace` names them; several of one name are added up. */
  readonly places: ReadonlyMap<string, Fraction>;
}

const ZERO = fraction(0n, 1n);
const minus = (value: Fraction): Fraction => fraction(-value.numerator, value.denominator);
const times = (value: Fraction, numerator: bigint, denominator: bigint): Fraction =>
  denominator === 0n ? ZERO : multiply(value, fraction(numerator, denominator));

interface Book {
  whole: bigint;
  suspect: Fraction;
  /** Of what is measured more of a lot whose book had nothing: as it was when it had something, or was made. */
  share: Fraction;
}

export function recallExactly(
  { lots, steps, changes }: RecallGraph,
  suspects: ReadonlySet<number>,
  element: ElementSymbol,
): ExactRecall {
  const places = new Map<string, Fraction>();
  const put = (name: string, mass: Fraction) => places.set(name, add(places.get(name) ?? ZERO, mass));
  let totalMilligrams = 0n;
  // What steps took of suspect mass, and of how much: filled as their inputs are gone through, which come before them.
  const pools = new Map<number, Fraction>([...steps.keys()].map((step) => [step, ZERO]));
  const ascending = [...lots.values()].toSorted((left, right) => left.lotNumber - right.lotNumber);
  for (const lot of ascending) {
    const made = lot.elementMilligrams[element] ?? 0n;
    const step = lot.step === null ? undefined : steps.get(lot.step);
    const base = step?.baseElementMilligrams[element] ?? 0n;
    const came = step === undefined ? ZERO : times(pools.get(step.step) ?? ZERO, made, base);
    const isSuspect = suspects.has(lot.lotNumber);
    if (isSuspect) {
      totalMilligrams += made;
      put(`counted-already ${lot.lot}`, came);
    }
    const share = step === undefined ? ZERO : times(pools.get(step.step) ?? ZERO, 1n, base);
    const book: Book = { whole: made, suspect: isSuspect ? fraction(made, 1n) : came, share };
    for (const passage of passagesOf(lot, { lots, steps, changes }, element)) {
      if (passage.step !== null) {
        const out = times(book.suspect, passage.milligrams, book.whole);
        book.whole -= passage.milligrams;
        book.suspect = add(book.suspect, minus(out));
        pools.set(passage.step, add(pools.get(passage.step) ?? ZERO, out));
        continue;
      }
      const isGain = passage.milligrams > 0n && passage.cause !== 'measured';
      // More of a suspect lot is suspect; more of another is unknown, unless it was only measured better.
      const ratio = isSuspect ? fraction(passage.milligrams, 1n) : times(book.share, passage.milligrams, 1n);
      const change = isGain && !isSuspect ? ZERO : ratio;
      book.whole += passage.milligrams;
      book.suspect = add(book.suspect, change);
      if (isGain) book.share = times(book.suspect, 1n, book.whole);
      put(`changed ${lot.lot} ${passage.cause}`, minus(change));
    }
    put(`lot ${lot.lot}`, book.suspect);
  }
  for (const step of steps.values()) {
    const base = step.baseElementMilligrams[element] ?? 0n;
    const pool = pools.get(step.step) ?? ZERO;
    const outputs = ascending.filter((lot) => lot.step === step.step);
    const lost = step.losses.reduce((sum, { elementMilligrams }) => sum + (elementMilligrams[element] ?? 0n), 0n);
    const given = outputs.reduce((sum, { elementMilligrams }) => sum + (elementMilligrams[element] ?? 0n), lost);
    put(`loss ${step.event}`, times(pool, lost, base));
    put(`unaccounted ${step.event}`, times(pool, base - given, base));
  }
  return { totalMilligrams, places };
}

interface Passage {
  readonly at: number;
  readonly step: number | null;
  readonly cause: string;
  readonly milligrams: bigint;
}

function passagesOf(lot: LineageLot, { steps, changes }: RecallGraph, element: ElementSymbol): Passage[] {
  const taken = [...steps.values()].flatMap(({ step, at, inputs }) =>
    inputs
      .filter(({ lotNumber }) => lotNumber === lot.lotNumber)
      .map(({ elementMilligrams }) => ({ at, step, cause: 'taken', milligrams: elementMilligrams[element] ?? 0n })),
  );
  const changed: Passage[] = [];
  for (const { at, cause, elementMilligrams } of changes.get(lot.lotNumber) ?? []) {
    const milligrams = elementMilligrams[element] ?? 0n;
    const last = changed.at(-1);
    // An event and its correction are one.
    if (last?.at === at) changed.splice(-1, 1, { ...last, milligrams: last.milligrams + milligrams });
    else changed.push({ at, step: null, cause, milligrams });
  }
  return [...taken, ...changed].toSorted((left, right) => left.at - right.at);
}

/** Floors, then the milligrams left to the largest remainders, ties to the earlier. */
export function roundExactly(masses: readonly Fraction[], totalMilligrams: bigint): bigint[] {
  const floors = masses.map(({ numerator, denominator }) => {
    const quotient = numerator / denominator;
    return numerator % denominator < 0n ? quotient - 1n : quotient;
  });
  const rests = masses.map((mass, index) => fractionalPart(add(mass, fraction(-(floors[index] ?? 0n), 1n))));
  const left = Number(totalMilligrams - floors.reduce((sum, each) => sum + each, 0n));
  const order = masses
    .map((_, index) => index)
    .toSorted((one, other) => compare(rests[other] ?? ZERO, rests[one] ?? ZERO) || one - other);
  for (const index of order.slice(0, left)) floors[index] = (floors[index] ?? 0n) + 1n;
  return floors;
}
