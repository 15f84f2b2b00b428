/** What the rules of all event types share: who acts, what is looked up, how to refuse. */
import { requireNoneAwaited } from './awaited-receipt.ts';
import { type CustodyState, lookedUp, type NamedThing } from '../state/custody-state.ts';
import type { FacilityState, PartyState } from '../state/state-of-members.ts';
import type { CustodyEvent, EventOf } from '../event.ts';
import { eventNumberOf } from '../event-number.ts';
import type { Fact } from '../fact.ts';
import type { Finding, FindingCode } from '../finding.ts';
import { Refused, type RefusalCode } from '../refusal.ts';
import { type Act, mayAct, ROLES_FOR_ACT } from '../role.ts';
import { requireActor } from './who-acts.ts';

export type CheckEnrolment = (event: EventOf<'key-enrolled' | 'checkpoint-key-added'>) => string | null;

/** Where and by whom an event would be recorded. */
export interface DecisionContext {
  readonly position: number;
  readonly ordinal: number;
  /** The origin of the ledger, as its entries name it. */
  readonly origin: string;
  /** The public key that signed. */
  readonly author: string;
  /** The time of the entry, by the ledger's clock: whether a mandate has run out is asked of it. */
  readonly recordedAt: string;
  /** Checks a new key and its proof of possession: null when both are good, else what is wrong. */
  readonly checkEnrolment: CheckEnrolment;
}

/** One event being decided. Rules add facts and findings, or throw `Refused`. */
export interface Ruling {
  readonly state: CustodyState;
  readonly event: CustodyEvent;
  readonly eventNumber: number;
  /** The time of the entry, by the ledger's clock. */
  readonly recordedAt: string;
  /** Whose act it is. */
  readonly actor: PartyState;
  /** Whose key signed: the acting party, or its agent. */
  readonly signer: string;
  /** Where the event says it happened. Whose facility it is, is information: tolling is normal. */
  readonly facility: FacilityState | null;
  readonly facts: Fact[];
  readonly findings: Finding[];
  /** True of what an event is replaced by: it says what happened in the past, whatever came along its lots since. */
  readonly isReplacement: boolean;
}

/** Starts a ruling: the author's key must be enrolled and not revoked, an agent have a mandate, the facility be known. */
export function startRuling(state: CustodyState, event: CustodyEvent, context: DecisionContext): Ruling {
  const { author, recordedAt } = context;
  const key = lookedUp(state.keys, author);
  if (key === null) {
    const message = `the key ${author} is not enrolled: it signed this event, and nothing is recorded under it; enrol it first`;
    throw new Refused('key-not-enrolled', null, message, { key: author, found: null });
  }
  if (key.revoked) {
    const message = `the key ${author} of ${key.party} is revoked: it signs no more events; sign with another key of ${key.party}`;
    const facts = { key: author, party: key.party, asked: 'sign', recorded: 'revoked' };
    throw new Refused('key-revoked', null, message, facts);
  }
  const signer = key.party;
  const actor = requireActor(state, event, signer, recordedAt);
  const eventNumber = eventNumberOf(context.position, context.ordinal);
  return openRuling(state, event, { actor, signer, eventNumber, recordedAt, isReplacement: false });
}

/** The same for whoever it was that acted, with no signature asked: of what an event is replaced by. */
export function openRuling(
  state: CustodyState,
  event: CustodyEvent,
  who: Pick<Ruling, 'actor' | 'signer' | 'eventNumber' | 'recordedAt' | 'isReplacement'>,
): Ruling {
  const { actor, signer, eventNumber, recordedAt, isReplacement } = who;
  const facility = facilityOf(state, event);
  const ruling: Ruling = {
    state,
    event,
    eventNumber,
    recordedAt,
    actor,
    signer,
    facility,
    facts: [],
    findings: [],
    isReplacement,
  };
  // That an authority sets its ranges is nothing odd, and is not at the facility.
  const isThere = event.type !== 'yield-ranges-set';
  if (isThere && facility !== null && facility.party !== actor.party) {
    const message = `${facility.facility} is a facility of ${facility.party}, the event is by ${actor.party}`;
    addFinding(ruling, 'facility-of-another-party', message);
  }
  return ruling;
}

export function addFinding(ruling: Ruling, code: FindingCode, message: string): void {
  ruling.findings.push({ code, message });
}

