/** Records a made-up lawful chain with the rules alone: the state that a replay has in memory beside the database's rows. */
import { applyFact } from '@lodestone/custody/facts/apply-fact.ts';
import {
  type CachedCustodyState,
  type CustodyState,
  emptyCustodyState,
} from '@lodestone/custody/state/custody-state.ts';
import type { DocumentState } from '@lodestone/custody/state/state-of-oversight.ts';
import type { DocketState } from '@lodestone/custody/docket.ts';
import type { SealedState } from '@lodestone/custody/state/state-of-seals.ts';
import type { HandshakeState } from '@lodestone/custody/state/state-of-transfers.ts';
import { decide } from '@lodestone/custody/decide.ts';
import { type CustodyEvent, parseEvent } from '@lodestone/custody/event.ts';
import type { Fact } from '@lodestone/custody/fact.ts';
import { OPERATOR } from '@lodestone/custody/operator.ts';
import { lawfulChain } from '@lodestone/custody/testing/lawful-chain.ts';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { formatEntry, leafHash } from '@lodestone/proof/entry.ts';
import { digestEvent, encodeEvent } from '@lodestone/proof/event-bytes.ts';
import type { JsonValue } from '@lodestone/proof/json-text.ts';
import { formatPublicKey, type PublicKey } from '@lodestone/proof/public-key.ts';
import type { EntryRow, EventRow } from '../src/append/append-rows.ts';
import { collectFacts } from '../src/facts/collect-facts.ts';
import { appendToNewLedger, type RunAppend } from '../src/append/append-under-head-lock.ts';
import type { Database } from '../src/database.ts';
import type { Head } from '../src/log/read-ledger.ts';
import { sha256, uuidOf } from './chain-rows.ts';

const ORIGIN = 'example.org/lawful';
const ENTRY_EVENTS_MAX = 40;

export interface LawfulLine {
  readonly by: string;
  readonly event: CustodyEvent;
}

/** The events of the chain behind the opening of the ledger; each party's key is enrolled before its first event. */
export function* lawfulLines(seed: number, events: number): Generator<LawfulLine> {
  const keyed = new Set<string>([OPERATOR]);
  const first = '2026-01-01T00:00:00.000Z';
  yield line(OPERATOR, {
    type: 'ledger-opened',
    id: uuidOf(`opening ${seed}`),
    occurredAt: first,
    origin: ORIGIN,
    operatorKey: keyOf(OPERATOR),
    checkpointKey: keyOf('a checkpoint key'),
    policy: { enforcement: 'strict' },
  });
  for (const { by, event } of lawfulChain(seed, events)) {
    if (!keyed.has(by)) {
      keyed.add(by);
      const { occurredAt } = event;
      const id = uuidOf(`enrolment ${seed} ${by}`);
      const enrolment = { party: by, key: keyOf(by), proof: 'A'.repeat(86), heldBy: 'party' };
      yield line(OPERATOR, { type: 'key-enrolled', id, occurredAt, ...enrolment });
    }
    yield line(by, event);
  }
  // The end-users' keys come late, and one is revoked again.
  const late = { party: 'MOTORS-1', key: keyOf('a late key'), proof: 'A'.repeat(86), heldBy: 'party' };
  const recovery = keyed.has('MOTORS-1');
  const occurredAt = '2036-01-01T00:00:00.000Z';
  yield line(OPERATOR, {
    type: 'key-enrolled',
    id: uuidOf(`late ${seed}`),
    occurredAt,
    ...late,
    ...(recovery && { recovery }),
  });
  yield line(OPERATOR, { type: 'key-revoked', id: uuidOf(`end ${seed}`), occurredAt, key: late.key, reason: 'lost' });
}

/** A key that nothing is signed with: the rules look at its text, the database not at all. */
export function keyOf(party: string): PublicKey {
  return formatPublicKey(sha256(Buffer.from(`key of ${party}`)));
}

export function line(by: string, value: unknown): LawfulLine {
  const parsed = parseEvent(value);
  if (!parsed.ok) throw new Error(`not an event: ${JSON.stringify(parsed.problems)}`);
  return { by, event: parsed.event };
}

/** What a replay keeps in memory. */
export interface ReplayedState extends CachedCustodyState {
  readonly parties: Map<string, NonNullable<ReturnType<CustodyState['parties']['get']>>>;
  readonly facilities: Map<string, NonNullable<ReturnType<CustodyState['facilities']['get']>>>;
  readonly keys: Map<string, NonNullable<ReturnType<CustodyState['keys']['get']>>>;
  readonly checkpointKeys: Map<string, NonNullable<ReturnType<CustodyState['checkpointKeys']['get']>>>;
  readonly circuits: Map<string, string>;
  readonly mandates: Map<string, NonNullable<ReturnType<CustodyState['mandates']['get']>>>;
  readonly documents: Map<string, DocumentState>;
  readonly stepInputs: Map<string, readonly string[]>;
  readonly handshakes: Map<string, HandshakeState>;
  readonly sealed: Map<string, SealedState>;
  readonly dockets: Map<string, DocketState>;
}

