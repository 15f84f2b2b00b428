/**
 * Given events, when one more, then facts or a refusal: the rules run in memory, with no ledger and no signatures.
 *
 *   const world = openWorld();
 *   enter(world, { 'MINE-A': ['mine'] });
 *   record(world, 'MINE-A', { type: 'lot-created', … });
 *   expect(refusalOf(world, 'MINE-A', { type: 'lot-created', … }).code).toBe('id-used');
 */
import { applyFact } from '../src/facts/apply-fact.ts';
import {
  type CachedCustodyState,
  type CustodyState,
  emptyCustodyState,
  type StateMap,
} from '../src/state/custody-state.ts';
import { planCorrection, targetOf } from '../src/correct/correction-target.ts';
import { type Decision, decide } from '../src/decide.ts';
import { type CustodyEvent, parseEvent, replacementOf } from '../src/event.ts';
import { eventNumberOf } from '../src/event-number.ts';
import type { Fact, FactKind, FactOf } from '../src/fact.ts';
import { OPERATOR } from '../src/operator.ts';
import { noLookups } from '../src/state/lookups.ts';
import { planLookups } from '../src/decide/plan.ts';
import type { Refusal } from '../src/refusal.ts';
import type { Role } from '../src/role.ts';
import { noteSigned } from '../src/signed-since.ts';
import type { DecisionContext } from '../src/decide/ruling.ts';
import type { JsonObject } from './json-object.ts';

/** An event as a test writes it: `id` and `occurredAt` are made up when they are left out. */
export interface EventDraft extends JsonObject {
  readonly type: string;
}

export interface World {
  readonly state: CachedCustodyState;
  readonly checkEnrolment: DecisionContext['checkEnrolment'];
  /** Counts the events decided so far, accepted or not: an id and a minute for each. */
  decided: number;
  /** The next event's place in the log; each event is an entry of its own. */
  position: number;
  /** The ledger's clock; events are recorded as they happen while it is not set. */
  recordedAt?: string;
}

export interface WorldOptions {
  readonly enforcement?: 'strict' | 'observe';
  readonly balancePartsPerMillion?: number;
  readonly checkEnrolment?: DecisionContext['checkEnrolment'];
}

const CLOCK_START = Date.UTC(2026, 2, 1, 8);
const MINUTE_MILLISECONDS = 60_000;

/** A world in which nothing is recorded, not even that the ledger is open. */
export function emptyWorld({ checkEnrolment = () => null }: Pick<WorldOptions, 'checkEnrolment'> = {}): World {
  return { state: emptyCustodyState(), checkEnrolment, decided: 0, position: 0 };
}

/** A world whose ledger is open: `OPERATOR` can register others. */
export function openWorld(options: WorldOptions = {}): World {
  const world = emptyWorld(options);
  record(world, OPERATOR, ledgerOpened(options));
  return world;
}

/** Where every world of the tests is recorded. */
export const ORIGIN = 'example.org/first';

export function ledgerOpened({ enforcement = 'strict', balancePartsPerMillion }: WorldOptions = {}): EventDraft {
  return {
    type: 'ledger-opened',
    origin: ORIGIN,
    operatorKey: keyOf(OPERATOR),
    checkpointKey: keyOf('CHECKPOINT'),
    policy: {
      enforcement,
      ...(balancePartsPerMillion !== undefined && { tolerances: { balancePartsPerMillion } }),
    },
  };
}

/** Registers parties and enrols the first key of each, signed by `OPERATOR`. */
export function enter(world: World, parties: Readonly<Record<string, readonly Role[]>>): World {
  for (const [party, roles] of Object.entries(parties)) {
    record(world, OPERATOR, { type: 'party-registered', party, name: party, roles, country: 'CN' });
    record(world, OPERATOR, keyEnrolled(party));
  }
  return world;
}

export function keyEnrolled(party: string, key: string = keyOf(party)): EventDraft {
  return { type: 'key-enrolled', party, key, proof: A_SIGNATURE, heldBy: 'party' };
}

const A_SIGNATURE = 'A'.repeat(86);

/** A text that fits the form of a public key, a different one for each name of letters, digits and hyphens. */
export function keyOf(name: string): string {
  return `ed25519:${name.padEnd(42, '_')}A`;
}

/** Decides and, when accepted, applies. Throws what the refusal says otherwise: a test that gives it was wrong. */
export function record(world: World, by: string, draft: EventDraft): readonly Fact[] {
  const event = eventFrom(world, draft);
  const decision = decideSigned(world, keyOf(by), event);
  if (!decision.accepted) throw new Error(`${event.type} by ${by}: ${decision.refusal.message}`);
  keep(world.state, event, decision, world.position, digestAt(world.position));
  const recordedAt = world.recordedAt ?? event.occurredAt;
  noteSigned(world.state, { author: keyOf(by), position: world.position, recordedAt, events: 1 });
  world.position += 1;
  return decision.facts;
}

