/** What of a lineage is not to be seen or not to be relied on yet, and why. */
import { formatAmount } from '@lodestone/custody/format-amount.ts';
import type { Hold } from '@lodestone/custody/state/state-of-oversight.ts';
import { varianceShare } from '@lodestone/custody/transfer-variance.ts';
import { compareBytes } from '@lodestone/lineage/byte-order.ts';
import type { MissingWhy, TraceMissing } from '@lodestone/lineage/trace/trace-value.ts';
import type { EventBound } from '@lodestone/store/event-bound.ts';
import { type DisputeRow, listDisputes } from '@lodestone/store/ask/read-disputes.ts';
import {
  type CorrectedLot,
  readCorrectionsOfLots,
  readHoldsOn,
  readSealedOfLots,
  type SealedOfLot,
} from '@lodestone/store/lineage/read-lot-marks.ts';
import type { Ledger } from '../open-ledger.ts';

const ORDER: readonly MissingWhy[] = ['withheld', 'in-dispute', 'contested', 'on-hold', 'corrected'];

/** Asks of these lots, and of `subject` whether it is on hold, as of the bound. */
export async function missingOfLineage(
  { database, ledgerId }: Ledger,
  subject: string,
  lots: readonly { readonly lotNumber: number; readonly lot: string }[],
  bound: EventBound,
): Promise<TraceMissing[]> {
  const lotNumbers = lots.map(({ lotNumber }) => lotNumber);
  const things = new Set([subject, ...lots.map(({ lot }) => lot)]);
  const sealed = await readSealedOfLots(database, ledgerId, lotNumbers, bound);
  const disputes = await listDisputes(database, ledgerId, {
    settledToo: false,
    lotNumbers,
    limit: DISPUTES_MAX,
    bound,
  });
  const corrections = await readCorrectionsOfLots(database, ledgerId, lotNumbers, bound);
  const holds = await readHoldsOn(database, ledgerId, [...things], bound);
  const missing: TraceMissing[] = [
    ...sealed.map((each) => ({ lot: each.lot, why: 'withheld' as const, reason: describeSealed(each) })),
    ...disputes.map((each) => ({ lot: each.lot, why: 'in-dispute' as const, reason: describeFigures(each) })),
    ...corrections.map((each) => ({ lot: each.lot, ...describeCorrection(each) })),
    ...holds.map(({ thing, hold }) => ({ lot: thing, why: 'on-hold' as const, reason: describeHold(hold) })),
  ];
  return missing.sort(
    (left, right) => compareBytes(left.lot, right.lot) || ORDER.indexOf(left.why) - ORDER.indexOf(right.why),
  );
}

/** More than anybody reads through; the list of disputes has them all. */
const DISPUTES_MAX = 10_000;

function describeSealed({ field, party, isErased }: SealedOfLot): string {
  const known = isErased ? 'and what opens it was erased' : `${party} can show it`;
  return `${field} is sealed, ${known}`;
}

function describeFigures({ transfer, measure, declared, measured }: DisputeRow): string {
  const share = varianceShare(declared, measured);
  const figures = `${formatAmount(measure, declared)} dispatched, ${formatAmount(measure, measured)} measured`;
  return `${figures}${share === null ? '' : ` (${share})`} under transfer ${transfer}`;
}

function describeCorrection({ type, outcome, reason, obstacles }: CorrectedLot): Omit<TraceMissing, 'lot'> {
  if (outcome !== 'contested') return { why: 'corrected', reason: `its ${type} was ${outcome}: ${reason}` };
  const inTheWay = obstacles.length === 0 ? '' : `; in the way: ${obstacles.join('; ')}`;
  return { why: 'contested', reason: `a correction of its ${type} does not take effect (${reason})${inTheWay}` };
}

function describeHold({ placedBy, placedAt, reason }: Hold): string {
  return `since ${placedAt}, by ${placedBy}: ${reason}`;
}
