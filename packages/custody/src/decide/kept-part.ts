import { AMOUNT_MEASURES, type AmountMeasure, amountField, type Amounts } from '../amounts.ts';
import type { LotState } from '../state/state-of-lots.ts';
import { formatAmount } from '../format-amount.ts';
import { takePortion } from '../portion.ts';
import { Refused } from '../refusal.ts';

/**
 * What a consignee keeps of a lot that it accepts in part: each measure as it was measured; what was not, in proportion to
 * the first that was. Refuses, at `field`, to keep all of it.
 */
export function keptPart(
  field: string,
  { lot, remaining }: Pick<LotState, 'lot' | 'remaining'>,
  measured: Amounts,
): Amounts {
  const stated = AMOUNT_MEASURES.filter((measure) => measured[measure] !== null);
  const [first = 'netMilligrams'] = [...stated.filter((measure) => remaining[measure] !== null), ...stated];
  for (const measure of stated) refuseAllKept(field, lot, measure, measured[measure], remaining[measure]);
  const kept = { ...takePortion(field, { lot, [first]: Number(measured[first] ?? 0n) }, remaining) };
  for (const measure of stated) if (kept[measure] !== null) kept[measure] = measured[measure];
  return kept;
}

/** Pieces may all be there, one of them too light: of what there is most of, less must be kept than was sent. */
function refuseAllKept(
  field: string,
  lot: string,
  measure: AmountMeasure,
  kept: bigint | null,
  remaining: bigint | null,
): void {
  if (kept === null || remaining === null) return;
  if (kept < remaining || (measure === 'pieces' && kept === remaining)) return;
  const message = `lot ${lot} came with ${formatAmount(measure, remaining)}, the part that is accepted has ${formatAmount(measure, kept)}: nothing is left to go back; say accepted`;
  const facts = { lot, measure, measured: kept.toString(), remaining: remaining.toString() };
  throw new Refused('nothing-rejected', amountField(field, measure), message, facts);
}
