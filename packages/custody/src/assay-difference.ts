/** What an assay finds of a lot beside what its book says. */
import { type AmountMeasure, type Amounts, amountsOf, type StatedAmounts } from './amounts.ts';
import type { LotState } from './state/state-of-lots.ts';
import type { PolicyState } from './state/state-of-members.ts';
import { ELEMENT_SYMBOLS, type ElementSymbol } from './element.ts';
import type { MutableElementMasses } from './element-masses.ts';
import { findVariances, transferTolerances, type Variance } from './transfer-variance.ts';

/** The amounts that an assay states, and the elements that it has looked for in vain. */
interface AssayedAmounts extends StatedAmounts {
  readonly notDetected?: readonly ElementSymbol[] | undefined;
}

/** What there is more of than the book says, or less: of what the assay states, and of what it did not detect. */
export function assayDifference(quantity: AssayedAmounts, remaining: Amounts): Amounts {
  const stated = amountsOf(quantity);
  const differenceIn = (measure: AmountMeasure) => {
    const after = stated[measure];
    return after === null ? null : after - (remaining[measure] ?? 0n);
  };
  const elementMilligrams: MutableElementMasses = {};
  for (const element of ELEMENT_SYMBOLS) {
    const [after, before] = [stated.elementMilligrams[element], remaining.elementMilligrams[element]];
    if (after !== undefined) elementMilligrams[element] = after - (before ?? 0n);
    else if (before !== undefined && quantity.notDetected?.includes(element)) elementMilligrams[element] = -before;
  }
  return {
    netMilligrams: differenceIn('netMilligrams'),
    volumeMillilitres: differenceIn('volumeMillilitres'),
    pieces: differenceIn('pieces'),
    elementMilligrams,
  };
}

/** Where an assay of a lot finds another thing than the book says, beyond what chance explains. */
export function findAssayVariances(
  quantity: AssayedAmounts,
  uncertaintyPartsPerMillion: number,
  lot: Pick<LotState, 'remaining' | 'uncertaintyPartsPerMillion' | 'form'>,
  policy: PolicyState,
): Variance[] {
  const stated = amountsOf(quantity);
  const below = (quantity.notDetected ?? []).map((element) => [element, 0n] as const);
  const elementMilligrams = { ...stated.elementMilligrams, ...Object.fromEntries(below) };
  const measurement = {
    declared: lot.remaining,
    declaredUncertaintyPartsPerMillion: lot.uncertaintyPartsPerMillion,
    measured: { ...stated, elementMilligrams },
    uncertaintyPartsPerMillion,
  };
  return findVariances(measurement, transferTolerances(policy, null, lot.form));
}
