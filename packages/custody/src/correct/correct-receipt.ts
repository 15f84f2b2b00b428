/** A receipt was wrong. Custody has passed on two signatures, and passes otherwise on two: of both parties, or an authority's. */
import { awaitedUnder } from '../decide/awaited-names.ts';
import { type Correction, formatPlace, requireUnchanged } from './correction.ts';
import type { CustodyState } from '../state/custody-state.ts';
import type { TargetState } from '../state/state-of-corrections.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { TransferState } from '../state/state-of-transfers.ts';
import { decideTransferReceived } from '../decide/decide-receipt.ts';
import { settlementOf } from '../decide/dispute.ts';
import type { CustodyEvent, EventOf } from '../event.ts';
import { divisionOf, replaceDivision, undoDivision } from './correct-division.ts';
import { expectHeld, expectNotOnHold, expectPlace, expectWholeUnits } from './lot-as-left.ts';
import { moveLot } from '../decide/lot-in-use.ts';
import { requireThing, type Ruling } from '../decide/ruling.ts';
import { isSameValue } from '../same-value.ts';
import { redo, startUndoing } from './undo-and-redo.ts';

type Receipt = EventOf<'transfer-received'>;

/** Who may say, beside its author and an authority, that a receipt was wrong: the other party to the transfer. */
export function isOtherSide({ state, actor }: Ruling, { event }: TargetState): boolean {
  if (event?.type !== 'transfer-received') return false;
  const transfer = transferOf(state, event.transfer);
  return transfer !== null && (actor.party === transfer.consignor || actor.party === transfer.consignee);
}

/**
 * What was received is under way again, or is received as the replacement says, while it is as the receipt left it.
 * One party's word is contested until the other says the same.
 */
export function correctReceipt(correction: Correction, standing: Receipt, replacement: Receipt | null): void {
  const { ruling, target, obstacles } = correction;
  const { transfer: name } = standing;
  if (replacement !== null) {
    const advice = 'void the receipt, and record one of the other transfer';
    requireUnchanged('transfer', name, replacement.transfer, advice);
  }
  const transfer = transferOf(ruling.state, name);
  const handshake = ruling.state.handshakes.get(name);
  const receipt = handshake?.receipts.find(({ eventNumber }) => eventNumber === target.standingNumber);
  if (transfer === null || !handshake || receipt === undefined) {
    correctAwaited(correction, standing, replacement);
    return;
  }
  expectNotOnHold(correction, transfer);
  for (const dispute of handshake.disputes) {
    const settled = dispute.eventNumber === target.standingNumber ? settlementOf(dispute) : null;
    if (settled === null) continue;
    obstacles.push(
      `the dispute over lot ${dispute.lot} that it opened is settled by event ${formatPlace(settled.eventNumber)} of ${settled.party}, on what was ${settled.basis}: correct that first`,
    );
  }
  const undoing = startUndoing(correction);
  const division = divisionOf(ruling, standing, replacement);
  const passed: LotState[] = [];
  for (const line of standing.lines) {
    const lot = requireThing(ruling, 'corrects', 'lot', line.lot);
    const outcome = receipt.outcomes[line.lot];
    if (outcome === 'rejected') expectPlace(correction, lot, 'returning', name);
    else if (expectHeld(correction, lot, outcome === 'returned' ? transfer.consignor : transfer.consignee))
      passed.push(lot);
    if (division?.lot.lot === lot.lot) undoDivision(undoing, division);
    moveLot(undoing, lot, outcome === 'returned' ? 'returning' : 'in-transit', transfer.consignor, name);
  }
  expectWholeUnits(correction, passed);
  redo(correction, undoing, {
    standing,
    replacement,
    decide: decideTransferReceived,
    prepare: (state) => division?.isKept && forgetLot(state, division.part),
    adapt: (facts) => (division?.isKept ? replaceDivision(correction, division, facts) : facts),
  });
  noteOtherWord(correction, transfer, replacement);
}

/** The lot is made again, under its own number. */
function forgetLot(state: CustodyState, { lot, lotNumber }: LotState): void {
  state.things.set(lot, null);
  state.nextLotNumber = lotNumber;
}

/** A receipt that waits for its dispatch has moved nothing, and is of one party: the wait ends, or goes on otherwise. */
function correctAwaited(correction: Correction, standing: Receipt, replacement: Receipt | null): void {
  const { ruling, target, obstacles, eventNumber, reason } = correction;
  const { transfer } = standing;
  const waiting = awaitedUnder(ruling.state, transfer);
  if (waiting.every((receipt) => receipt.eventNumber !== target.standingNumber)) {
    obstacles.push(
      `the receipt waited for the dispatch of transfer ${transfer}, and waits no more: what it says was received with that, or given up; send back what is wrong by another transfer`,
    );
    return;
  }
  const others = waiting.filter((receipt) => receipt.eventNumber !== target.standingNumber);
  for (const other of others) {
    obstacles.push(
      `transfer ${transfer} is awaited by event ${formatPlace(other.eventNumber)} as well, and a wait ends as a whole: cancel it, and record what was received anew`,
    );
  }
  const undoing = startUndoing(correction);
  undoing.facts.push({ kind: 'awaited-end', eventNumber, transfer, end: 'cancelled', reason });
  redo(correction, undoing, { standing, replacement, decide: decideTransferReceived });
}

/** Notes as an obstacle that only one of both parties has said so yet. An authority that is neither decides alone. */
function noteOtherWord(
  { ruling, target, obstacles }: Correction,
  { consignor, consignee }: TransferState,
  replacement: Receipt | null,
): void {
  const { party } = ruling.actor;
  const isSide = party === consignor || party === consignee;
  if (!isSide || consignor === consignee) return;
  const other = party === consignor ? consignee : consignor;
  const word = target.said.find((said) => said.party === other);
  if (word !== undefined && isSameWord(word.replacement, replacement)) return;
  const differs = word === undefined ? '' : `, whose event ${formatPlace(word.eventNumber)} says otherwise`;
  obstacles.push(`it is by ${party} alone, and waits for ${other} to record the same correction${differs}`);
}

/** Each writes an id and a time of its own. */
function isSameWord(one: CustodyEvent | null, other: CustodyEvent | null): boolean {
  if (one === null || other === null) return one === other;
  const { id: _, occurredAt: __, ...said } = one;
  const { id: ___, occurredAt: ____, ...saidToo } = other;
  return isSameValue(said, saidToo);
}

function transferOf({ things }: CustodyState, name: string): TransferState | null {
  const thing = things.get(name);
  return thing?.kind === 'transfer' ? thing : null;
}
