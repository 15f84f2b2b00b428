/** An earlier event was wrong: it is taken back, or replaced, or what stands in the way of that is recorded. */
import { correctAmountChange } from '../correct/correct-amount-change.ts';
import { correctAssay } from '../correct/correct-assay.ts';
import { correctLots } from '../correct/correct-lots.ts';
import { correctMandate } from '../correct/correct-mandate.ts';
import { correctOwnership } from '../correct/correct-ownership.ts';
import { correctFacility, correctParty } from '../correct/correct-registration.ts';
import { correctYieldRanges } from '../correct/correct-yield-ranges.ts';
import { correctDispatch } from '../correct/correct-dispatch.ts';
import { correctReceipt, isOtherSide } from '../correct/correct-receipt.ts';
import { correctSettlement } from '../correct/correct-settlement.ts';
import { correctShipmentEnded, correctShipmentPacked } from '../correct/correct-shipments.ts';
import { correctCancellation } from '../correct/correct-cancellation.ts';
import { correctUnitPacked, correctUnitUnpacked } from '../correct/correct-units.ts';
import { type Correction, formatPlace, requireUnchanged } from '../correct/correction.ts';
import { partsOf } from '../correct/correction-target.ts';
import { lookedUp } from '../state/custody-state.ts';
import type { TargetState } from '../state/state-of-corrections.ts';
import type { LotState } from '../state/state-of-lots.ts';
import { type CustodyEvent, type EventOf, type EventType, replacementOf } from '../event.ts';
import type { CorrectionOutcome } from '../facts/facts-of-oversight.ts';
import { requireTimeOrder } from './lot-in-use.ts';
import { Refused } from '../refusal.ts';
import { mayAct, ROLES_FOR_ACT } from '../role.ts';
import { addFinding, type Ruling } from './ruling.ts';

/**
 * A correction voids its target, and puts a replacement in its place when it has one. It takes effect as a whole, or is
 * recorded as contested and changes nothing. Only whoever recorded the target corrects it, or an authority.
 */
export function decideEventCorrected(ruling: Ruling, event: EventOf<'event-corrected'>): void {
  const target = requireTarget(ruling, event.corrects);
  const replacement = replacementOf(event);
  const standing = requireStanding(target, replacement);
  const correct = requireCorrectable(target, standing.type, replacement);
  const { eventNumber, facility } = ruling;
  const { reason } = event;
  const correction: Correction = {
    ruling,
    eventNumber,
    facility,
    reason,
    target,
    facts: [],
    findings: [],
    obstacles: [],
    standing: [],
    counted: null,
    circuit: null,
    left: [],
  };
  correct(correction, standing, replacement);
  const outcome = outcomeOf(correction, replacement);
  if (outcome === 'contested') {
    const message = `the correction of event ${formatPlace(target.eventNumber)} is contested: ${correction.obstacles.join('; ')}`;
    addFinding(ruling, 'correction-contested', message);
  } else {
    for (const lot of lotsChangedBy(correction)) {
      // What was wrong may have been the date: an event that is taken back holds no time any more.
      if (lot.touchedNumber !== target.standingNumber) requireTimeOrder(ruling, lot);
    }
    ruling.facts.push(...correction.facts);
    ruling.findings.push(...correction.findings);
  }
  ruling.facts.push({
    kind: 'correction',
    eventNumber,
    targetNumber: target.eventNumber,
    outcome,
    reason,
    obstacles: correction.obstacles,
    supersededNumber: outcome === 'contested' ? null : target.standingNumber,
    target: outcome === 'contested' ? withWord(correction, replacement) : targetAfter(correction, replacement),
    counted: outcome === 'contested' ? null : correction.counted,
    circuit: outcome === 'contested' ? null : correction.circuit,
  });
}

