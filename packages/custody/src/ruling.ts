/** What the rules of all event types share: who acts, what is looked up, how to refuse. */
import {
  type CustodyState,
  type FacilityState,
  known,
  type LotState,
  lookedUp,
  type PartyState,
} from './custody-state.ts';
import type { CustodyEvent, EventOf } from './event.ts';
import { eventNumberOf, type Fact } from './fact.ts';
import type { Finding, FindingCode } from './finding.ts';
import { isSpent } from './quantity.ts';
import { Refused } from './refusal.ts';
import { type Act, mayAct, ROLES_FOR_ACT } from './role.ts';

/** Where and by whom an event would be recorded. */
export interface DecisionContext {
  readonly position: number;
  readonly ordinal: number;
  /** The origin of the ledger, as its entries name it. */
  readonly origin: string;
  /** The public key that signed. */
  readonly author: string;
  /** Checks a new key and its proof of possession: null when both are good, else what is wrong. */
  readonly checkEnrolment: (event: EventOf<'key-enrolled'>) => string | null;
}

/** One event being decided. Rules add facts and findings, or throw `Refused`. */
export interface Ruling {
  readonly state: CustodyState;
  readonly event: CustodyEvent;
  readonly eventNumber: number;
  readonly actor: PartyState;
  /** Where the event says it happened. Whose facility it is, is information: tolling is normal. */
  readonly facility: FacilityState | null;
  readonly facts: Fact[];
  readonly findings: Finding[];
}

/** Clocks of two parties may disagree by this much; beyond it the order of the record is in doubt. */
const CLOCK_DISAGREEMENT_MAX_MILLISECONDS = 24 * 60 * 60 * 1000;

/** Starts a ruling: the author's key must be enrolled and not revoked, the facility known. */
export function startRuling(state: CustodyState, event: CustodyEvent, context: DecisionContext): Ruling {
  const { author } = context;
  const key = lookedUp(state.keys, author);
  if (key === null) throw new Refused('key-not-enrolled', `the key ${author} is not enrolled`, { key: author });
  if (key.revoked) {
    throw new Refused('key-revoked', `the key ${author} of ${key.party} is revoked`, { key: author, party: key.party });
  }
  const actor = known(state.parties, key.party);
  const facility = facilityOf(state, event);
  const eventNumber = eventNumberOf(context.position, context.ordinal);
  const ruling: Ruling = { state, event, eventNumber, actor, facility, facts: [], findings: [] };
  if (facility !== null && facility.party !== actor.party) {
    const message = `${facility.facility} is a facility of ${facility.party}, the event is by ${actor.party}`;
    addFinding(ruling, 'facility-of-another-party', message);
  }
  return ruling;
}

export function addFinding(ruling: Ruling, code: FindingCode, message: string): void {
  ruling.findings.push({ code, message });
}

/** Refuses unless one of the acting party's roles allows `act`. */
export function requireRole(ruling: Ruling, act: Act): void {
  const { party, roles } = ruling.actor;
  if (mayAct(roles, act)) return;
  const needed = ROLES_FOR_ACT[act].join(', ');
  throw new Refused('role', `${party} is ${roles.join(', ')}; ${ruling.event.type} needs one of: ${needed}`, {
    party,
    roles: roles.join(', '),
    needed,
  });
}

/** Refuses an id that a lot, transfer or shipment has already, here or earlier in the same event. */
export function requireUnused(ruling: Ruling, id: string): void {
  const thing = lookedUp(ruling.state.things, id);
  if (thing === null) return;
  throw new Refused('id-used', `${id} is already the id of a ${thing.kind}`, { id, usedFor: thing.kind });
}

/** Refuses a list that names something twice. */
export function requireDistinct(ids: readonly string[], what: string): void {
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) throw new Refused('named-twice', `${id} is named twice among the ${what}`, { id, among: what });
    seen.add(id);
  }
}

function facilityOf(state: CustodyState, event: CustodyEvent): FacilityState | null {
  if (event.facility === undefined || event.type === 'facility-registered') return null;
  const facility = lookedUp(state.facilities, event.facility);
  if (facility !== null) return facility;
  const message = `no facility ${event.facility} is registered`;
  throw new Refused('unknown-facility', message, { facility: event.facility });
}

/** The lot under this id, or a refusal. */
export function requireLot(ruling: Ruling, id: string): LotState {
  const thing = lookedUp(ruling.state.things, id);
  if (thing?.kind === 'lot') return thing;
  const found = thing === null ? 'nothing has that id' : `${id} is a ${thing.kind}`;
  throw new Refused('unknown-lot', `no lot ${id} is recorded: ${found}`, { lot: id, found: thing?.kind ?? null });
}

/** The lot under this id, held by the acting party, free to use and not spent. */
export function requireUsableLot(ruling: Ruling, id: string): LotState {
  const lot = requireLot(ruling, id);
  const { whereabouts } = lot;
  const party = ruling.actor.party;
  if (whereabouts.status === 'in-transit') {
    const { transfer } = whereabouts;
    throw new Refused('in-transit', `lot ${id} is in transit under transfer ${transfer}`, { lot: id, transfer });
  }
  if (whereabouts.status === 'packed' || whereabouts.status === 'exported') {
    const { status, shipment } = whereabouts;
    throw new Refused(status, `lot ${id} is ${status} in shipment ${shipment}`, { lot: id, shipment });
  }
  if (lot.custodian !== party) {
    const message = `lot ${id} is held by ${lot.custodian}, the event is by ${party}`;
    throw new Refused('not-holder', message, { lot: id, holder: lot.custodian, party });
  }
  if (isSpent(lot.remaining)) throw new Refused('spent', `lot ${id} is spent: nothing of it is left`, { lot: id });
  return lot;
}

/** Refuses an event that happened before the latest one along the lot; between two parties a day is only a finding. */
export function requireTimeOrder(ruling: Ruling, lot: LotState): void {
  const { occurredAt } = ruling.event;
  if (occurredAt >= lot.touchedAt) return;
  const party = ruling.actor.party;
  const backMilliseconds = new Date(lot.touchedAt).getTime() - new Date(occurredAt).getTime();
  const message = `${party} says ${occurredAt}, before the latest event along lot ${lot.lot}: ${lot.touchedAt} by ${lot.touchedBy}`;
  if (lot.touchedBy === party || backMilliseconds > CLOCK_DISAGREEMENT_MAX_MILLISECONDS) {
    throw new Refused('time-goes-back', message, { lot: lot.lot, occurredAt, latest: lot.touchedAt });
  }
  addFinding(ruling, 'time-goes-back', message);
}
