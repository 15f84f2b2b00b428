import { awaitDispatch } from './await-dispatch.ts';
import { lookedUp } from '../state/custody-state.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { TransferState } from '../state/state-of-transfers.ts';
import { returnRest } from './divide-lot.ts';
import { keptPart } from './kept-part.ts';
import type { EventOf } from '../event.ts';
import type { ReceiptOutcome } from '../facts/facts-of-transfers.ts';
import { requireLotNotOnHold, requireNotOnHold } from './hold.ts';
import { moveLot, requireTimeOrder } from './lot-in-use.ts';
import { type Amounts, amountsOf, NO_AMOUNTS } from '../amounts.ts';
import { Refused } from '../refusal.ts';
import { addFinding, requireDistinct, requireThing, requireUnused, type Ruling } from './ruling.ts';
import { noteSeals, noteVariance } from './transfer-differences.ts';
import type { ReceiptLine } from '../events/transfer-schema.ts';

/**
 * The consignee's own measurement, and what it takes and what it sends back; or the consignor's, of what comes back.
 * Custody passes for what is accepted. The book quantity stays, both weights are kept.
 */
export function decideTransferReceived(ruling: Ruling, event: EventOf<'transfer-received'>): void {
  const { lines } = event;
  if (lookedUp(ruling.state.things, event.transfer) === null) {
    awaitDispatch(ruling, event);
    return;
  }
  const transfer = requireThing(ruling, 'transfer', 'transfer', event.transfer);
  requireSide(ruling, transfer);
  requireNotOnHold('transfer', transfer);
  requireNamedConsignor(transfer, event.consignor);
  requireDistinct('lines', [...lines.map((line) => line.lot), ...rejectedLots(lines)], 'received lots');
  noteSeals(ruling, transfer, event.seals ?? null);
  for (const [index, line] of lines.entries()) {
    const field = `lines[${index}]`;
    const lot = requireThing(ruling, `${field}.lot`, 'lot', line.lot);
    const isReturn = requireUnderWay(ruling, `${field}.lot`, lot, transfer);
    // A lot on hold arrives all the same; a container that is stopped has not arrived.
    if (lot.unit !== null) requireLotNotOnHold(ruling, `${field}.lot`, { ...lot, hold: null });
    requireTimeOrder(ruling, lot);
    if (isReturn) takeBack(ruling, field, lot, line, transfer);
    else receiveLine(ruling, field, lot, line, transfer);
  }
}

/** The ids that lines give to what goes back of their lots. */
function rejectedLots(lines: readonly ReceiptLine[]): string[] {
  return lines.flatMap((line) => (line.outcome === 'partly-accepted' ? [line.rejectedLot] : []));
}

/** What the consignee says of a lot that is under way to it. */
function receiveLine(ruling: Ruling, field: string, lot: LotState, line: ReceiptLine, transfer: TransferState): void {
  const { consignor, consignee } = transfer;
  const measured = line.measured === undefined ? NO_AMOUNTS : amountsOf(line.measured);
  let kept = lot.remaining;
  if (line.outcome === 'partly-accepted') {
    requireUnused(ruling, `${field}.rejectedLot`, 'lot', line.rejectedLot);
    kept = keptPart(`${field}.measured`, lot, measured);
    const { actor: party, facility: at, event } = ruling;
    const receiver = { party, facility: at?.facility ?? null, occurredAt: event.occurredAt };
    returnRest(ruling, lot, kept, line.rejectedLot, transfer.transfer, receiver);
  }
  pushLine(ruling, lot, line, transfer, line.outcome, measured);
  if (line.outcome === 'rejected') {
    moveLot(ruling, lot, 'returning', consignor, transfer.transfer);
    return;
  }
  noteMeasured(ruling, lot, kept, line, transfer);
  moveLot(ruling, lot, 'held', consignee, null);
}

/** The consignor has again what it answered for all along: nobody is left to reject it. */
function takeBack(ruling: Ruling, field: string, lot: LotState, line: ReceiptLine, transfer: TransferState): void {
  if (line.outcome !== 'accepted') {
    const message = `lot ${lot.lot} is returning to ${transfer.consignor}, who answers for it; the receipt says ${line.outcome}: it can only be accepted, and adjusted if something is missing`;
    const facts = { lot: lot.lot, transfer: transfer.transfer, expected: 'accepted', found: line.outcome };
    throw new Refused('returning', `${field}.outcome`, message, facts);
  }
  const measured = amountsOf(line.measured);
  pushLine(ruling, lot, line, transfer, 'returned', measured);
  noteMeasured(ruling, lot, lot.remaining, line, transfer);
  moveLot(ruling, lot, 'held', transfer.consignor, null);
}