function requireTarget(ruling: Ruling, corrects: string): TargetState {
  const { state, actor } = ruling;
  const target = lookedUp(state.targets, corrects);
  if (target === null) {
    const message = `no event with the digest ${corrects} is recorded: the correction names it, and nothing has that digest; lodestone events --json lists the digests`;
    throw new Refused('unknown-event', 'corrects', message, { corrects, found: null });
  }
  if (actor.party === target.party || mayAct(actor.roles, 'correct-for-another')) return target;
  if (isOtherSide(ruling, target)) return target;
  const [roles, needed] = [actor.roles.join(', '), ROLES_FOR_ACT['correct-for-another'].join(', ')];
  const message = `event ${formatPlace(target.eventNumber)} is by ${target.party}, the correction is by ${actor.party}, which is ${roles}: who recorded it corrects it, or one of: ${needed}`;
  throw new Refused('not-author', 'corrects', message, { author: target.party, party: actor.party, roles, needed });
}

/** Corrects a standing event; the replacement has its type, and is null when the event is voided. */
type Correct = (correction: Correction, standing: CustodyEvent, replacement: CustodyEvent | null) => void;

/** How events of each type are corrected; where that cannot be, what to record instead. */
const CORRECTIONS: Readonly<Record<EventType, Correct | string>> = {
  'ledger-opened': 'what opened the ledger stands for ever',
  'key-enrolled': 'revoke the key',
  'key-revoked': 'a revoked key stays revoked; enrol another',
  'checkpoint-key-added': 'retire the key',
  'checkpoint-key-retired': 'a retired key stays retired; add another',
  'hold-placed': 'release the hold',
  'hold-released': 'place another hold',
  'finding-rule-set': 'set the rule anew: the latest counts',
  'finding-answered': 'answer anew: the latest counts',
  'finding-closed': 'close it anew, as reopened where it is to be open: the latest counts',
  'quota-allocated': 'allocate the same quota anew: the latest figure counts',
  'sale-filed': 'file the sale again: the latest counts',
  'return-filed': 'file another return that replaces it',
  'control-list-published': 'publish it anew for the time from which it is to read otherwise, superseding itself',
  'control-list-suspended': 'publish the list anew for the time from which it is to hold, superseding itself',
  'control-list-ended': 'publish what is to hold as a list of another id',
  'licence-applied': 'withdraw the application and file it again',
  'licence-returned': 'accept it once what was missing is there',
  'licence-accepted': 'request what is missing, or decide',
  'licence-information-requested': 'the exporter answers, or request more then',
  'licence-information-provided': 'provide it anew when the authority asks, or withdraw',
  'licence-reviewed': 'review it once more: the latest of each stage counts',
  'licence-expedited': 'ask anew, or answer',
  'licence-decided': 'amend, suspend or revoke what was granted; what was refused is filed again',
  'licence-amended': 'amend it once more',
  'licence-suspended': 'resume it',
  'licence-resumed': 'suspend it',
  'licence-revoked': 'what is revoked stays revoked; it is filed again',
  'licence-withdrawn': 'file it again',
  'trade-gap-stated': 'state it anew: the latest counts',
  'stock-stated': 'state it anew: the latest of a sector and item counts',
  'shipment-declared': 'declare the shipment anew before it leaves: the latest counts',
  'shipment-arrived': 'report the arrival anew: the latest of each party counts',
  'opening-erased': 'what is erased stays erased',
  'access-granted': 'end it, and grant another',
  'access-ended': 'grant access anew',
  'field-viewed': 'what somebody has seen stays seen',
  'event-corrected': 'correct the event that it names once more',
  'lot-created': of('lot-created', correctLots),
  'lot-transformed': of('lot-transformed', correctLots),
  'lot-assayed': of('lot-assayed', correctAssay),
  'lot-adjusted': of('lot-adjusted', correctAmountChange),
  'lot-disposed': of('lot-disposed', correctAmountChange),
  'party-registered': of('party-registered', correctParty),
  'facility-registered': of('facility-registered', correctFacility),
  'yield-ranges-set': of('yield-ranges-set', correctYieldRanges),
  'ownership-transferred': of('ownership-transferred', correctOwnership),
  'mandate-given': of('mandate-given', correctMandate),
  'mandate-ended': of('mandate-ended', correctMandate),
  'transfer-dispatched': of('transfer-dispatched', correctDispatch),
  'transfer-received': of('transfer-received', correctReceipt),
  'transfer-cancelled': of('transfer-cancelled', correctCancellation),
  'transfer-settled': of('transfer-settled', correctSettlement),
  'unit-packed': of('unit-packed', correctUnitPacked),
  'unit-unpacked': of('unit-unpacked', correctUnitUnpacked),
  'shipment-packed': of('shipment-packed', correctShipmentPacked),
  'shipment-unpacked': of('shipment-unpacked', correctShipmentEnded),
  'shipment-exited': of('shipment-exited', correctShipmentEnded),
};

