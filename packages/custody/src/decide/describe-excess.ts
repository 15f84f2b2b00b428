import { formatAmount, formatKilograms } from '../format-amount.ts';
import { type Excess, isWithinUncertainty } from '../material-balance.ts';
import type { Step } from '../material.ts';
import { suggestSlip } from '../suggest-slip.ts';

/**
 * Says of an excess what went in, what came out and how the one is more than the other. Of a step with a circuit the
 * stock stands apart, and the two parts of an excess add up to it: the opening above the record, and what is given
 * above inputs and opening. `moisturePartsPerMillion` is that of the outputs, where they agree on one.
 */
export function describeExcess(
  step: Step,
  circuit: string | null,
  excess: Excess,
  moisturePartsPerMillion: number | null = null,
): { message: string; facts: Record<string, string> } {
  const { element, inMilligrams, outMilligrams, excessMilligrams, toleranceMilligrams } = excess;
  const facts = {
    element,
    in: inMilligrams.toString(),
    out: outMilligrams.toString(),
    excess: excessMilligrams.toString(),
    tolerance: toleranceMilligrams.toString(),
    ...bothTolerances(excess),
  };
  const slip = suggestSlip({
    what: element,
    stated: outMilligrams,
    expected: inMilligrams,
    moisturePartsPerMillion,
  });
  const guess = slip === null ? '' : `; ${slip}`;
  const verdict = `${formatKilograms(excessMilligrams)} ${isWithinUncertainty(excess) ? 'more' : 'too much'} (${adviceFor(excess)})${guess}`;
  const given = `gives ${formatAmount(element, outMilligrams)}`;
  if (circuit === null) {
    return { message: `${step} takes ${formatAmount(element, inMilligrams)} and ${given}: ${verdict}`, facts };
  }
  const { recordedStockMilligrams: recorded, statedOpeningMilligrams: stated } = excess;
  const inputs = inMilligrams - recorded;
  const aboveRecord = stated - recorded;
  const aboveOpening = excessMilligrams - aboveRecord;
  const opening = `circuit ${circuit} opens with ${formatAmount(element, stated)}, ${formatAmount(element, recorded)} is recorded there`;
  const sum = `${formatKilograms(aboveRecord)} above the record + ${formatKilograms(aboveOpening)} given above inputs and opening`;
  const message = `${step} takes ${formatAmount(element, inputs)} and ${given}; ${opening}: ${sum} = ${verdict}`;
  const parts = {
    circuit,
    inputs: inputs.toString(),
    recorded: recorded.toString(),
    stated: stated.toString(),
    aboveRecord: aboveRecord.toString(),
    aboveOpening: aboveOpening.toString(),
  };
  return { message, facts: { ...facts, ...parts } };
}

/** Where an uncertainty is stated there are two figures, of which the larger counts. */
function bothTolerances({
  balanceToleranceMilligrams,
  uncertaintyToleranceMilligrams,
}: Excess): Record<string, string> {
  if (uncertaintyToleranceMilligrams === null) return {};
  return {
    balanceTolerance: balanceToleranceMilligrams.toString(),
    uncertaintyTolerance: uncertaintyToleranceMilligrams.toString(),
  };
}

function describeTolerance(excess: Excess): string {
  const { toleranceMilligrams, balanceToleranceMilligrams: balance, uncertaintyToleranceMilligrams } = excess;
  const tolerance = `tolerance ${formatKilograms(toleranceMilligrams)}`;
  if (uncertaintyToleranceMilligrams === null) return tolerance;
  const [byPolicy, byUncertainty] = [formatKilograms(balance), formatKilograms(uncertaintyToleranceMilligrams)];
  return balance < uncertaintyToleranceMilligrams
    ? `${tolerance}, three times the combined uncertainty; ${byPolicy} by the policy`
    : `${tolerance} by the policy; three times the combined uncertainty is ${byUncertainty}`;
}

function adviceFor(excess: Excess): string {
  const { inMilligrams, statedOpeningMilligrams } = excess;
  if (inMilligrams > 0n) return describeTolerance(excess);
  const advice = 'no input states it: assay the input first';
  return statedOpeningMilligrams > 0n ? `${advice}, or correct the opening` : advice;
}
