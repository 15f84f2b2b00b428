/** What the book has to change by so that it says what is known to be there. */
import { ELEMENT_SYMBOLS } from './element.ts';
import type { MutableElementMasses } from './element-masses.ts';
import { AMOUNT_MEASURES, type AmountMeasure, type Amounts } from './amounts.ts';

/**
 * What there is more of than the book says. What is not stated goes in proportion to the first measure that is, or, where
 * `others` stay, is not known to have changed: null, or no member.
 */
export function differenceBetween(stated: Amounts, book: Amounts, others: 'in-proportion' | 'stay'): Amounts {
  const inProportion = others === 'stay' ? () => null : proportionOf(stated, book);
  const differenceIn = (measure: AmountMeasure) => {
    const [after, before] = [stated[measure], book[measure]];
    return after === null ? inProportion(before) : after - (before ?? 0n);
  };
  const elementMilligrams: MutableElementMasses = {};
  for (const element of ELEMENT_SYMBOLS) {
    const [after, before] = [stated.elementMilligrams[element], book.elementMilligrams[element]];
    const by = after === undefined ? inProportion(before ?? null) : after - (before ?? 0n);
    if (by !== null) elementMilligrams[element] = by;
  }
  return {
    netMilligrams: differenceIn('netMilligrams'),
    volumeMillilitres: differenceIn('volumeMillilitres'),
    pieces: differenceIn('pieces'),
    elementMilligrams,
  };
}

/** How an amount changes along with the first measure that is stated, rounded towards no change. */
function proportionOf(stated: Amounts, book: Amounts): (amount: bigint | null) => bigint | null {
  for (const measure of AMOUNT_MEASURES) {
    const [after, before] = [stated[measure], book[measure]];
    if (after === null || before === null || before === 0n) continue;
    return (amount) => (amount === null ? null : (amount * (after - before)) / before);
  }
  return () => null;
}
