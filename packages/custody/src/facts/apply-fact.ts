/** How a fact changes what the rules know of the past. */
import {
  applyPolicy,
  applyParty,
  applyFacility,
  applyYieldRange,
  applyKey,
  applyKeyRevocation,
  applyCheckpointKey,
  applyCheckpointKeyRetirement,
  applyMandate,
} from './apply-facts-of-members.ts';
import {
  applyLot,
  applyStep,
  applyInput,
  applyMovement,
  applyChange,
  applyAssay,
  applyAssayWithdrawal,
  applyOwnership,
  applyLotRevision,
} from './apply-facts-of-lots.ts';
import {
  applyTransfer,
  applyTransferRevision,
  applyTransferLine,
  applyReceiptLine,
  applyDispute,
  applySettlement,
  applyTransferEnd,
  applyAwaitedReceipt,
  applyAwaitedLine,
  applyAwaitedEnd,
} from './apply-facts-of-transfers.ts';
import {
  applyShipment,
  applyShipmentRevision,
  applyShipmentLine,
  applyShipmentEnd,
  applyUnit,
  applyUnitLine,
} from './apply-facts-of-shipments.ts';
import { applyHold, applyDocument, applyCorrection } from './apply-facts-of-oversight.ts';
import { applySealedMember, applyOpeningErasure } from './apply-facts-of-seals.ts';
import { applyDocketStep } from '../docket.ts';
import type { CustodyState } from '../state/custody-state.ts';
import type { Fact } from '../fact.ts';

/** Applies a fact of an event that `party` says happened at `occurredAt`: a principal where an agent signed. */
export function applyFact(state: CustodyState, fact: Fact, party: string, occurredAt: string): void {
  const touch = { touchedBy: party, touchedAt: occurredAt, touchedNumber: fact.eventNumber };
  switch (fact.kind) {
    case 'policy':
      return applyPolicy(state, fact);
    case 'party':
      return applyParty(state, fact);
    case 'facility':
      return applyFacility(state, fact);
    case 'yield-range':
      return applyYieldRange(state, fact);
    case 'key':
      return applyKey(state, fact);
    case 'key-revocation':
      return applyKeyRevocation(state, fact);
    case 'checkpoint-key':
      return applyCheckpointKey(state, fact);
    case 'checkpoint-key-retirement':
      return applyCheckpointKeyRetirement(state, fact);
    case 'mandate':
      return applyMandate(state, fact, occurredAt);
    case 'lot':
      return applyLot(state, fact, touch);
    case 'step':
      return applyStep(state, fact);
    case 'input':
      return applyInput(state, fact, touch);
    case 'movement':
      return applyMovement(state, fact, touch);
    case 'change':
      return applyChange(state, fact, touch);
    case 'assay':
      return applyAssay(state, fact, touch);
    case 'assay-withdrawal':
      return applyAssayWithdrawal(state, fact, touch);
    case 'ownership':
      return applyOwnership(state, fact);
    case 'lot-revision':
      return applyLotRevision(state, fact, touch);
    case 'transfer':
      return applyTransfer(state, fact);
    case 'transfer-revision':
      return applyTransferRevision(state, fact);
    case 'transfer-line':
      return applyTransferLine(state, fact);
    case 'receipt-line':
      return applyReceiptLine(state, fact);
    case 'dispute':
      return applyDispute(state, fact);
    case 'settlement':
      return applySettlement(state, fact);
    case 'transfer-end':
      return applyTransferEnd(state, fact);
    case 'awaited-receipt':
      return applyAwaitedReceipt(state, fact, occurredAt);
    case 'awaited-line':
      return applyAwaitedLine(state, fact);
    case 'awaited-end':
      return applyAwaitedEnd(state, fact);
    case 'shipment':
      return applyShipment(state, fact);
    case 'shipment-revision':
      return applyShipmentRevision(state, fact);
    case 'shipment-line':
      return applyShipmentLine(state, fact);
    case 'shipment-end':
      return applyShipmentEnd(state, fact);
    case 'unit':
      return applyUnit(state, fact);
    case 'unit-line':
      return applyUnitLine(state, fact, touch);
    case 'hold':
      return applyHold(state, fact, occurredAt);
    case 'document':
      return applyDocument(state, fact);
    case 'correction':
      return applyCorrection(state, fact);
    case 'sealed-member':
      return applySealedMember(state, fact);
    case 'opening-erasure':
      return applyOpeningErasure(state, fact);
    case 'docket-step':
      return applyDocketStep(state, fact);
    case 'on-behalf':
    case 'consumption':
    case 'finding':
    case 'finding-rule':
    case 'finding-answer':
      return;
    default:
      fact satisfies never;
  }
}
