/** Decides recorded events again, from the first on, with nothing but the bytes: what an audit and a rebuild share. */
import { applyFact, type CustodyState, emptyCustodyState, type StateMap } from '@lodestone/custody/custody-state.ts';
import { decide } from '@lodestone/custody/decide.ts';
import { parseEvent } from '@lodestone/custody/event.ts';
import type { Fact } from '@lodestone/custody/fact.ts';
import type { RefusalCode } from '@lodestone/custody/refusal.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import { formatLedgerName } from '@lodestone/proof/ledger-name.ts';
import { checkEnrolment } from './enrolment.ts';

export interface ReplayedEvent {
  readonly position: number;
  readonly ordinal: number;
  readonly author: string;
  readonly body: Uint8Array;
}

export type Replayed =
  | { readonly accepted: true; readonly facts: readonly Fact[] }
  | {
      readonly accepted: false;
      readonly code: RefusalCode | 'not-an-event' | 'event-recorded';
      readonly message: string;
    };

/** A replay in progress. Its state is the whole past, so nothing needs looking up. */
export interface Replay {
  /** Names the ledger once entry 0 is replayed: enrolments are proved for that name. */
  setFirstLeafHash(origin: string, leafHash: Digest): void;
  event(event: ReplayedEvent): Replayed;
}

export function createReplay(): Replay {
  const state = completeState();
  const eventIds = new Set<string>();
  let ledger = '';
  let ledgerOrigin = '';
  return {
    setFirstLeafHash: (origin, leafHash) => {
      ledgerOrigin = origin;
      ledger = formatLedgerName(origin, leafHash);
    },
    event: ({ position, ordinal, author, body }) => {
      const json = parseEventBytes(body);
      if (!json.ok) return { accepted: false, code: 'not-an-event', message: json.problem };
      const parsed = parseEvent(json.value);
      if (!parsed.ok) {
        const [problem] = parsed.problems;
        return { accepted: false, code: 'not-an-event', message: `${problem?.path}: ${problem?.message}` };
      }
      const { event } = parsed;
      if (eventIds.has(event.id)) {
        return { accepted: false, code: 'event-recorded', message: `event ${event.id} is recorded twice` };
      }
      eventIds.add(event.id);
      const context = {
        position,
        ordinal,
        origin: ledgerOrigin,
        author,
        checkEnrolment: checkEnrolment.bind(null, ledger),
      };
      const decision = decide(state, event, context);
      if (!decision.accepted) return { accepted: false, ...decision.refusal };
      for (const fact of decision.facts) applyFact(state, fact, decision.party, event.occurredAt);
      return { accepted: true, facts: decision.facts };
    },
  };
}

/** A state in which what is not there was looked for: the replay has seen everything. */
function completeState(): CustodyState {
  const { parties, facilities, keys, things, circuits } = emptyCustodyState();
  return {
    policy: null,
    nextLotNumber: 0,
    parties: complete(parties),
    facilities: complete(facilities),
    keys: complete(keys),
    things: complete(things),
    circuits: complete(circuits),
  };
}

function complete<State>(map: StateMap<State>): StateMap<State> {
  return {
    get: (name) => map.get(name) ?? null,
    set: (name, state) => map.set(name, state),
  };
}
