/** Plays acts one after the other: what the rules accept is booked in the account, what they refuse must change nothing. */
import type { CustodyState } from '../../src/state/custody-state.ts';
import { draftOf } from '../../src/state/draft-state.ts';
import { type CustodyEvent, parseEvent } from '../../src/event.ts';
import type { Fact } from '../../src/fact.ts';
import { OPERATOR } from '../../src/operator.ts';
import { noteSigned } from '../../src/signed-since.ts';
import { decideSigned, digestAt, keep, keyEnrolled, keyOf, openWorld, type World } from '../given.ts';
import type { JsonObject } from '../json-object.ts';
import { randomSource, uuid } from '../random-source.ts';
import { type Account, type Answer, openAccount, requireSay } from './account.ts';
import { bookEvent } from './book-event.ts';
import { registrations } from './cast.ts';
import { checkBooks, checkFacts, checkReplay } from './check-history.ts';
import { type Act, proposeAct } from './history-acts.ts';
import { stageOf, type Proposal } from './stage.ts';
import { waysOf } from './ways-of-history.ts';

/** A line of the history, and what became of it. */
export interface PlayedEvent {
  readonly by: string;
  readonly event: JsonObject;
  /** `accepted`, the code of a refusal, or `unreadable`. */
  readonly outcome: string;
}

export interface History {
  /** What has decided everything, refused events too. */
  readonly live: World;
  /** What has seen the accepted events alone. */
  readonly replay: World;
  readonly account: Account;
  readonly played: PlayedEvent[];
  readonly facts: Fact[];
  /** How often each thing happened. */
  readonly ways: Map<string, number>;
}

export interface PlayOptions {
  readonly enforcement?: 'strict' | 'observe';
  /** Under which name corrections find an event: a made-up one, unless a ledger will look for it. */
  readonly digestOf?: (event: JsonObject, position: number) => string;
  /** After so many events account and rules are held against each other. */
  readonly eventsBetweenChecks?: number;
}

const START = Date.UTC(2026, 2, 1, 8);
const PACE_MILLISECONDS = 7 * 60_000;
const HOUR_MILLISECONDS = 3_600_000;

/** So many checks go by between two that look at everything that ever happened. */
const CHECKS_BETWEEN_REPLAYS = 12;