/** What the acting party measured of what it takes stands against the book of it. */
function noteMeasured(
  ruling: Ruling,
  lot: LotState,
  declared: Amounts,
  { measured }: ReceiptLine & { outcome: 'accepted' | 'partly-accepted' },
  { transfer }: TransferState,
): void {
  const uncertaintyPartsPerMillion = measured.uncertaintyPartsPerMillion ?? null;
  const said = { transfer, declared, measured: amountsOf(measured), uncertaintyPartsPerMillion };
  noteVariance(ruling, ruling.actor, lot, said);
}

function pushLine(
  ruling: Ruling,
  { lotNumber, lot }: LotState,
  line: ReceiptLine,
  { transfer }: TransferState,
  outcome: ReceiptOutcome,
  measured: Amounts,
): void {
  const { eventNumber } = ruling;
  const rejectedLot = line.outcome === 'partly-accepted' ? line.rejectedLot : null;
  const discrepancy = line.discrepancy?.kind ?? null;
  const stated = { outcome, measured, rejectedLot, discrepancy };
  ruling.facts.push({ kind: 'receipt-line', eventNumber, transfer, lotNumber, lot, ...stated });
  if (line.discrepancy === undefined) return;
  const { kind, note } = line.discrepancy;
  const message = `${ruling.actor.party} says of lot ${lot}, ${outcome}: ${kind}${note === undefined ? '' : `, ${note}`}`;
  addFinding(ruling, 'discrepancy', message);
}

/** Refuses anybody but the two parties of a transfer; who may receive which lot depends on where that is going. */
function requireSide({ actor }: Ruling, { transfer, consignor, consignee }: TransferState): void {
  if (actor.party !== consignor && actor.party !== consignee)
    refuseReceiver('consignee', transfer, consignee, actor.party);
}

/** Who receives may say who sent, in case nobody else has: it is the same where somebody has. */
function requireNamedConsignor({ transfer, consignor }: TransferState, named: string | undefined): void {
  if (named === undefined || named === consignor) return;
  const message = `transfer ${transfer} is by ${consignor}, the receipt names ${named} as its consignor: leave it out, or correct the id`;
  throw new Refused('not-holder', 'consignor', message, { transfer, consignor, party: named });
}

/** Refuses a lot that is not under way to the acting party under this transfer. Says whether it is on its way back. */
function requireUnderWay({ actor }: Ruling, field: string, lot: LotState, transfer: TransferState): boolean {
  const { whereabouts } = lot;
  const { status } = whereabouts;
  const isUnderWay = status === 'in-transit' || status === 'returning';
  if (!isUnderWay || whereabouts.transfer !== transfer.transfer) {
    const found = isUnderWay ? whereabouts.transfer : status;
    const message = `lot ${lot.lot} is not in transit under transfer ${transfer.transfer}: it is ${whereaboutsOf(lot)}; a receipt names what is under way`;
    throw new Refused('not-in-transfer', field, message, { lot: lot.lot, transfer: transfer.transfer, found });
  }
  const side = status === 'returning' ? 'consignor' : 'consignee';
  if (actor.party !== transfer[side]) refuseReceiver(side, transfer.transfer, transfer[side], actor.party);
  return status === 'returning';
}

function refuseReceiver(side: 'consignor' | 'consignee', transfer: string, receiver: string, party: string): never {
  const goes = side === 'consignor' ? 'comes back' : 'goes';
  const message = `transfer ${transfer} ${goes} to ${receiver}, the receipt is by ${party}: its ${side} signs it`;
  throw new Refused('not-holder', 'transfer', message, { transfer, [side]: receiver, party });
}

/** Where a lot is, as people say it. */
function whereaboutsOf({ whereabouts, custodian }: LotState): string {
  switch (whereabouts.status) {
    case 'held':
      return `held by ${custodian}`;
    case 'lost':
    case 'disposed':
    case 'voided':
      return whereabouts.status;
    case 'in-transit':
      return `in transit under transfer ${whereabouts.transfer}`;
    case 'returning':
      return `returning under transfer ${whereabouts.transfer}`;
    case 'packed':
    case 'exported':
      return `${whereabouts.status} in shipment ${whereabouts.shipment}`;
    default:
      return whereabouts satisfies never;
  }
}
