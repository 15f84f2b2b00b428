/** No element comes out of a step that did not go in. */
import { type Amounts, amountsOf } from '@lodestone/custody/amounts.ts';
import { type ElementMasses, sumElementMasses } from '@lodestone/custody/element-masses.ts';
import { findExcesses, isWithinUncertainty, type UncertainElements } from '@lodestone/custody/material-balance.ts';
import type { BookState, LotInBook } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { fail } from './failure.ts';
import { formatPlace } from './place.ts';
import type { StatedStep } from './read-step.ts';

/** What a step takes of a lot. */
export interface Taken {
  readonly lot: LotInBook;
  readonly amounts: Amounts;
}

interface Weighed {
  readonly taken: readonly Taken[];
  readonly stock: LotInBook | null;
  readonly used: readonly Taken[];
  readonly givenElementMilligrams: ElementMasses;
}

/** Refuses what comes out beyond what goes in and beyond the tolerance; a ledger that observes records it all the same. */
export function requireBalance(
  state: BookState,
  { found, eventNumber }: AuthoredEvent,
  { name, circuit, outputs }: StatedStep,
  { taken, stock, used, givenElementMilligrams }: Weighed,
): void {
  const stated = outputs.flatMap(({ quantity }) => {
    const { uncertaintyPartsPerMillion } = quantity;
    if (uncertaintyPartsPerMillion === null) return [];
    return [{ elementMilligrams: amountsOf(quantity).elementMilligrams, uncertaintyPartsPerMillion }];
  });
  const balance = {
    inputElementMilligrams: sumElementMasses(taken.map(({ amounts }) => amounts.elementMilligrams)),
    recordedStockElementMilligrams: stock?.remaining.elementMilligrams ?? {},
    statedOpeningElementMilligrams: circuit?.opening ?? {},
    givenElementMilligrams,
    uncertain: [...used.flatMap(uncertainPart), ...stated],
  };
  for (const excess of findExcesses(balance, state.policy.balancePartsPerMillion)) {
    if (isWithinUncertainty(excess)) continue;
    const { element, inMilligrams, outMilligrams, toleranceMilligrams } = excess;
    const message = `${name} takes ${inMilligrams} mg ${element} and gives ${outMilligrams} mg, above the tolerance of ${toleranceMilligrams} mg`;
    if (state.policy.enforcement === 'observe') {
      const event = formatPlace(eventNumber);
      const why = 'this ledger records that, and what is too much has no known origin';
      state.notes.push({ kind: 'excess', event, lot: null, message: `event ${event}: ${message}; ${why}` });
      continue;
    }
    const expected = `at most ${inMilligrams + toleranceMilligrams} mg ${element}`;
    fail('balance', found.field, { expected, found: `${outMilligrams} mg`, sentence: message });
  }
}

function uncertainPart({ lot, amounts: { elementMilligrams } }: Taken): UncertainElements[] {
  const { uncertaintyPartsPerMillion } = lot;
  return uncertaintyPartsPerMillion === null ? [] : [{ elementMilligrams, uncertaintyPartsPerMillion }];
}
