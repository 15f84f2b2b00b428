/** How facts about transfers between parties change what the rules know of the past. */
import { awaitedUnder, namesKeptBy, keepName, dropName } from '../decide/awaited-names.ts';
import type { CustodyState } from '../state/custody-state.ts';
import type {
  TransferFact,
  TransferRevisionFact,
  TransferLineFact,
  ReceiptLineFact,
  DisputeFact,
  SettlementFact,
  TransferEndFact,
  AwaitedReceiptFact,
  AwaitedLineFact,
  AwaitedEndFact,
} from './facts-of-transfers.ts';
import { knownThing } from '../state/known-thing.ts';
import type { HandshakeState, DisputeState } from '../state/state-of-transfers.ts';

export function applyTransfer(state: CustodyState, fact: TransferFact): void {
  const { transfer, consignor, consignee, seals } = fact;
  state.things.set(transfer, { kind: 'transfer', transfer, consignor, consignee, seals, hold: null });
  state.handshakes.set(transfer, { isWhole: true, lots: [], receipts: [], ended: null, disputes: [] });
}

export function applyTransferRevision(state: CustodyState, fact: TransferRevisionFact): void {
  const { transfer, consignee, seals } = fact;
  const before = knownThing(state, 'transfer', transfer);
  state.things.set(transfer, { ...before, consignee, seals });
  state.handshakes.set(transfer, { ...handshakeIn(state, transfer), lots: [] });
}

export function applyTransferLine(state: CustodyState, fact: TransferLineFact): void {
  handshakeIn(state, fact.transfer).lots.push(fact.lot);
}

export function applyReceiptLine(state: CustodyState, fact: ReceiptLineFact): void {
  const { eventNumber, transfer, lot, outcome } = fact;
  const handshake = handshakeIn(state, transfer);
  const latest = handshake.receipts.at(-1);
  if (latest?.eventNumber === eventNumber) {
    latest.outcomes[lot] = outcome;
    return;
  }
  const receipts = [...handshake.receipts, { eventNumber, outcomes: { [lot]: outcome } }];
  state.handshakes.set(transfer, { ...handshake, receipts });
}

export function applyDispute(state: CustodyState, fact: DisputeFact): void {
  const { eventNumber, transfer, lot, lotNumber, declared, measured } = fact;
  const handshake = handshakeIn(state, transfer);
  const dispute = { eventNumber, transfer, lot, lotNumber, declared, measured, proposals: [] };
  // In the order of the database, whatever that of the lines of the receipt: obstacles are recorded in it.
  const disputes = [...handshake.disputes, dispute].sort(
    (one, other) => one.eventNumber - other.eventNumber || one.lotNumber - other.lotNumber,
  );
  state.handshakes.set(transfer, { ...handshake, disputes });
}

export function applySettlement(state: CustodyState, fact: SettlementFact): void {
  const handshake = handshakeIn(state, fact.transfer);
  const disputes = handshake.disputes.map((dispute) => (dispute.lot === fact.lot ? settle(dispute, fact) : dispute));
  state.handshakes.set(fact.transfer, { ...handshake, disputes });
}

export function applyTransferEnd(state: CustodyState, fact: TransferEndFact): void {
  const ended = { as: fact.end, eventNumber: fact.eventNumber };
  state.handshakes.set(fact.transfer, { ...handshakeIn(state, fact.transfer), ended });
}

export function applyAwaitedReceipt(state: CustodyState, fact: AwaitedReceiptFact, occurredAt: string): void {
  const { eventNumber, transfer, consignor, consignee, seals, facility } = fact;
  const sides = { eventNumber, transfer, consignor, consignee };
  keepName(state, transfer, { ...sides, seals, facility, occurredAt, lines: new Map() });
}

export function applyAwaitedLine(state: CustodyState, fact: AwaitedLineFact): void {
  const { lot, outcome, measured, uncertaintyPartsPerMillion, rejectedLot, discrepancy } = fact;
  const receipts = state.awaited.get(fact.transfer) ?? [];
  const receipt = receipts.find(({ eventNumber }) => eventNumber === fact.eventNumber);
  if (receipt === undefined) throw new Error(`a line of ${fact.transfer} is awaited, and no receipt of it`);
  receipt.lines.set(lot, { outcome, measured, uncertaintyPartsPerMillion, rejectedLot, discrepancy });
  keepName(state, lot, receipt);
  if (rejectedLot !== null) keepName(state, rejectedLot, receipt);
}

export function applyAwaitedEnd(state: CustodyState, fact: AwaitedEndFact): void {
  for (const receipt of awaitedUnder(state, fact.transfer)) {
    for (const name of namesKeptBy(receipt)) dropName(state, name, receipt);
  }
}

/** What is known of a transfer's handshake; one that was not read says only what comes from now on. */
function handshakeIn(state: CustodyState, transfer: string): HandshakeState {
  const unread = { isWhole: false, lots: [], receipts: [], ended: null, disputes: [] };
  return state.handshakes.get(transfer) ?? unread;
}

function settle(dispute: DisputeState, fact: SettlementFact): DisputeState {
  const { eventNumber, party, basis, quantity, isEffective } = fact;
  const proposals = [...dispute.proposals, { eventNumber, party, basis, quantity, isEffective }];
  return { ...dispute, proposals };
}
