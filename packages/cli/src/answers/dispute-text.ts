/** That two scales disagree on a lot, as people read it. */
import { formatAmount } from '@lodestone/custody/format-amount.ts';
import { varianceShare } from '@lodestone/custody/transfer-variance.ts';
import type { BrowsedDispute } from '@lodestone/ledger/ask/browse.ts';

/** The word of one party is not enough. */
export const DISPUTE_ADVICE =
  'A dispute ends when both parties record the same transfer-settled, or an authority records one.';

/** Both figures, and what would explain them. */
export function describeDispute({ transfer, measure, declared, measured, slip }: BrowsedDispute): string {
  const share = varianceShare(declared, measured);
  const figures = `${formatAmount(measure, declared)} dispatched, ${formatAmount(measure, measured)} measured`;
  const said = `disputed under transfer ${transfer}: ${figures}${share === null ? '' : ` (${share})`}`;
  return slip === null ? said : `${said}; ${slip}`;
}
