/** Decides recorded events again, from the first on, with nothing but the bytes: what an audit and a rebuild share. */
import { applyFact } from '@lodestone/custody/facts/apply-fact.ts';
import { noteTarget, targetOf } from '@lodestone/custody/correct/correction-target.ts';
import type { CustodyState } from '@lodestone/custody/state/custody-state.ts';
import { decide } from '@lodestone/custody/decide.ts';
import { parseEvent } from '@lodestone/custody/event.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import type { Fact } from '@lodestone/custody/fact.ts';
import type { RefusalCode } from '@lodestone/custody/refusal.ts';
import { noteSigned, type SignedEntry } from '@lodestone/custody/signed-since.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { digestEvent, parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import { formatLedgerName } from '@lodestone/proof/ledger-name.ts';
import { openScratch, type Scratch } from '../files/scratch.ts';
import { checkEnrolment } from '../keys/enrolment.ts';
import { sha256 } from '../keys/node-crypto.ts';
import { createReplayState, GENERATION_NAMES, type ReplayState } from './replay-state.ts';

export interface ReplayedEvent {
  readonly position: number;
  readonly ordinal: number;
  readonly author: string;
  /** When its entry was recorded. */
  readonly recordedAt: string;
  readonly body: Uint8Array;
}

export type Replayed =
  | { readonly accepted: true; readonly facts: readonly Fact[] }
  | {
      readonly accepted: false;
      readonly code: RefusalCode | 'not-an-event' | 'event-recorded';
      readonly message: string;
    };

/** Sees what a replay comes along. */
export interface ReplayWatcher {
  /** An event that was accepted, before its facts. */
  event(type: string, recordedAt: string): void;
  /** A fact, with the past before it. */
  fact(state: CustodyState, fact: Fact): void;
  /** The past as it is at the end. */
  end(state: CustodyState): void;
}

/** A replay in progress. Its state is the whole past, so nothing needs looking up. */
export interface Replay {
  /** Names the ledger once entry 0 is replayed: enrolments are proved for that name. */
  setFirstLeafHash(origin: string, leafHash: Digest): void;
  /**
   * Told of each `event-corrected` of the log before the first event: what they name is kept when it comes along, and
   * nothing else, so that memory does not grow with the log. One that was not told finds no event to correct.
   */
  expectCorrection(body: Uint8Array): void;
  /**
   * Told of each `key-revoked` likewise: what a stolen key signs is counted as it comes along. One that was not told finds
   * that the key signed nothing.
   */
  expectRevocation(body: Uint8Array): void;
  event(event: ReplayedEvent): Replayed;
}

export interface ReplayOptions {
  /** For tests, whose chains are short: so few names and ids are kept in memory. */
  readonly generationNames?: number;
  readonly watcher?: ReplayWatcher | undefined;
}

/** Lends a replay to `work`. What it cannot hold in memory it keeps in a scratch on disk. */
export async function withReplay<Result>(
  work: (replay: Replay) => Result | Promise<Result>,
  { generationNames, watcher }: ReplayOptions = {},
): Promise<Result> {
  const scratch = openScratch(generationNames);
  try {
    const { state, makeRoom } = createReplayState(scratch, generationNames ?? GENERATION_NAMES);
    const result = await work(createReplay(scratch, { state, makeRoom }, watcher));
    watcher?.end(state);
    return result;
  } finally {
    scratch.close();
  }
}

function createReplay(scratch: Scratch, { state, makeRoom }: ReplayState, watcher: ReplayWatcher | undefined): Replay {
  const eventIds = scratch.openSet('event');
  const corrected = scratch.openSet('corrected');
  let expectsCorrections = false;
  let ledger = '';
  let ledgerOrigin = '';
  let entry: SignedEntry | null = null;
  return {
    setFirstLeafHash: (origin, leafHash) => {
      ledgerOrigin = origin;
      ledger = formatLedgerName(origin, leafHash);
    },
    expectCorrection: (body) => {
      const json = parseEventBytes(body);
      const corrects = json.ok ? json.value['corrects'] : undefined;
      if (typeof corrects !== 'string') return;
      corrected.add(corrects);
      expectsCorrections = true;
    },
    expectRevocation: (body) => {
      const json = parseEventBytes(body);
      const { key, stolenFrom } = json.ok ? json.value : {};
      if (typeof key !== 'string' || typeof stolenFrom !== 'string') return;
      // A key is revoked once: what comes later is refused.
      if (!state.signedSince.get(key)) state.signedSince.set(key, [{ since: stolenFrom, signed: null }]);
    },
    event: ({ position, ordinal, author, recordedAt, body }) => {
      // An entry counts when it is over: a key may sign its own revocation.
      if (entry !== null && entry.position !== position) noteSigned(state, entry);
      const eventsBefore = entry?.position === position ? entry.events : 0;
      entry = { author, position, recordedAt, events: eventsBefore + 1 };
      const json = parseEventBytes(body);
      if (!json.ok) return { accepted: false, code: 'not-an-event', message: json.problem };
      const parsed = parseEvent(json.value);
      if (!parsed.ok) {
        const [problem] = parsed.problems;
        return { accepted: false, code: 'not-an-event', message: `${problem?.path}: ${problem?.message}` };
      }
      const { event } = parsed;
      if (!eventIds.add(event.id)) {
        return { accepted: false, code: 'event-recorded', message: `event ${event.id} is recorded twice` };
      }
      makeRoom();
      const decision = decide(state, event, {
        position,
        ordinal,
        origin: ledgerOrigin,
        author,
        recordedAt,
        checkEnrolment: (enrolment) => checkEnrolment(ledger, enrolment),
      });
      if (!decision.accepted) return { accepted: false, ...decision.refusal };
      const { facts, party } = decision;
      if (expectsCorrections) {
        const digest = digestEvent(body, sha256);
        const eventNumber = eventNumberOf(position, ordinal);
        if (corrected.has(digest)) {
          noteTarget(state, digest, () => targetOf(state, digest, event, party, eventNumber, facts));
        }
      }
      watcher?.event(event.type, recordedAt);
      for (const fact of facts) {
        watcher?.fact(state, fact);
        applyFact(state, fact, party, event.occurredAt);
      }
      return { accepted: true, facts };
    },
  };
}