/** Brings a state forward by an event that was accepted as the entry at `position`; corrections find it by `digest`. */
export function keep(
  state: CustodyState,
  event: CustodyEvent,
  { facts, party }: Extract<Decision, { accepted: true }>,
  position: number,
  digest: string,
): void {
  state.targets.set(digest, targetOf(state, digest, event, party, eventNumberOf(position, 0), facts));
  for (const fact of facts) applyFact(state, fact, party, event.occurredAt);
}

/** Under this name a correction finds the event that was recorded at a position. */
export function digestAt(position: number): string {
  return `${String(position).padStart(42, '0')}A`;
}

/** The name of the event that was recorded last. */
export function latestDigest(world: World): string {
  return digestAt(world.position - 1);
}

/** Decides without applying. `author` is the key that signs, the party's own where it is left out. */
export function attempt(world: World, by: string, draft: EventDraft, author: string = keyOf(by)): Decision {
  return decideSigned(world, author, eventFrom(world, draft));
}

/** Why an event is refused. Throws when it is accepted. */
export function refusalOf(world: World, by: string, draft: EventDraft, author?: string): Refusal {
  const decision = attempt(world, by, draft, author);
  if (decision.accepted) throw new Error(`${draft.type} by ${by} is accepted`);
  return decision.refusal;
}

/** The facts of one kind among `facts`. */
export function factsOf<Kind extends FactKind>(facts: readonly Fact[], kind: Kind): FactOf<Kind>[] {
  return facts.filter((fact): fact is FactOf<Kind> => fact.kind === kind);
}

/** The codes of the findings among `facts`. */
export function findingsOf(facts: readonly Fact[]): string[] {
  return factsOf(facts, 'finding').map(({ code }) => code);
}

function eventFrom(world: World, draft: EventDraft): CustodyEvent {
  const number = world.decided;
  world.decided += 1;
  const id = `00000000-0000-4000-8000-${number.toString(16).padStart(12, '0')}`;
  const occurredAt = new Date(CLOCK_START + number * MINUTE_MILLISECONDS).toISOString();
  const result = parseEvent({ id, occurredAt, ...draft });
  if (result.ok) return result.event;
  throw new Error(result.problems.map(({ path, message }) => `${draft.type}: ${path} ${message}`).join('; '));
}

/** Every look-up that the plan names and the state has not is noted as not there, as a replay from entry 0 does. */
export function decideSigned(
  world: Pick<World, 'position' | 'checkEnrolment' | 'recordedAt'> & { readonly state: CustodyState },
  author: string,
  event: CustodyEvent,
): Decision {
  const { state, position, checkEnrolment } = world;
  noteMissing(state.keys, [author]);
  const lookups = noLookups();
  planLookups(event, state.keys.get(author)?.party, lookups);
  noteMissing(state.parties, lookups.parties);
  noteMissing(state.facilities, lookups.facilities);
  noteMissing(state.keys, lookups.keys);
  noteMissing(state.signedSince, lookups.keys);
  noteMissing(state.checkpointKeys, lookups.checkpointKeys);
  noteMissing(state.things, lookups.things);
  noteMissing(state.things, lookups.newThings);
  noteMissing(state.circuits, lookups.circuits);
  noteMissing(state.handshakes, lookups.handshakes);
  noteMissing(state.mandates, lookups.mandates);
  noteMissing(state.targets, lookups.targets);
  noteMissing(state.sealed, lookups.sealed);
  noteMissing(state.dockets, lookups.dockets);
  noteReplacement(state, event);
  const recordedAt = world.recordedAt ?? event.occurredAt;
  return decide(state, event, { position, ordinal: 0, origin: ORIGIN, author, recordedAt, checkEnrolment });
}

/** The same of what a correction needs once its target is known. */
function noteReplacement(state: CustodyState, event: CustodyEvent): void {
  if (event.type !== 'event-corrected') return;
  const target = state.targets.get(event.corrects);
  if (!target) return;
  const lookups = noLookups();
  planCorrection(target, replacementOf(event), lookups);
  noteMissing(state.parties, lookups.parties);
  noteMissing(state.facilities, lookups.facilities);
  noteMissing(state.things, lookups.things);
  noteMissing(state.things, lookups.newThings);
  noteMissing(state.circuits, lookups.circuits);
  noteMissing(state.handshakes, lookups.handshakes);
  noteMissing(state.mandates, lookups.mandates);
  noteMissing(state.dockets, lookups.dockets);
}

function noteMissing<State>(map: StateMap<State>, names: Iterable<string>): void {
  for (const name of names) {
    if (map.get(name) === undefined) map.set(name, null);
  }
}
