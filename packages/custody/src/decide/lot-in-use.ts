/** What the rules ask of a lot that an event names: that it may be used, and that time goes forward along it. */
import { requireNotAwaited } from './awaited-receipt.ts';
import type { LotState } from '../state/state-of-lots.ts';
import type { FacilityState } from '../state/state-of-members.ts';
import { elementMassesOf, statedElements } from '../element-masses.ts';
import type { MovementStatus } from '../facts/facts-of-lots.ts';
import { formatAmount } from '../format-amount.ts';
import { requireLotNotOnHold } from './hold.ts';
import { AMOUNT_MEASURES, type Amounts, isSpent } from '../amounts.ts';
import type { Quantity } from '../quantity.ts';
import { Refused } from '../refusal.ts';
import { addFinding, requireThing, type Ruling } from './ruling.ts';

/** Clocks of two parties may disagree by this much; beyond it the order of the record is in doubt. */
export const CLOCK_DISAGREEMENT_MAX_MILLISECONDS = 24 * 60 * 60 * 1000;

/** What an event asks of a lot. Nothing stated asks for all that is left. */
type Asked = Pick<Quantity, 'netMilligrams' | 'volumeMillilitres' | 'pieces' | 'elementMilligrams'>;

/** The lot under the id that `field` gives, held by the acting party, not spent, not on hold and not awaited by a consignee. */
export function requireUsableLot(ruling: Ruling, field: string, id: string, asked: Asked): LotState {
  const lot = requireLotAtHand(ruling, field, id, asked);
  requireLotNotOnHold(ruling, field, lot);
  requireNotAwaited(ruling, field, lot);
  return lot;
}

/** The lot under the id that `field` gives, held by the acting party and not spent; a hold does not keep it from being counted. */
export function requireLotAtHand(ruling: Ruling, field: string, id: string, asked: Asked): LotState {
  const lot = requireThing(ruling, field, 'lot', id);
  const { whereabouts } = lot;
  if (whereabouts.status === 'in-transit') {
    const { transfer } = whereabouts;
    const message = `lot ${id} is in transit under transfer ${transfer}, and only a held lot can be used: its consignee records the receipt first`;
    throw new Refused('in-transit', field, message, { lot: id, transfer, expected: 'held', found: 'in-transit' });
  }
  if (whereabouts.status === 'returning') {
    const { transfer } = whereabouts;
    const message = `lot ${id} is returning under transfer ${transfer}, and only a held lot can be used: its consignor ${lot.custodian} records the receipt first`;
    throw new Refused('returning', field, message, { lot: id, transfer, expected: 'held', found: 'returning' });
  }
  if (whereabouts.status === 'packed' || whereabouts.status === 'exported') {
    const { status, shipment } = whereabouts;
    const advice = status === 'packed' ? 'unpack the shipment first' : 'it has left for good';
    const message = `lot ${id} is ${status} in shipment ${shipment}, and only a held lot can be used: ${advice}`;
    throw new Refused(status, field, message, { lot: id, shipment, expected: 'held', found: status });
  }
  if (whereabouts.status === 'voided') {
    const message = `lot ${id} is voided: a correction of ${lot.touchedBy} says that it never was; name another lot`;
    throw new Refused('voided', field, message, { lot: id, expected: 'held', found: 'voided' });
  }
  requireCustodian(ruling, field, lot);
  requireNotSpent(field, lot, asked);
  if (whereabouts.status === 'lost' || whereabouts.status === 'disposed') {
    // A settlement or a correction has said since that more was there: that is gone as well.
    const message = `lot ${id} is ${whereabouts.status}, and only a held lot can be used: name another lot, or count first what is found of it`;
    throw new Refused('spent', field, message, { lot: id, expected: 'held', found: whereabouts.status });
  }
  return lot;
}

/** Refuses unless the acting party answers for the lot. */
export function requireCustodian(ruling: Ruling, field: string, { lot, custodian }: LotState): void {
  const { party } = ruling.actor;
  if (custodian === party) return;
  const message = `lot ${lot} is held by ${custodian}, the event is by ${party}: it has to be handed over first`;
  throw new Refused('not-holder', field, message, { lot, holder: custodian, party });
}

/** Nothing touches a lot after it is spent, so that the latest event along it is the one that used it up. */
export function requireNotSpent(field: string, lot: LotState, asked: Asked): void {
  if (isSpent(lot.remaining)) refuseSpent(field, lot, asked);
}

function refuseSpent(field: string, { lot, remaining, touchedBy, touchedAt }: LotState, asked: Asked): never {
  const stated = statedAmount(asked);
  const byVolume = remaining.netMilligrams === null && remaining.volumeMillilitres !== null;
  const measure = stated?.measure ?? (byVolume ? 'volumeMillilitres' : 'netMilligrams');
  const wish = stated === null ? 'all of it' : formatAmount(measure, stated.amount);
  const message = `lot ${lot} is spent: ${formatAmount(measure, 0n)} is left since ${touchedBy} used it up at ${touchedAt}, ${wish} was asked: name another lot`;
  const askedAmount = stated === null ? 'all' : stated.amount.toString();
  const facts = { lot, measure, asked: askedAmount, remaining: '0', spentBy: touchedBy, spentAt: touchedAt };
  throw new Refused('spent', field, message, facts);
}

/** The measure or element by which an event asks first; null when it asks for all. */
function statedAmount(asked: Asked): { measure: string; amount: bigint } | null {
  for (const measure of AMOUNT_MEASURES) {
    const amount = asked[measure];
    if (amount !== undefined) return { measure, amount: BigInt(amount) };
  }
  const [first] = statedElements(elementMassesOf(asked.elementMilligrams));
  return first === undefined ? null : { measure: first[0], amount: first[1] };
}

/** Refuses an event that happened before the latest one along the lot; between two parties a day is only a finding. */
export function requireTimeOrder(ruling: Ruling, lot: LotState): void {
  const { occurredAt } = ruling.event;
  if (ruling.isReplacement || occurredAt >= lot.touchedAt) return;
  const party = ruling.actor.party;
  const backMilliseconds = new Date(lot.touchedAt).getTime() - new Date(occurredAt).getTime();
  const message = `${party} says ${occurredAt}, before the latest event along lot ${lot.lot}: ${lot.touchedAt} by ${lot.touchedBy}`;
  if (lot.touchedBy === party || backMilliseconds > CLOCK_DISAGREEMENT_MAX_MILLISECONDS) {
    const advice = 'correct the time, or use another lot';
    const facts = { lot: lot.lot, occurredAt, latest: lot.touchedAt };
    throw new Refused('time-goes-back', 'occurredAt', `${message}; ${advice}`, facts);
  }
  addFinding(ruling, 'time-goes-back', message);
}

type Where = Pick<FacilityState, 'facility'>;

/** Notes what a step takes of a lot. */
export function takeOf({ eventNumber, facts }: Ruling, lot: LotState, taken: Amounts): void {
  const { lot: name, lotNumber, step: makerNumber } = lot;
  facts.push({ kind: 'input', eventNumber, lotNumber, lot: name, makerNumber, taken });
}

/** Notes where a lot is from this event on, and who answers for it. */
export function moveLot(
  { eventNumber, facts, facility }: Pick<Ruling, 'eventNumber' | 'facts'> & { facility: Where | null },
  { lotNumber, lot }: Pick<LotState, 'lotNumber' | 'lot'>,
  status: MovementStatus,
  custodian: string,
  within: string | null,
): void {
  const movement = { eventNumber, lotNumber, lot, status, custodian, within, facility: facility?.facility ?? null };
  facts.push({ kind: 'movement', ...movement });
}