/** Plays a history. Throws with the whole of it in words where an invariant does not hold. */
export function playHistory(acts: Iterable<Act>, options: PlayOptions = {}): History {
  const { enforcement = 'strict', eventsBetweenChecks = 25 } = options;
  const history: History = {
    live: openWorld({ enforcement }),
    replay: openWorld({ enforcement }),
    account: openAccount(),
    played: [],
    facts: [],
    ways: new Map(),
  };
  let checks = 0;
  try {
    enterCast(history, options);
    for (const act of acts) {
      playAct(history, act, options);
      if (history.played.length % eventsBetweenChecks > 0) continue;
      checks += 1;
      check(history, checks % CHECKS_BETWEEN_REPLAYS === 0);
    }
    check(history, true);
  } catch (error) {
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${textOfHistory(history)}`, {
      cause: error,
    });
  }
  return history;
}

function check({ live, replay, account, facts }: History, isWhole: boolean): void {
  checkBooks(live.state, account);
  if (!isWhole) return;
  checkFacts(live.state, account, facts);
  checkReplay(live.state, replay.state);
}

function enterCast(history: History, options: PlayOptions): void {
  for (const [index, { by, body }] of registrations().entries()) {
    play(history, { by, body }, index, options);
    if (body.type === 'party-registered') {
      const enrolment = keyEnrolled(String(body['party']));
      play(history, { by: OPERATOR, body: enrolment }, 1_000 + index, options);
    }
  }
}

function playAct(history: History, act: Act, options: PlayOptions): void {
  const stage = stageOf(history.account, act.salt);
  const proposal = proposeAct(stage, act);
  if (proposal === null) return count(history, `nothing to ${act.kind}`);
  play(history, byAnother(history, proposal, act.salt), act.salt, options);
}

interface Signed extends Proposal {
  /** Whose key signs, where it is not the party's own. */
  readonly signer?: string;
}

/** Now and then another party files it: under a mandate that mostly covers it, without one, or as if it were its own. */
function byAnother({ account }: History, { by, body }: Proposal, salt: number): Signed {
  const random = randomSource(salt + 1);
  const drawn = random.below(100);
  if (drawn >= 98) return { by: random.pick([...account.parties.keys()]), body };
  if (/^(hold|mandate|key|checkpoint-key|finding)-/.test(body.type)) return { by, body };
  const mandates = [...account.mandates].map(([name, mandate]) => ({ parties: name.split(' '), ...mandate }));
  const own = mandates.filter(({ parties }) => parties[0] === by);
  const covering = own.filter(({ acts, hasEnded }) => acts.includes(body.type) && !hasEnded);
  const agents = drawn < 4 ? own : drawn < 30 ? covering : [];
  if (agents.length === 0 && drawn !== 97) return { by, body };
  const signer = agents[random.below(agents.length)]?.parties[1] ?? 'BUYER';
  return { by, body: { ...body, onBehalfOf: by }, signer };
}

function play(history: History, { by, body, signer = by }: Signed, salt: number, options: PlayOptions): void {
  const { live, played } = history;
  const head = { id: uuid(randomSource(salt), 4, 0), occurredAt: timeOf(played.length, salt) };
  const value = { ...head, ...body, ...sealedBy(salt) };
  const parsed = parseEvent(value);
  if (!parsed.ok) {
    played.push({ by: signer, event: value, outcome: 'unreadable' });
    return count(history, `unreadable ${body.type}: ${parsed.problems[0]?.path}`);
  }
  const { event } = parsed;
  const author = history.account.keys.get(signer) ?? keyOf(signer);
  const recordedAt = clockAt(played.length);
  lookUpTheft(live.state, event, history.account);
  const decision = decideSigned({ ...live, recordedAt }, author, event);
  live.state.signedSince.clear();
  played.push({ by: signer, event: value, outcome: decision.accepted ? 'accepted' : decision.refusal.code });
  for (const way of waysOf(history.account, event, decision, signer)) count(history, way);
  if (!decision.accepted) return;
  const digest = (options.digestOf ?? ((_, position) => digestAt(position)))(value, live.position);
  keep(live.state, event, decision, live.position, digest);
  replayEvent(history, event, { author, recordedAt, digest }, decision.facts);
  history.facts.push(...decision.facts);
  requireSay(history.account, signer, decision.party, event.type);
  bookEvent(history.account, event, decision.party, answerOf(decision.facts, digest, live.position));
  history.account.signed.push({ position: live.position, key: author, recordedAt });
  live.position += 1;
}

/** Decides an accepted event again, on a draft as a submission would be, and keeps what comes out: it must be the same. */
function replayEvent(
  { replay, account }: History,
  event: CustodyEvent,
  { author, recordedAt, digest }: { readonly author: string; readonly recordedAt: string; readonly digest: string },
  facts: readonly Fact[],
): void {
  const { position, checkEnrolment } = replay;
  const draft = draftOf(replay.state);
  lookUpTheft(draft.state, event, account);
  const decision = decideSigned({ state: draft.state, position, checkEnrolment, recordedAt }, author, event);
  if (!decision.accepted) throw new Error(`a replay refuses what was accepted: ${decision.refusal.message}`);
  if (textOfValue(decision.facts) !== textOfValue(facts)) {
    throw new Error(`a replay makes other facts: ${textOfValue(facts)} then, ${textOfValue(decision.facts)} now`);
  }
  keep(draft.state, event, decision, position, digest);
  draft.keep();
  replay.state.signedSince.clear();
  replay.position += 1;
}

/** What a key has signed since it was stolen is looked up for its revocation alone. */
function lookUpTheft(state: CustodyState, event: CustodyEvent, { signed }: Account): void {
  if (event.type !== 'key-revoked' || event.stolenFrom === undefined) return;
  state.signedSince.set(event.key, [{ since: event.stolenFrom, signed: null }]);
  for (const { position, key, recordedAt } of signed) {
    noteSigned(state, { author: key, position, recordedAt, events: 1 });
  }
}

/** Now and then somebody seals a note, which no rule reads. */
function sealedBy(salt: number): JsonObject {
  return randomSource(salt + 3).chance(8) ? { sealed: { note: 'S'.repeat(42).concat('A') } } : {};
}

/** The ledger's own clock only goes forward. */
function clockAt(index: number): string {
  return new Date(START + index * PACE_MILLISECONDS).toISOString();
}

/** Mostly forward; now and then an hour or two days back. */
function timeOf(index: number, salt: number): string {
  const random = randomSource(salt + 2);
  const back = random.chance(3) ? random.pick([1, 20, 48]) * HOUR_MILLISECONDS : 0;
  return new Date(START + index * PACE_MILLISECONDS - back).toISOString();
}

function answerOf(facts: readonly Fact[], digest: string, position: number): Answer {
  const disputed = facts.flatMap((fact) => (fact.kind === 'dispute' ? [fact.lot] : []));
  const correction = facts.find((fact) => fact.kind === 'correction');
  return { digest, position, disputed, correction: correction?.outcome ?? null };
}

function count({ ways }: History, way: string): void {
  ways.set(way, (ways.get(way) ?? 0) + 1);
}

/** The registrations, and a key for each party. */
const CAST_EVENTS =
  registrations().length + registrations().filter(({ body }) => body.type === 'party-registered').length;

/** So many of the latest lines are shown of a history that could not be shrunk. */
const LINES_SHOWN = 80;

/** The history line by line, but for the registrations that every history begins with. */
function textOfHistory({ played }: Pick<History, 'played'>): string {
  const lines = played.map(({ by, event, outcome }, index) => {
    const { id, occurredAt, ...body } = event;
    return `#${index + 1} ${String(occurredAt).slice(0, 16)} ${by} ${JSON.stringify(body)} -> ${outcome} (${String(id).slice(0, 8)})`;
  });
  const own = lines.slice(CAST_EVENTS);
  const left = own.length - LINES_SHOWN;
  return [...(left > 0 ? [`… ${left} before`] : []), ...own.slice(-LINES_SHOWN)].join('\n');
}

function textOfValue(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'bigint' ? `${one} exactly` : one));
}