/** Gives a rule for one type of event the shape that the rules of all types have. */
function of<Type extends EventType>(
  type: Type,
  correct: (correction: Correction, standing: EventOf<Type>, replacement: EventOf<Type> | null) => void,
): Correct {
  return (correction, standing, replacement) => {
    if (!isOfType(standing, type)) throw new Error(`a correction of ${type} was to correct ${standing.type}`);
    if (replacement === null) return correct(correction, standing, null);
    const advice = 'a replacement has the type of its target';
    if (!isOfType(replacement, type)) return requireUnchanged('type', type, replacement.type, advice);
    correct(correction, standing, replacement);
  };
}

function isOfType<Type extends EventType>(event: CustodyEvent, type: Type): event is EventOf<Type> {
  return event.type === type;
}

/** What counts of the target now: nothing of a voided one. */
function requireStanding(target: TargetState, replacement: CustodyEvent | null): CustodyEvent {
  if (target.event !== null) return target.event;
  const [voided, asked] = [formatPlace(target.standingNumber), askedOf(replacement)];
  const message = `event ${formatPlace(target.eventNumber)} was voided by event ${voided}, the correction is to ${asked} it: nothing of it is left; record it anew`;
  throw new Refused('event-voided', 'corrects', message, {
    asked,
    voidedBy: voided,
    target: formatPlace(target.eventNumber),
  });
}

function requireCorrectable({ eventNumber }: TargetState, type: EventType, replacement: CustodyEvent | null): Correct {
  const correct = CORRECTIONS[type];
  if (typeof correct !== 'string') return correct;
  const asked = askedOf(replacement);
  const message = `event ${formatPlace(eventNumber)} is ${type}, the correction is to ${asked} it: that cannot be; ${correct}`;
  throw new Refused('not-correctable', 'corrects', message, { type, asked, instead: correct });
}

function askedOf(replacement: CustodyEvent | null): 'void' | 'replace' {
  return replacement === null ? 'void' : 'replace';
}

function outcomeOf({ obstacles }: Correction, replacement: CustodyEvent | null): CorrectionOutcome {
  if (obstacles.length > 0) return 'contested';
  return replacement === null ? 'voided' : 'replaced';
}

/** The target as it counts from this correction on. */
function targetAfter(correction: Correction, replacement: CustodyEvent | null): TargetState {
  const { target, eventNumber, standing, left } = correction;
  const { firstLotNumber } = target;
  const parts = { ...partsOf(standing), firstLotNumber, left };
  return { ...target, event: replacement, standingNumber: eventNumber, ...parts, said: [] };
}

/** The target as it counts all along, and what was said in vain. */
function withWord({ target, ruling, eventNumber }: Correction, replacement: CustodyEvent | null): TargetState {
  const { party } = ruling.actor;
  const others = target.said.filter((word) => word.party !== party);
  return { ...target, said: [...others, { party, eventNumber, replacement }] };
}

/** The lots that were there before and change or move. */
function lotsChangedBy({ facts, ruling }: Correction): LotState[] {
  const names = new Set(
    facts.flatMap((fact) =>
      fact.kind === 'change' || fact.kind === 'movement' || fact.kind === 'unit-line' ? [fact.lot] : [],
    ),
  );
  return [...names].map((name) => ruling.state.things.get(name)).filter((thing) => thing?.kind === 'lot');
}
