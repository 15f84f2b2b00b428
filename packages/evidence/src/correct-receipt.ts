/** Whose word it takes to correct a receipt: custody has passed on two signatures, and passes otherwise on two. */
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import type { BookState } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import type { CorrectionInBook } from './correction-in-book.ts';
import { memberOf, readText, wrong } from './read-members.ts';
import { isSettled } from './recompute-settlement.ts';

/** Says whether both sides have said the same, or an authority that is none; no dispute that it opened is settled. */
export function isReceiptOfBoth({ transfers }: BookState, correction: CorrectionInBook): boolean {
  const { party, isByOther, standing, replacement, target } = correction;
  const { found, event } = standing;
  const transfer = transfers.get(readText(memberOf(found, event, 'transfer')));
  if (transfer === undefined) return false;
  const { consignor, consignee, disputes } = transfer;
  const isSide = party === consignor || party === consignee;
  if (isByOther && !isSide) {
    wrong(
      { ...found, kind: 'role' },
      `the word of ${consignor}, of ${consignee} or of an authority`,
      `that of ${party}`,
    );
  }
  if (disputes.some((dispute) => dispute.eventNumber === target.standingNumber && isSettled(dispute))) return false;
  if (!isSide || consignor === consignee) return true;
  const other = party === consignor ? consignee : consignor;
  return target.words.get(other) === wordsOf(replacement);
}

/** What a party would have; each writes an id and a time of its own. */
export function wordsOf(replacement: AuthoredEvent | null): string {
  if (replacement === null) return 'void';
  const { id: _, occurredAt: __, ...said } = replacement.event;
  return canonicalize(said);
}
