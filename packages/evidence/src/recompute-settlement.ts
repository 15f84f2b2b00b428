/** What parties say of a dispute over what was measured, and how it changes the book once it is settled. */
import { addAmounts, type Amounts, amountsOf, NO_AMOUNTS } from '@lodestone/custody/amounts.ts';
import { settledChange, whatBothState } from '@lodestone/custody/decide/settled-change.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { type BookChange, type BookRecord, emptyRecord } from './book.ts';
import { type BookState, requireNotNegative, setLot } from './book-state.ts';
import type { AuthoredEvent } from './check-authors.ts';
import { formatAmounts } from './format-record.ts';
import { memberOf, readAnyObject, readChoice, readText } from './read-members.ts';
import { readOptionalText, readQuantity } from './read-quantity.ts';
import { requireRole } from './require-role.ts';
import type { DisputeInBook, TransferInBook } from './transfer-in-book.ts';

const BASES = ['declared', 'measured', 'agreed'] as const;

/** Two words that are the same settle a dispute, or one of an authority that is no party to it. */
export function settledRecord(state: BookState, authored: AuthoredEvent): BookRecord {
  const { found, event, party, eventNumber } = authored;
  const transfer = readText(memberOf(found, event, 'transfer'));
  const only = readOptionalText(found, event, 'lot');
  const record = emptyRecord(eventNumber);
  const shown = state.transfers.get(transfer);
  if (shown === undefined) return record;
  const { consignor, consignee } = shown;
  const isJudge = party !== consignor && party !== consignee;
  if (isJudge) requireRole(state, authored, 'settle-dispute');
  const place = memberOf(found, event, 'resolution');
  const resolution = readAnyObject(place);
  const basis = readChoice(memberOf(place, resolution, 'basis'), BASES);
  const quantity = basis === 'agreed' ? amountsOf(readQuantity(memberOf(place, resolution, 'quantity'))) : NO_AMOUNTS;
  const words = `${basis} ${canonicalize(formatAmounts(quantity))}`;
  const changed: BookChange[] = [];
  const disputes = shown.disputes.map((dispute) => {
    if (isSettled(dispute) || (only !== null && only !== dispute.lot)) return dispute;
    const latest = new Map(dispute.proposals.map((proposal) => [proposal.party, proposal.words]));
    latest.delete(party);
    const isEffective = isJudge || consignor === consignee || [...latest.values()].includes(words);
    if (isEffective && basis !== 'declared') {
      changed.push(...settle(state, dispute, basis === 'measured' ? whatBothState(dispute) : quantity));
    }
    return { ...dispute, proposals: [...dispute.proposals, { eventNumber, party, words, isEffective }] };
  });
  state.transfers.set(transfer, { ...shown, disputes });
  return { ...record, changed };
}

export function isSettled({ proposals }: DisputeInBook): boolean {
  return proposals.some(({ isEffective }) => isEffective);
}

/** Changes what a transfer's disputes are, where the transfer is known. */
export function changeDisputes(
  { transfers }: BookState,
  transfer: string,
  change: (disputes: TransferInBook['disputes']) => TransferInBook['disputes'],
): void {
  const shown = transfers.get(transfer);
  if (shown !== undefined) transfers.set(transfer, { ...shown, disputes: change(shown.disputes) });
}

function settle(state: BookState, { lot: name, declared }: DisputeInBook, settled: Amounts): BookChange[] {
  const lot = state.lots.get(name);
  if (lot === undefined) return [];
  const amounts = settledChange(settled, declared, lot.remaining);
  const remaining = addAmounts(lot.remaining, amounts);
  if (state.listed.has(name)) requireNotNegative('claim.book', name, remaining);
  setLot(state, { ...lot, remaining });
  return [{ lot: name, cause: 'settled', isMeasured: false, uncertaintyPartsPerMillion: null, amounts }];
}
