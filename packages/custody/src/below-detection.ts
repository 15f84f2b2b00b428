/** Which elements of a lot were looked for and not found: apart from those of which there is none, and those not tested. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from './element.ts';
import type { ElementMasses } from './element-masses.ts';

/** What an assay, or the event that made a lot, says of its elements. */
export interface TestedElements {
  readonly elementMilligrams: ElementMasses;
  readonly notDetected: readonly ElementSymbol[];
}

/** The elements below detection after `tests`, the earliest first: the latest that looked for an element decides. */
export function belowDetection(tests: readonly TestedElements[]): ElementSymbol[] {
  return ELEMENT_SYMBOLS.filter((element) => {
    const latest = tests.findLast(
      ({ elementMilligrams, notDetected }) => elementMilligrams[element] !== undefined || notDetected.includes(element),
    );
    return latest?.notDetected.includes(element) ?? false;
  });
}
