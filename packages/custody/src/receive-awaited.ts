/** A dispatch that a receipt has waited for: what both name is received by it. */
import { awaitedUnder } from './awaited-receipt.ts';
import type { AwaitedLine, AwaitedReceipt, LotState, PartyState } from './custody-state.ts';
import type { EventOf } from './event.ts';
import { CLOCK_DISAGREEMENT_MAX_MILLISECONDS, moveLot } from './lot-in-use.ts';
import { Refused } from './refusal.ts';
import { addFinding, type Ruling } from './ruling.ts';
import { noteSeals, noteVariance } from './transfer-differences.ts';

/**
 * Ends the wait for this dispatch, and gives the lines that are received by it, by lot: none where nobody has waited, or
 * another party than it goes to.
 */
export function endWait(ruling: Ruling, event: EventOf<'transfer-dispatched'>): ReadonlyMap<string, AwaitedLine> {
  const { transfer, consignee } = event;
  const receipts = awaitedUnder(ruling.state, transfer);
  const [first] = receipts;
  const received = new Map<string, AwaitedLine>();
  if (first === undefined) return received;
  const { eventNumber } = ruling;
  ruling.facts.push({ kind: 'awaited-end', eventNumber, transfer, end: 'dispatched', reason: null });
  if (first.consignee !== consignee) {
    const message = `transfer ${transfer} goes to ${consignee}, the receipt that waited for it is by ${first.consignee}: nothing of it is received`;
    addFinding(ruling, 'awaited-differs', message);
    return received;
  }
  for (const receipt of receipts) requireTimely(ruling, receipt);
  const seals = receipts.flatMap((receipt) => receipt.seals ?? []);
  noteSeals(ruling, { transfer, seals: event.seals ?? null }, seals.length === 0 ? null : seals);
  for (const { lines } of receipts) for (const [lot, line] of lines) received.set(lot, line);
  noteMissing(ruling, event, received);
  return received;
}

/** What is received passes to its consignee at once, both weights kept. */
export function receiveAwaited(
  ruling: Ruling,
  lot: LotState,
  { measured, uncertaintyPartsPerMillion, discrepancy }: AwaitedLine,
  transfer: string,
  receiver: PartyState,
): void {
  const { eventNumber } = ruling;
  const line = { transfer, lotNumber: lot.lotNumber, lot: lot.lot, measured, discrepancy };
  ruling.facts.push({ kind: 'receipt-line', eventNumber, ...line, outcome: 'accepted', rejectedLot: null });
  noteVariance(ruling, receiver, lot, { transfer, declared: lot.remaining, measured, uncertaintyPartsPerMillion });
  moveLot(ruling, lot, 'held', receiver.party, null);
}

/** Two clocks may disagree by a day: what is sent later than that was not what arrived. */
function requireTimely(ruling: Ruling, { transfer, consignee, occurredAt: receivedAt }: AwaitedReceipt): void {
  const { occurredAt } = ruling.event;
  if (occurredAt <= receivedAt) return;
  const message = `${ruling.actor.party} says that transfer ${transfer} was dispatched at ${occurredAt}, ${consignee} received it at ${receivedAt}`;
  const backMilliseconds = new Date(occurredAt).getTime() - new Date(receivedAt).getTime();
  if (backMilliseconds > CLOCK_DISAGREEMENT_MAX_MILLISECONDS) {
    const facts = { transfer, occurredAt, latest: receivedAt };
    throw new Refused('time-goes-back', 'occurredAt', `${message}; correct the time, or cancel the wait`, facts);
  }
  addFinding(ruling, 'time-goes-back', message);
}

/** What was received and not dispatched is for somebody to look at. What was dispatched and not received is in transit. */
function noteMissing(
  ruling: Ruling,
  { transfer, lines }: EventOf<'transfer-dispatched'>,
  received: ReadonlyMap<string, AwaitedLine>,
): void {
  const sent = new Set(lines.map(({ lot }) => lot));
  const missing = [...received.keys()].filter((lot) => !sent.has(lot));
  if (missing.length === 0) return;
  const message = `transfer ${transfer} is received with ${missing.join(', ')}, which its dispatch does not name: it names ${[...sent].join(', ')}`;
  addFinding(ruling, 'awaited-differs', message);
}
