import { noteAwaitedLots } from './decide/awaited-receipt.ts';
import type { CustodyState } from './state/custody-state.ts';
import { decideLotAdjusted, decideLotDisposed } from './decide/decide-amount-change.ts';
import { decideCheckpointKeyAdded, decideCheckpointKeyRetired } from './decide/decide-checkpoint-key.ts';
import {
  decideControlListEnded,
  decideControlListPublished,
  decideControlListSuspended,
} from './decide/decide-control-list.ts';
import { decideTransferCancelled } from './decide/decide-cancellation.ts';
import { decideTransferSettled } from './decide/decide-settlement.ts';
import { decideReturnFiled, decideSaleFiled } from './decide/decide-filing.ts';
import { decideFindingAnswered, decideFindingClosed, decideFindingRuleSet } from './decide/decide-finding.ts';
import { decideHoldPlaced, decideHoldReleased } from './decide/decide-hold.ts';
import { decideEventCorrected } from './decide/decide-correction.ts';
import { decideLicenceApplied } from './controls/decide-licence-applied.ts';
import {
  decideLicenceExpedited,
  decideLicenceHandled,
  decideLicenceInformationProvided,
  decideLicenceReviewed,
  decideLicenceWithdrawn,
} from './controls/decide-licence-case.ts';
import {
  decideLicenceAmended,
  decideLicenceDecided,
  decideLicenceStanding,
} from './controls/decide-licence-decided.ts';
import { decideKeyEnrolled, decideKeyRevoked } from './decide/decide-key.ts';
import { decideLotAssayed } from './decide/decide-lot-assayed.ts';
import { decideLotCreated } from './decide/decide-lot-created.ts';
import { decideLotTransformed } from './decide/decide-lot-transformed.ts';
import { decideOwnershipTransferred } from './decide/decide-ownership.ts';
import { decideMandateEnded, decideMandateGiven } from './decide/decide-mandate.ts';
import { decideQuotaAllocated } from './decide/decide-quota.ts';
import { decideTransferReceived } from './decide/decide-receipt.ts';
import { decideFacilityRegistered, decideLedgerOpened, decidePartyRegistered } from './decide/decide-registration.ts';
import { decideOpeningErased, noteSealed } from './decide/decide-seal.ts';
import { decideAccessEnded, decideAccessGranted, decideFieldViewed } from './decide/decide-access.ts';
import { decideShipmentArrived, decideShipmentDeclared } from './decide/decide-declaration.ts';
import { decideShipmentEnded, decideShipmentPacked } from './decide/decide-shipment.ts';
import { decideTransferDispatched } from './decide/decide-transfer.ts';
import { decideStockStated, decideTradeGapStated } from './decide/decide-trade.ts';
import { decideUnitPacked, decideUnitUnpacked } from './decide/decide-unit.ts';
import { decideYieldRangesSet } from './decide/decide-yield-ranges.ts';
import type { CustodyEvent } from './event.ts';
import { noteDatedAhead } from './decide/dated-ahead.ts';
import { nameDocuments } from './decide/name-documents.ts';
import type { Fact } from './fact.ts';
import { type Refusal, Refused } from './refusal.ts';
import { requireExactSums } from './decide/require-exact.ts';
import { type DecisionContext, type Ruling, startRuling } from './decide/ruling.ts';

export type Decision =
  /** `party` is whose act it was: of an event on behalf of another, the principal. */
  | { readonly accepted: true; readonly facts: readonly Fact[]; readonly party: string }
  | { readonly accepted: false; readonly refusal: Refusal };

/**
 * Decides one event on a state in which everything that `planLookups` names was looked up; names of new things may be left
 * to the database. Changes nothing: when accepted, `applyFact` brings the state forward. The same events always give the
 * same facts: an audit replays them.
 */
export function decide(state: CustodyState, event: CustodyEvent, context: DecisionContext): Decision {
  try {
    const { facts, party } = rule(state, event, context);
    return { accepted: true, facts, party };
  } catch (error) {
    if (error instanceof Refused) return { accepted: false, refusal: error.refusal };
    throw error;
  }
}

function rule(state: CustodyState, event: CustodyEvent, context: DecisionContext): { facts: Fact[]; party: string } {
  if (event.type === 'ledger-opened') return decideLedgerOpened(state, event, context);
  if (state.policy === null) {
    const message = `the ledger is not open: its first event must be ledger-opened, this is ${event.type}`;
    throw new Refused('not-opened', 'type', message, { type: event.type, expected: 'ledger-opened' });
  }
  const ruling = startRuling(state, event, context);
  const { eventNumber, actor, signer } = ruling;
  if (signer !== actor.party) {
    ruling.facts.push({ kind: 'on-behalf', eventNumber, agent: signer, principal: actor.party });
  }
  dispatch(ruling, event, context);
  noteDatedAhead(ruling, event, context.recordedAt);
  requireExactSums(ruling);
  noteAwaitedLots(ruling);
  if (event.documents !== undefined) nameDocuments(ruling, event.documents);
  if (event.sealed !== undefined) noteSealed(ruling, event.id, event.sealed);
  for (const [index, { code, message }] of ruling.findings.entries()) {
    ruling.facts.push({ kind: 'finding', eventNumber, index, code, message });
  }
  return { facts: ruling.facts, party: ruling.actor.party };
}

