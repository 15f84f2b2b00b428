/** Says of a step which of its yields are outside their range, in one finding with the figures and the range. */
import type { FacilityState } from '../state/state-of-members.ts';
import { isElementSymbol } from '../element.ts';
import { formatKilograms } from '../format-amount.ts';
import { measureYields, type MeasuredYield, type StepFlow } from '../measure-yields.ts';
import { formatPercent } from '../format-percent.ts';
import { STEP_YIELDS, type YieldRange } from '../step-yield.ts';
import { suggestSlip } from '../suggest-slip.ts';

const PARTS_PER_MILLION = 1_000_000n;

/** The sentence of the finding, or null when every yield that is known is within its range. */
export function judgeYields(flow: StepFlow, facility: FacilityState | null): string | null {
  const own = facility?.yieldRanges[flow.step];
  const range = own ?? STEP_YIELDS[flow.step];
  const [low, high] = [BigInt(range.lowPartsPerMillion), BigInt(range.highPartsPerMillion)];
  const outside = measureYields(flow).filter(({ taken, useful }) => {
    const scaled = useful * PARTS_PER_MILLION;
    return scaled < taken * low || scaled > taken * high;
  });
  if (outside.length === 0) return null;
  const yields = outside.map(describe).join(', ');
  const usual = own === undefined ? 'usual are' : `${facility?.facility} has set`;
  const slips = outside.flatMap((each) => suggestSlipOf(each) ?? []);
  return [`${flow.step} yields ${yields}`, `${usual} ${formatRange(range)}`, ...slips].join('; ');
}

/** An element that is typed as its oxide on one side of a step alone passes for a poor yield. */
function suggestSlipOf({ of, taken, useful }: MeasuredYield): string | null {
  return isElementSymbol(of) ? suggestSlip({ what: of, stated: useful, expected: taken }) : null;
}

/** `82 % of Nd (216.466 kg of 263.983 kg)`. */
function describe({ of, taken, useful }: MeasuredYield): string {
  const share = `${formatPercent((useful * PARTS_PER_MILLION) / taken)} of ${of}`;
  if (of === 'pieces') return `${share} (${useful} of ${taken})`;
  const scale = of === 'TREO' ? 1_000_000_000n : 1n;
  return `${share} (${formatKilograms(useful / scale)} of ${formatKilograms(taken / scale)})`;
}

function formatRange({ lowPartsPerMillion, highPartsPerMillion }: YieldRange): string {
  return `${formatPercent(BigInt(lowPartsPerMillion))} to ${formatPercent(BigInt(highPartsPerMillion))}`;
}
