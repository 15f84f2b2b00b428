/** Nothing comes out of a step that did not go in: no element, and no measure or form of a step that keeps it. */
import { type Amounts, amountsOf } from '@lodestone/custody/amounts.ts';
import { type ElementMasses, sumElementMasses } from '@lodestone/custody/element-masses.ts';
import { formatAmount } from '@lodestone/custody/format-amount.ts';
import { findExcesses, isWithinUncertainty, type UncertainElements } from '@lodestone/custody/material-balance.ts';
import { findMeasureGains, findOtherForm } from '@lodestone/custody/rearrangement.ts';
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
export function requireBalance(state: BookState, authored: AuthoredEvent, step: StatedStep, weighed: Weighed): void {
  requireMeasuresKept(state, authored, step, weighed);
  requireElementsKept(state, authored, step, weighed);
}

/** As the rules have it: what only rearranges keeps the form, whatever the policy, and gives no more of any measure. */
function requireMeasuresKept(
  state: BookState,
  authored: AuthoredEvent,
  { name, outputs }: StatedStep,
  { taken }: Weighed,
): void {
  const lots = taken.map((part) => {
    return { lot: { form: part.lot.made.form, remaining: part.lot.remaining }, amounts: part.amounts };
  });
  const forms = lots.map(({ lot }) => lot.form);
  const made = outputs.map(({ form }) => form);
  const found = findOtherForm(name, forms, made);
  if (found !== null) {
    const [expected, other] = [forms[0] ?? 'an input', found.other ?? 'none'];
    fail('balance', authored.found.field, {
      expected,
      found: other,
      sentence: `${name} keeps the form ${expected}, and has ${other}`,
    });
  }
  const amounts = outputs.map(({ quantity }) => amountsOf(quantity));
  for (const gain of findMeasureGains(name, lots, amounts)) {
    const [most, given] = [formatAmount(gain.measure, gain.taken), formatAmount(gain.measure, gain.given)];
    refuseExcess(state, authored, {
      expected: `at most ${most}`,
      found: given,
      sentence: `${name} takes ${most} and gives ${given}`,
    });
  }
}

function requireElementsKept(
  state: BookState,
  authored: AuthoredEvent,
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
    const sentence = `${name} takes ${inMilligrams} mg ${element} and gives ${outMilligrams} mg, above the tolerance of ${toleranceMilligrams} mg`;
    const expected = `at most ${inMilligrams + toleranceMilligrams} mg ${element}`;
    refuseExcess(state, authored, { expected, found: `${outMilligrams} mg`, sentence });
  }
}

function refuseExcess(
  { policy, notes }: BookState,
  { found: { field }, eventNumber }: AuthoredEvent,
  excess: { readonly expected: string; readonly found: string; readonly sentence: string },
): void {
  if (policy.enforcement !== 'observe') fail('balance', field, excess);
  const event = formatPlace(eventNumber);
  const why = 'this ledger records that, and what is too much has no known origin';
  notes.push({ kind: 'excess', event, lot: null, message: `event ${event}: ${excess.sentence}; ${why}` });
}

function uncertainPart({ lot, amounts: { elementMilligrams } }: Taken): UncertainElements[] {
  const { uncertaintyPartsPerMillion } = lot;
  return uncertaintyPartsPerMillion === null ? [] : [{ elementMilligrams, uncertaintyPartsPerMillion }];
}