function dispatch(ruling: Ruling, event: Exclude<CustodyEvent, { type: 'ledger-opened' }>, context: DecisionContext) {
  switch (event.type) {
    case 'party-registered':
      return decidePartyRegistered(ruling, event);
    case 'facility-registered':
      return decideFacilityRegistered(ruling, event);
    case 'yield-ranges-set':
      return decideYieldRangesSet(ruling, event);
    case 'key-enrolled':
      return decideKeyEnrolled(ruling, event, context.checkEnrolment);
    case 'key-revoked':
      return decideKeyRevoked(ruling, event, context.recordedAt);
    case 'checkpoint-key-added':
      return decideCheckpointKeyAdded(ruling, event, context.checkEnrolment);
    case 'checkpoint-key-retired':
      return decideCheckpointKeyRetired(ruling, event);
    case 'lot-created':
      return decideLotCreated(ruling, event);
    case 'lot-transformed':
      return decideLotTransformed(ruling, event);
    case 'lot-assayed':
      return decideLotAssayed(ruling, event);
    case 'lot-adjusted':
      return decideLotAdjusted(ruling, event);
    case 'lot-disposed':
      return decideLotDisposed(ruling, event);
    case 'transfer-dispatched':
      return decideTransferDispatched(ruling, event);
    case 'transfer-received':
      return decideTransferReceived(ruling, event);
    case 'transfer-cancelled':
      return decideTransferCancelled(ruling, event);
    case 'transfer-settled':
      return decideTransferSettled(ruling, event);
    case 'shipment-packed':
      return decideShipmentPacked(ruling, event);
    case 'shipment-unpacked':
      return decideShipmentEnded(ruling, event, 'unpacked');
    case 'shipment-exited':
      return decideShipmentEnded(ruling, event, 'exited');
    case 'shipment-declared':
      return decideShipmentDeclared(ruling, event);
    case 'shipment-arrived':
      return decideShipmentArrived(ruling, event);
    case 'unit-packed':
      return decideUnitPacked(ruling, event);
    case 'unit-unpacked':
      return decideUnitUnpacked(ruling, event);
    case 'ownership-transferred':
      return decideOwnershipTransferred(ruling, event);
    case 'mandate-given':
      return decideMandateGiven(ruling, event);
    case 'mandate-ended':
      return decideMandateEnded(ruling, event);
    case 'hold-placed':
      return decideHoldPlaced(ruling, event);
    case 'hold-released':
      return decideHoldReleased(ruling, event);
    case 'finding-rule-set':
      return decideFindingRuleSet(ruling, event);
    case 'finding-answered':
      return decideFindingAnswered(ruling, event);
    case 'finding-closed':
      return decideFindingClosed(ruling, event);
    case 'quota-allocated':
      return decideQuotaAllocated(ruling, event);
    case 'sale-filed':
      return decideSaleFiled(ruling, event);
    case 'return-filed':
      return decideReturnFiled(ruling, event);
    case 'control-list-published':
      return decideControlListPublished(ruling, event);
    case 'control-list-suspended':
      return decideControlListSuspended(ruling, event);
    case 'control-list-ended':
      return decideControlListEnded(ruling, event);
    case 'licence-applied':
      return decideLicenceApplied(ruling, event);
    case 'licence-returned':
    case 'licence-accepted':
    case 'licence-information-requested':
      return decideLicenceHandled(ruling, event);
    case 'licence-information-provided':
      return decideLicenceInformationProvided(ruling, event);
    case 'licence-reviewed':
      return decideLicenceReviewed(ruling, event);
    case 'licence-expedited':
      return decideLicenceExpedited(ruling, event);
    case 'licence-decided':
      return decideLicenceDecided(ruling, event);
    case 'licence-amended':
      return decideLicenceAmended(ruling, event);
    case 'licence-suspended':
    case 'licence-resumed':
    case 'licence-revoked':
      return decideLicenceStanding(ruling, event);
    case 'licence-withdrawn':
      return decideLicenceWithdrawn(ruling, event);
    case 'trade-gap-stated':
      return decideTradeGapStated(ruling, event);
    case 'stock-stated':
      return decideStockStated(ruling, event);
    case 'opening-erased':
      return decideOpeningErased(ruling, event);
    case 'access-granted':
      return decideAccessGranted(ruling, event);
    case 'access-ended':
      return decideAccessEnded(ruling, event);
    case 'field-viewed':
      return decideFieldViewed(ruling, event);
    case 'event-corrected':
      return decideEventCorrected(ruling, event);
    default:
      return event satisfies never;
  }
}
