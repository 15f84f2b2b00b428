/** A dispatch that a receipt has waited for: what both name is received by it. */
import { awaitedUnder } from './awaited-names.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { PartyState } from '../state/state-of-members.ts';
import type { AwaitedLine, AwaitedReceipt } from '../state/state-of-transfers.ts';
import { at, returnRest } from './divide-lot.ts';
import { keptPart } from './kept-part.ts';
import type { EventOf } from '../event.ts';
import { CLOCK_DISAGREEMENT_MAX_MILLISECONDS, moveLot } from './lot-in-use.ts';
import type { Amounts } from '../amounts.ts';
import { Refused } from '../refusal.ts';
import { addFinding, type Ruling } from './ruling.ts';
import { noteSeals, noteVariance } from './transfer-differences.ts';

/** A line that has waited, with when and where the lot arrived. */
export interface ArrivedLine extends AwaitedLine {
  readonly occurredAt: string;
  readonly facility: string | null;
}

/**
 * Ends the wait for this dispatch, and gives the lines that are received by it, by lot: none where nobody has waited, or
 * another party than it goes to.
 */
export function endWait(ruling: Ruling, event: EventOf<'transfer-dispatched'>): ReadonlyMap<string, ArrivedLine> {
  const { transfer, consignee } = event;
  const receipts = awaitedUnder(ruling.state, transfer);
  const [first] = receipts;
  const received = new Map<string, ArrivedLine>();
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
  for (const { lines, facility, occurredAt } of receipts) {
    for (const [lot, line] of lines) received.set(lot, { ...line, facility, occurredAt });
  }
  noteMissing(ruling, event, received);
  return received;
}

/**
 * Does what the receipt says of a lot, as if it came after the dispatch, both weights kept. Says false where it would be
 * refused then, which is noted: the lot is in transit, and is received anew.
 */
export function receiveAwaited(
  ruling: Ruling,
  lot: LotState,
  line: ArrivedLine,
  transfer: string,
  party: PartyState,
): boolean {
  const { outcome, measured, uncertaintyPartsPerMillion, rejectedLot, discrepancy, facility, occurredAt } = line;
  const kept = outcome === 'partly-accepted' ? keptOrRefused(lot, measured) : lot.remaining;
  if (kept instanceof Refused) {
    const { message } = kept;
    addFinding(
      ruling,
      'awaited-differs',
      `the receipt by ${party.party} that waited is none of lot ${lot.lot}: ${message}`,
    );
    return false;
  }
  if (rejectedLot !== null) returnRest(ruling, lot, kept, rejectedLot, transfer, { party, facility, occurredAt });
  const { eventNumber } = ruling;
  const stated = { outcome, measured, rejectedLot, discrepancy };
  const { lotNumber } = lot;
  ruling.facts.push({ kind: 'receipt-line', eventNumber, transfer, lotNumber, lot: lot.lot, ...stated });
  const there = { ...ruling, facility: at(facility) };
  if (outcome === 'rejected') {
    moveLot(there, lot, 'returning', lot.custodian, transfer);
    return true;
  }
  noteVariance(ruling, party, lot, { transfer, declared: kept, measured, uncertaintyPartsPerMillion });
  moveLot(there, lot, 'held', party.party, null);
  return true;
}

/** The consignee could not know the book: what its receipt would be refused for must not refuse the dispatch. */
function keptOrRefused(lot: LotState, measured: Amounts): Amounts | Refused {
  try {
    return keptPart('lines', lot, measured);
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
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
  received: ReadonlyMap<string, ArrivedLine>,
): void {
  const sent = new Set(lines.map(({ lot }) => lot));
  const missing = [...received.keys()].filter((lot) => !sent.has(lot));
  if (missing.length === 0) return;
  const message = `transfer ${transfer} is received with ${missing.join(', ')}, which its dispatch does not name: it names ${[...sent].join(', ')}`;
  addFinding(ruling, 'awaited-differs', message);
}
