/** An earlier event was wrong: it is taken back, or replaced, or what stands in the way of that is recorded. */
import { correctLots } from './correct-lots.ts';
import { type Correction, formatPlace, requireUnchanged } from './correction.ts';
import { partsOf } from './correction-target.ts';
import { known, lookedUp, type LotState, type TargetState } from './custody-state.ts';
import { type CustodyEvent, type EventOf, type EventType, replacementOf } from './event.ts';
import type { CorrectionOutcome } from './facts-of-oversight.ts';
import { requireTimeOrder } from './lot-in-use.ts';
import { Refused } from './refusal.ts';
import { mayAct, ROLES_FOR_ACT } from './role.ts';
import { addFinding, type Ruling } from './ruling.ts';

/**
 * A correction voids its target, and puts a replacement in its place when it has one. It takes effect as a whole, or is
 * recorded as contested and changes nothing. Only whoever recorded the target corrects it, or an authority.
 */
export function decideEventCorrected(ruling: Ruling, event: EventOf<'event-corrected'>): void {
  const target = requireTarget(ruling, event.corrects);
  const replacement = replacementOf(event);
  const standing = requireCorrectable(target, replacement);
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
  };
  correct(correction, standing, replacement);
  const outcome = outcomeOf(correction, replacement);
  if (outcome === 'contested') {
    const message = `the correction of event ${formatPlace(target.eventNumber)} is contested: ${correction.obstacles.join('; ')}`;
    addFinding(ruling, 'correction-contested', message);
  } else {
    for (const lot of lotsChangedBy(correction)) requireTimeOrder(ruling, lot);
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
    target: outcome === 'contested' ? target : targetAfter(correction, replacement),
  });
}

function requireTarget({ state, actor }: Ruling, corrects: string): TargetState {
  const target = lookedUp(state.targets, corrects);
  if (target === null) {
    const message = `no event with the digest ${corrects} is recorded: the correction names it, and nothing has that digest; lodestone events --json lists the digests`;
    throw new Refused('unknown-event', 'corrects', message, { corrects, found: null });
  }
  if (actor.party === target.party || mayAct(actor.roles, 'correct-for-another')) return target;
  const [roles, needed] = [actor.roles.join(', '), ROLES_FOR_ACT['correct-for-another'].join(', ')];
  const message = `event ${formatPlace(target.eventNumber)} is by ${target.party}, the correction is by ${actor.party}, which is ${roles}: who recorded it corrects it, or one of: ${needed}`;
  throw new Refused('not-author', 'corrects', message, { author: target.party, party: actor.party, roles, needed });
}

/** The events that can be voided or replaced. */
type Correctable = Extract<CustodyEvent, { type: 'lot-created' | 'lot-transformed' }>;

/** What to record where a correction has no business, or none that is built. */
const INSTEAD: Readonly<Record<Exclude<EventType, Correctable['type']>, string>> = {
  'ledger-opened': 'what opened the ledger stands for ever',
  'key-enrolled': 'revoke the key',
  'key-revoked': 'a revoked key stays revoked; enrol another',
  'event-corrected': 'correct the event that it names once more',
  'party-registered': 'register another party under another id',
  'facility-registered': 'register another facility under another id',
  'yield-ranges-set': 'set the ranges anew',
  'lot-assayed': 'record the assay anew, as a later version',
  'lot-adjusted': 'adjust the lot to what is there',
  'lot-disposed': 'adjust the lot to what is there, or record what is found again',
  'transfer-dispatched': 'let its consignee receive it or reject it',
  'transfer-received': 'record what happened since',
  'transfer-cancelled': 'dispatch the lots anew',
  'transfer-settled': 'settle it anew, or adjust the lot',
  'shipment-packed': 'unpack the shipment and pack it anew',
  'shipment-unpacked': 'pack the lots anew',
  'shipment-exited': 'what has left stays so',
  'unit-packed': 'unpack the unit and pack it anew',
  'unit-unpacked': 'pack the unit anew',
  'ownership-transferred': 'let the owner state another',
  'hold-placed': 'release the hold',
  'hold-released': 'place another hold',
  'mandate-given': 'end the mandate, or give another',
  'mandate-ended': 'give the mandate anew',
};

/** What counts of the target now, if that can be voided, or replaced by an event of the same type. */
function requireCorrectable(target: TargetState, replacement: CustodyEvent | null): Correctable {
  const { event: standing } = target;
  if (standing === null) {
    const [voided, asked] = [formatPlace(target.standingNumber), replacement === null ? 'void' : 'replace'];
    const message = `event ${formatPlace(target.eventNumber)} was voided by event ${voided}, the correction is to ${asked} it: nothing of it is left; record it anew`;
    throw new Refused('event-voided', 'corrects', message, {
      asked,
      voidedBy: voided,
      target: formatPlace(target.eventNumber),
    });
  }
  const { type } = standing;
  if (type !== 'lot-created' && type !== 'lot-transformed') {
    const instead = INSTEAD[type];
    const asked = replacement === null ? 'void' : 'replace';
    const message = `event ${formatPlace(target.eventNumber)} is ${type}, the correction is to ${asked} it: that cannot be; ${instead}`;
    throw new Refused('not-correctable', 'corrects', message, { type, asked, instead });
  }
  if (replacement !== null)
    requireUnchanged('type', type, replacement.type, 'a replacement has the type of its target');
  return standing;
}

function correct(correction: Correction, standing: Correctable, replacement: CustodyEvent | null): void {
  return correctLots(correction, standing, replacement?.type === standing.type ? replacement : null);
}

function outcomeOf({ obstacles }: Correction, replacement: CustodyEvent | null): CorrectionOutcome {
  if (obstacles.length > 0) return 'contested';
  return replacement === null ? 'voided' : 'replaced';
}

/** The target as it counts from this correction on. */
function targetAfter({ target, eventNumber, standing }: Correction, replacement: CustodyEvent | null): TargetState {
  const { firstLotNumber } = target;
  return { ...target, event: replacement, standingNumber: eventNumber, ...partsOf(standing), firstLotNumber };
}

function lotsChangedBy({ facts, ruling }: Correction): LotState[] {
  const names = new Set(facts.flatMap((fact) => (fact.kind === 'change' ? [fact.lot] : [])));
  return [...names].map((name) => known(ruling.state.things, name)).filter((thing) => thing.kind === 'lot');
}