/** Under `strict` the event is refused, under `observe` it is recorded with a finding. */
export function refuseOrNote(
  ruling: Ruling,
  code: RefusalCode & ('material-gained' | 'measure-gained'),
  message: string,
  facts: Record<string, string>,
): void {
  if (ruling.state.policy?.enforcement !== 'observe') throw new Refused(code, 'outputs', message, facts);
  addFinding(ruling, code, message);
}

/** Refuses unless one of the acting party's roles allows `act`. `orElse` says who else may, whatever its roles. */
export function requireRole(ruling: Ruling, act: Act, orElse = ''): void {
  const { party, roles } = ruling.actor;
  if (mayAct(roles, act)) return;
  const needed = ROLES_FOR_ACT[act].join(', ');
  const { event } = ruling;
  // What a party may bring in depends on where it comes from.
  const [field, what] = event.type === 'lot-created' ? ['origin', `a lot ${event.origin}`] : ['type', event.type];
  const message = `${party} is ${roles.join(', ')}; ${what} needs one of: ${needed}${orElse}`;
  throw new Refused('role', field, message, { party, roles: roles.join(', '), needed });
}

/**
 * Refuses an id for a new thing of `kind` that a lot, transfer or shipment has already, or a receipt that waits. One that was not looked up passes:
 * the keys of the database are asked of it when it is written.
 */
export function requireUnused(ruling: Ruling, field: string, kind: NamedThing['kind'], id: string): void {
  requireNoneAwaited(ruling, field, kind, id);
  const thing = ruling.state.things.get(id) ?? null;
  if (thing === null) return;
  const message = `${id} is already the id of a ${thing.kind}, the event gives it to a new ${kind}: choose another id`;
  throw new Refused('id-used', field, message, { id, asked: kind, usedFor: thing.kind });
}

/** Refuses a list of the member `field` that names something twice. */
export function requireDistinct(field: string, ids: readonly string[], what: string): void {
  if (ids.length < 2) return;
  const seen = new Set<string>();
  for (const id of ids) {
    if (seen.has(id)) refuseRepeated(field, ids, id, what);
    seen.add(id);
  }
}

function refuseRepeated(field: string, ids: readonly string[], id: string, what: string): never {
  const times = ids.filter((other) => other === id).length;
  const message = `${id} is named ${times} times among the ${what}, and may be named once`;
  throw new Refused('named-twice', field, message, { id, among: what, times, allowed: 1 });
}

/** The party under this name, or a refusal. `as` says what the event names it for. */
export function requireParty(
  ruling: Ruling,
  field: string,
  party: string,
  as:
    | 'holder of the key'
    | 'officer'
    | 'holder of the quota'
    | 'supplier'
    | 'owner'
    | 'consignor'
    | 'consignee'
    | 'agent'
    | 'laboratory'
    | 'local authority',
): PartyState {
  const found = lookedUp(ruling.state.parties, party);
  if (found !== null) return found;
  const message = `no party ${party} is registered: the event names it as ${as}, and nothing has that name; register it first`;
  throw new Refused('unknown-party', field, message, { party, found: null });
}

function facilityOf(state: CustodyState, event: CustodyEvent): FacilityState | null {
  if (event.facility === undefined || event.type === 'facility-registered') return null;
  const facility = lookedUp(state.facilities, event.facility);
  if (facility !== null) return facility;
  return refuseFacility(event.facility);
}

/** Refuses a facility under whose name nothing is registered. */
export function refuseFacility(facility: string, field: 'facility' | 'facilities' = 'facility'): never {
  const message = `no facility ${facility} is registered: nothing has that name; register it first, or leave it out`;
  throw new Refused('unknown-facility', field, message, { facility, found: null });
}

type ThingOf<Kind extends NamedThing['kind']> = Extract<NamedThing, { kind: Kind }>;

/** The lot, transfer or shipment under this id, or a refusal that says what else has the id. */
export function requireThing<Kind extends NamedThing['kind']>(
  ruling: Ruling,
  field: string,
  kind: Kind,
  id: string,
): ThingOf<Kind> {
  const thing = lookedUp(ruling.state.things, id);
  if (isOfKind(thing, kind)) return thing;
  const found = thing === null ? 'nothing has that id' : `${id} is a ${thing.kind}`;
  const message = `no ${kind} ${id} is recorded: ${found}; correct the id, or record the ${kind} first`;
  throw new Refused(`unknown-${kind}`, field, message, { [kind]: id, found: thing?.kind ?? null });
}

function isOfKind<Kind extends NamedThing['kind']>(thing: NamedThing | null, kind: Kind): thing is ThingOf<Kind> {
  return thing?.kind === kind;
}
