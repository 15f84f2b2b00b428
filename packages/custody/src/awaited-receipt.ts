/** Receipts that wait for their dispatch: found by transfer and by lot, and what they keep others from. */
import type { AwaitedReceipt, CustodyState, LotState } from './custody-state.ts';
import { Refused } from './refusal.ts';
import type { Ruling } from './ruling.ts';

/** What waits under this id, in the order in which it was recorded. */
export function awaitedUnder({ awaited }: CustodyState, transfer: string): readonly AwaitedReceipt[] {
  return awaited.filter((receipt) => receipt.transfer === transfer);
}

/** The waiting receipt of a lot that it names as sent by `consignor`. */
export function awaitedLot({ awaited }: CustodyState, consignor: string, lot: string): AwaitedReceipt | undefined {
  return awaited.find((receipt) => receipt.consignor === consignor && receipt.lines.has(lot));
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

/** Refuses an id that waiting receipts have, to all but the dispatch that they wait for. */
export function requireNoneAwaited({ state, actor }: Ruling, field: string, kind: string, id: string): void {
  const [receipt] = awaitedUnder(state, id);
  if (receipt === undefined) return;
  const { consignor, consignee } = receipt;
  const { party } = actor;
  if (kind === 'transfer' && party === consignor) return;
  const message = `${id} is already the id of a transfer from ${consignor} that ${consignee} has received and whose dispatch is awaited, the event by ${party} gives it to a new ${kind}: choose another id`;
  throw new Refused('id-used', field, message, { id, asked: kind, usedFor: 'transfer', consignor, party });
}
