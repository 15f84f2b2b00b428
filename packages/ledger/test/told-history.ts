/** A random history, told to a ledger. Its keys are names: the ledger makes a real one for each when it comes in. */
import { type Act, histories } from '@lodestone/custody/testing/history/history-acts.ts';
import { type History, type PlayedEvent, playHistory } from '@lodestone/custody/testing/history/play-history.ts';
import { keyOf } from '@lodestone/custody/testing/given.ts';
import * as fc from 'fast-check';
import { expect } from 'vitest';
import { browseEvents } from '../src/ask/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { createPartyKey } from '../src/keys/party-keys.ts';
import { publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { draftCheckpointKey, listCheckpointKeys } from '../src/keys/rotate-checkpoint-key.ts';
import { digestOf } from './corrected-story.ts';
import { type Line, record, recordAll } from './test-ledger.ts';

/** More than all events of a history. */
export const LIMIT = 100_000;

/** One act of so many is about keys: a ledger is told short histories, in which thieves would seldom come up. */
const ACTS_BETWEEN_KEYS = 8;

/** A history of so many acts, whose corrections find their targets in a ledger. */
export function historyOf(seed: number, length: number): History {
  const [acts = []] = fc.sample<readonly Act[]>(histories(length, length), { seed, numRuns: 1 });
  const withKeys = acts.map((act, index): Act => {
    if (index % ACTS_BETWEEN_KEYS !== 0) return act;
    return { ...act, kind: index % (3 * ACTS_BETWEEN_KEYS) === 0 ? 'changeCheckpointKey' : 'changeKey' };
  });
  return playHistory(withKeys, { digestOf });
}

/** What a ledger can be asked: not what a ledger that has all keys at hand never sees, nor what names an event of its own. */
export function askedOf(played: readonly PlayedEvent[]): PlayedEvent[] {
  const digests = new Set(played.filter(({ event }) => isAboutKeys(event)).map(({ event }) => digestOf(event)));
  return played.filter(({ event, outcome }) => {
    if (outcome === 'unreadable' || outcome === 'key-not-enrolled') return false;
    if (event['type'] === 'key-enrolled' && outcome !== 'accepted') return false;
    return !digests.has(String(event['corrects']));
  });
}

function isAboutKeys({ type }: PlayedEvent['event']): boolean {
  return /^(checkpoint-)?key-/.test(String(type));
}

/** What a thief has signed: the key by its name in the history, the time by the ledger's clock, and when it ended. */
interface Theft {
  readonly key: string;
  readonly stolenFrom: string;
  readonly revocation: unknown;
}

export interface Telling {
  readonly ledger: Ledger;
  /** The keys of the ledger, by their names in the history. */
  readonly keys: Map<string, string>;
  /** The names of the keys by which parties sign. */
  readonly signing: Map<string, string>;
  /** Everything that was accepted, by which key, in order. */
  readonly told: { readonly id: unknown; readonly key: string }[];
  readonly thefts: Theft[];
  /** The keys of the checkpoints in the order of coming in, and when, counted in what was told, each came and went. */
  readonly terms: { readonly key: string; readonly from: number; until: number }[];
  recoveries: number;
}

export async function tellTo(ledger: Ledger): Promise<Telling> {
  const [first] = await listCheckpointKeys(ledger);
  const key = first?.key.publicKey ?? '';
  const keys = new Map([[keyOf('CHECKPOINT'), key]]);
  const terms = [{ key, from: 0, until: Number.POSITIVE_INFINITY }];
  return { ledger, keys, signing: new Map(), told: [], thefts: [], terms, recoveries: 0 };
}

/** Records what was accepted, and sees refused what was refused, for the same reason. */
export async function tell(telling: Telling, part: readonly PlayedEvent[]): Promise<void> {
  const { ledger } = telling;
  let accepted: Line[] = [];
  const flush = async () => {
    await recordAll(ledger, accepted);
    accepted = [];
  };
  for (const played of part) {
    const { by, event, outcome } = played;
    const isOfKeys = isAboutKeys(event);
    if (isOfKeys || outcome !== 'accepted') await flush();
    const line = isOfKeys ? await lineOfKeys(telling, played) : { by, event };
    if (outcome === 'accepted') {
      accepted.push(line);
      telling.told.push({ id: event['id'], key: telling.signing.get(by) ?? by });
    } else {
      const { refused } = await record(ledger, [line]);
      expect(refused?.reason, JSON.stringify(line)).toBe(outcome);
    }
    if (!isOfKeys) continue;
    await flush();
    // As `lodestone checkpoint-key` does: so holders of every earlier key are led on.
    if (event['type'] === 'checkpoint-key-added') await publishCheckpoint(ledger);
  }
  await flush();
}

async function lineOfKeys(telling: Telling, { by, event, outcome }: PlayedEvent): Promise<Line> {
  const { ledger, keys, signing, told, thefts, terms } = telling;
  const name = String(event['key']);
  const isAccepted = outcome === 'accepted';
  if (event['type'] === 'key-enrolled') {
    const party = String(event['party']);
    const made = await createPartyKey(ledger, party);
    keys.set(name, made.key.publicKey);
    signing.set(party, name);
    if (event['recovery'] === true) telling.recoveries += 1;
    return { by: made.by, event: { ...event, key: made.key.publicKey, proof: made.enrolment['proof'] } };
  }
  if (event['type'] === 'checkpoint-key-added' && isAccepted) {
    const draft = await draftCheckpointKey(ledger);
    keys.set(name, draft.key);
    terms.push({ key: draft.key, from: told.length, until: Number.POSITIVE_INFINITY });
    return { by, event: { ...event, key: draft.key, proof: draft.event['proof'] } };
  }
  const named = { ...event, key: keys.get(name) ?? name };
  if (event['type'] === 'checkpoint-key-retired') {
    const successor = String(event['successor']);
    const term = terms.find(({ key }) => key === named.key);
    if (term !== undefined && isAccepted) term.until = told.length;
    return { by, event: { ...named, successor: keys.get(successor) ?? successor } };
  }
  if (event['stolenFrom'] === undefined || !isAccepted) return { by, event: named };
  const stolenFrom = await timeOfTheft(telling, name);
  thefts.push({ key: name, stolenFrom, revocation: event['id'] });
  return { by, event: { ...named, stolenFrom } };
}

/** When the ledger recorded an event from the middle of what the key has signed: its clock is not that of the history. */
async function timeOfTheft({ ledger, told }: Telling, name: string): Promise<string> {
  const own = told.filter(({ key }) => key === name);
  const first = own[Math.floor(own.length / 2)];
  const events = await browseEvents(ledger, { limit: LIMIT, asKnownAt: undefined });
  const found = events.find(({ eventId }) => eventId === first?.id);
  return found?.recordedAt ?? new Date().toISOString();
}

/** An event that a thief may have signed, and where it stands. */
export interface Stolen {
  readonly id: string;
  readonly position: number;
}

/** The events that thieves may have signed, by the telling's own account, and where they stand. */
export async function stolenOf({ ledger, told, thefts }: Telling): Promise<Stolen[]> {
  const order = new Map(told.map(({ id, key }, index) => [id, { key, index }]));
  const events = await browseEvents(ledger, { limit: LIMIT, asKnownAt: undefined });
  return events.flatMap(({ eventId, position, recordedAt }) => {
    const entry = order.get(eventId);
    const isStolen = thefts.some(({ key, stolenFrom, revocation }) => {
      const end = order.get(revocation)?.index ?? 0;
      return entry?.key === key && entry.index < end && Date.parse(recordedAt ?? '') >= Date.parse(stolenFrom);
    });
    return isStolen ? [{ id: eventId, position }] : [];
  });
}

/** Whether trust goes from a key of the checkpoints to one that signs now: through keys that came in while it signed itself. */
export function isFollowed({ terms }: Pick<Telling, 'terms'>, key: string): boolean {
  const term = terms.find((one) => one.key === key);
  if (term === undefined) throw new Error(`${key} was never told`);
  if (term.until === Number.POSITIVE_INFINITY) return true;
  const later = terms.filter(({ from }) => from > term.from && from < term.until);
  return later.some((one) => isFollowed({ terms }, one.key));
}
