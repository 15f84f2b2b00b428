/** What a lot came to have more of without a step: no input explains it, so nobody knows where it is from. */
import { type ElementMasses, type MutableElementMasses, statedElements } from './element-masses.ts';
import { groupBy } from './group-by.ts';
import type { ChangeCause } from './facts/facts-of-lots.ts';

/** What an event did to the elements of a lot: a step took of them, or there is more of them, or (negative) less. */
export interface LotPassage {
  /** Where in the ledger, by event number. A correction stands at the place of what it corrects. */
  readonly at: number;
  /** `measured` is an assay that differs from the book by no more than chance explains: the same, measured better. */
  readonly cause: 'taken' | 'measured' | ChangeCause;
  readonly elementMilligrams: ElementMasses;
}

export interface LotGain {
  readonly at: number;
  /** What there was of each element just before; elements that were not gained are left out of both. */
  readonly beforeElementMilligrams: ElementMasses;
  readonly gainedElementMilligrams: ElementMasses;
}

/**
 * Finds the gains of a lot that was made with these masses, in the order of the ledger. Passages at one place count
 * together: an event and what it was corrected by. An element that the book did not state before is none of a gain, for it
 * was there all along, untested; one that was stated as 0 is. What was only measured better is none either.
 */
export function findLotGains(made: ElementMasses, passages: readonly LotPassage[]): LotGain[] {
  const gains: LotGain[] = [];
  const book: MutableElementMasses = { ...made };
  const places = groupBy(passages, ({ at }) => at);
  for (const [at, here] of [...places].sort(([left], [right]) => left - right)) {
    const before: MutableElementMasses = {};
    const gained: MutableElementMasses = {};
    const isMeasured = here.every(({ cause }) => cause === 'taken' || cause === 'measured');
    for (const [element, change] of statedElements(sumChanges(here))) {
      const had = book[element];
      // First stated, and that taken back: it was never stated.
      if (had === undefined && change === 0n && here.length > 1) continue;
      if (had !== undefined && change > 0n && !isMeasured)
        [before[element], gained[element]] = [had > 0n ? had : 0n, change];
      book[element] = (had ?? 0n) + change;
    }
    if (statedElements(gained).length > 0) {
      gains.push({ at, beforeElementMilligrams: before, gainedElementMilligrams: gained });
    }
  }
  return gains;
}

function sumChanges(passages: readonly LotPassage[]): ElementMasses {
  const sums: MutableElementMasses = {};
  for (const { cause, elementMilligrams } of passages) {
    for (const [element, mass] of statedElements(elementMilligrams)) {
      sums[element] = (sums[element] ?? 0n) + (cause === 'taken' ? -mass : mass);
    }
  }
  return sums;
}
