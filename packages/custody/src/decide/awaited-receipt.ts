/** Receipts that wait for their dispatch: what they keep others from. */
import { awaitedReturn, awaitedUnder } from './awaited-names.ts';
import type { CustodyState } from '../state/custody-state.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { AwaitedReceipt } from '../state/state-of-transfers.ts';
import { Refused } from '../refusal.ts';
import type { Ruling } from './ruling.ts';

/** The waiting receipt of a lot that it names as sent by `consignor`. */
export function awaitedLot({ awaited }: CustodyState, consignor: string, lot: string): AwaitedReceipt | undefined {
  return awaited.get(lot)?.find((receipt) => receipt.consignor === consignor && receipt.lines.has(lot));
}

/** Refuses to use a lot that its custodian is said to have sent; only that dispatch can be recorded of it. */
export function requireNotAwaited({ state, event }: Ruling, field: string, { lot, custodian }: LotState): void {
  const receipt = awaitedLot(state, custodian, lot);
  if (receipt === undefined) return;
  const { transfer, consignee } = receipt;
  if (event.type === 'transfer-dispatched' && event.transfer === transfer) return;
  const message = `lot ${lot} is awaited: ${consignee} has received it from ${custodian} under transfer ${transfer}, whose dispatch is not recorded, and only a held lot can be used; ${custodian} records that dispatch first, or cancels the wait`;
  throw new Refused('awaited', field, message, { lot, transfer, consignee, expected: 'held', found: 'awaited' });
}

/** Refuses an id that waiting receipts keep: for the dispatch that they wait for, or for what goes back by it. */
export function requireNoneAwaited({ state, actor }: Ruling, field: string, kind: string, id: string): void {
  // Nearly no id is kept by a receipt.
  if (!state.awaited.get(id)) return;
  const { party } = actor;
  const [receipt] = awaitedUnder(state, id);
  if (receipt !== undefined) {
    const { consignor, consignee } = receipt;
    if (kind === 'transfer' && party === consignor) return;
    const message = `${id} is already the id of a transfer from ${consignor} that ${consignee} has received and whose dispatch is awaited, the event by ${party} gives it to a new ${kind}: choose another id`;
    throw new Refused('id-used', field, message, { id, asked: kind, usedFor: 'transfer', consignor, party });
  }
  const returning = awaitedReturn(state, id);
  if (returning === undefined) return;
  const { transfer, consignor, consignee } = returning;
  const message = `${id} is kept for what ${consignee} sends back to ${consignor} of transfer ${transfer}, whose dispatch is awaited, the event by ${party} gives it to a new ${kind}: choose another id`;
  throw new Refused('id-used', field, message, {
    id,
    asked: kind,
    usedFor: 'lot',
    transfer,
    consignor,
    consignee,
    party,
  });
}

/**
 * Says of each lot that is new that somebody has received it already, whoever sent it. So whoever records it is told what
 * is asked of it; and the database is shown that it was known: see migration 0022.
 */
export function noteAwaitedLots(ruling: Ruling): void {
  for (const fact of ruling.facts) {
    if (fact.kind !== 'lot') continue;
    const { lot } = fact;
    const receipt = ruling.state.awaited.get(lot)?.find(({ lines }) => lines.has(lot));
    if (receipt === undefined) continue;
    const { transfer, consignor, consignee } = receipt;
    const message = `lot ${lot} is recorded by ${ruling.actor.party}, and ${consignee} has received a lot of this id from ${consignor} under transfer ${transfer}, whose dispatch is awaited`;
    ruling.findings.push({ code: 'lot-awaited', message });
  }
}