/**
 * Decides and writes `lines` as entries of one party each, all in one append. Changes `state` as a replay would, and
 * gives back the facts.
 */
export async function recordLines(
  append: RunAppend,
  state: ReplayedState,
  lines: readonly LawfulLine[],
): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  await append(async (transaction) => {
    let head: Head = transaction.head;
    const entries: EntryRow[] = [];
    const events: EventRow[] = [];
    for (const group of groups(lines)) {
      const position = head.size;
      const rows = group.map(({ by, event }, ordinal) => {
        facts.push(...decideAndApply(state, by, event, position, ordinal));
        return rowOf(event, position, ordinal);
      });
      const entry = entryOf(head, group[0]?.by ?? OPERATOR, rows);
      entries.push(entry);
      events.push(...rows);
      head = { size: position + 1, leafHash: entry.leafHash, recordedAt: entry.recordedAt };
    }
    await transaction.write({ entries, events, facts: collectFacts(transaction.ledgerId, facts), openings: [] });
  });
  return facts;
}

/** Makes a ledger of this many lawful events. */
export async function lawfulLedger(database: Database, seed: number, events: number): Promise<number> {
  const append = appendToNewLedger(database, `example.org/lawful-${seed}`);
  return append(async (transaction) => {
    await recordLines((work) => work(transaction), emptyState(), [...lawfulLines(seed, events)]);
    return transaction.ledgerId;
  });
}

function groups(lines: readonly LawfulLine[]): LawfulLine[][] {
  const all: LawfulLine[][] = [];
  for (const current of lines) {
    const group = all.at(-1);
    const alone = current.event.type === 'ledger-opened' || group?.[0]?.event.type === 'ledger-opened';
    if (group === undefined || alone || group[0]?.by !== current.by || group.length === ENTRY_EVENTS_MAX)
      all.push([current]);
    else group.push(current);
  }
  return all;
}

/** What is not there was looked for: the replay has seen everything. */
const complete = <Value>(map: Map<string, Value>) => ({
  get: (name: string) => map.get(name) ?? null,
  set: (name: string, value: Value | null) => void map.set(name, value as Value),
});

function decideAndApply(state: ReplayedState, by: string, event: CustodyEvent, position: number, ordinal: number) {
  const { parties, facilities, keys, checkpointKeys, things, circuits } = state;
  const { mandates, documents, stepInputs, handshakes, sealed, dockets } = state;
  const seen: CustodyState = Object.assign(Object.create(null), {
    policy: state.policy,
    nextLotNumber: state.nextLotNumber,
    awaited: state.awaited,
    parties: complete(parties),
    facilities: complete(facilities),
    keys: complete(keys),
    checkpointKeys: complete(checkpointKeys),
    signedSince: complete(new Map()),
    things: complete(things),
    circuits: complete(circuits),
    mandates: complete(mandates),
    documents: complete(documents),
    stepInputs: complete(stepInputs),
    handshakes: complete(handshakes),
    targets: complete(new Map()),
    sealed: complete(sealed),
    dockets: complete(dockets),
  });
  const decision = decide(seen, event, {
    position,
    ordinal,
    origin: ORIGIN,
    author: keyOf(by),
    recordedAt: recordedAtOf(position),
    checkEnrolment: () => null,
  });
  if (!decision.accepted) throw new Error(`${event.type} by ${by} is refused: ${decision.refusal.message}`);
  for (const fact of decision.facts) applyFact(seen, fact, decision.party, event.occurredAt);
  state.policy = seen.policy;
  state.nextLotNumber = seen.nextLotNumber;
  return decision.facts;
}

function rowOf(event: CustodyEvent, position: number, ordinal: number): EventRow {
  const encoded = encodeEvent(JSON.parse(JSON.stringify(event)) as JsonValue);
  if (!encoded.ok) throw new Error(encoded.problem);
  const body = encoded.value;
  const { id: eventId, type, occurredAt } = event;
  return { position, ordinal, eventId, digest: digestEvent(body, sha256), type, occurredAt, body };
}

function entryOf(head: Head, by: string, rows: readonly EventRow[]): EntryRow {
  const position = head.size;
  const author = keyOf(by);
  const submission = uuidOf(`submission ${position}`);
  const recordedAt = recordedAtOf(position);
  const body = formatEntry({
    author,
    events: rows.map(({ digest }) => digest),
    ledger: position === 0 ? ORIGIN : `${ORIGIN}#${digestFromBytes(sha256(Buffer.from(ORIGIN)))}`,
    position,
    previous: head.leafHash,
    recordedAt,
    signature: 'A'.repeat(86),
    submission,
    v: 1,
  });
  return { position, previous: head.leafHash, leafHash: leafHash(body, sha256), author, submission, recordedAt, body };
}

function recordedAtOf(position: number): string {
  return new Date(Date.UTC(2026, 0, 1) + position * 1_000).toISOString();
}

export function emptyState(): ReplayedState {
  return emptyCustodyState() as ReplayedState;
}
