/** That the entries of a bundle are those of a log which a trusted key has signed, and the events those of its entries. */
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { type Digest, digestToBytes } from '@lodestone/proof/digest.ts';
import { type Entry, leafHash, parseEntry } from '@lodestone/proof/entry.ts';
import { show } from '@lodestone/proof/show.ts';
import { parseLedgerName } from '@lodestone/proof/ledger-name.ts';
import { checkPublicKey, parsePublicKey } from '@lodestone/proof/public-key.ts';
import { verifyMultiProof } from '@lodestone/proof/multi-proof.ts';
import { SUBMISSION_MAX_EVENTS } from '@lodestone/proof/submission.ts';
import { eventNumberOf } from '@lodestone/custody/event-number.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import type { Bundle } from './bundle.ts';
import { checkCheckpoint, type ReachedLevel, type Trust } from './check-checkpoint.ts';
import { type CheckedEvents, checkEvents } from './check-events.ts';
import { type CheckpointKeys, createCheckpointKeys } from './checkpoint-keys.ts';
import type { Algorithms } from './algorithms.ts';
import { fail } from './failure.ts';
import { readNote } from './follow-key-changes.ts';
import { type Found, readParsed, readText, wrong } from './read-members.ts';

/** The part of the log that a bundle has, checked against the checkpoint. */
export interface ProvenLog {
  /** `<origin>#<leaf hash of entry 0>`. */
  readonly ledger: string;
  readonly origin: string;
  readonly reached: ReachedLevel;
  /** By position. */
  readonly entries: readonly ProvenEntry[];
}

export interface ProvenEntry extends CheckedEvents {
  readonly entry: Entry;
  /** Where it stands in the bundle. */
  readonly field: string;
}

/** Checks checkpoint, leaf hashes, multi-proof, the ledger's name and the digests of events. */
export function checkLog(bundle: Bundle, trust: Trust, algorithms: Algorithms): ProvenLog {
  const name = parseLedgerName(bundle.ledger);
  if (!name.ok || name.value.leafHash === null) {
    const expected = 'an origin, # and the leaf hash of entry 0';
    return fail('ledger', 'ledger', { expected, found: bundle.ledger });
  }
  const { origin, leafHash: firstLeafHash } = name.value;
  const checkpoint = readOwnCheckpoint(bundle.checkpoint, origin);
  const entries = bundle.entries.map(({ entry: text, events }, index) => {
    const field = `entries[${index}]`;
    const bytes = encodeUtf8(text);
    const parsed = parseEntry(bytes);
    if (!parsed.ok) {
      return fail('encoding', `${field}.entry`, {
        expected: 'an entry in its one spelling',
        found: text.slice(0, 80),
        sentence: parsed.problem,
      });
    }
    const entry = parsed.value;
    const hash = leafHash(bytes, algorithms.sha256);
    return { entry, field, hash, ...checkEvents(events, entry, field, algorithms.sha256) };
  });
  checkFirst(entries[0], origin, firstLeafHash);
  checkOrder(entries, bundle.ledger);
  const reached = checkCheckpoint(bundle, { checkpoint, keys: keysNamedIn(entries, origin) }, trust, algorithms);
  const claim = {
    size: reached.size,
    leaves: entries.map(({ entry, hash }) => ({ index: entry.position, leafHash: digestToBytes(hash) })),
    root: digestToBytes(reached.root),
    proof: bundle.proof,
  };
  const proved = verifyMultiProof(claim, algorithms.sha256);
  if (!proved.ok) {
    fail('proof', 'proof', { expected: `the root ${reached.root}`, found: proved.problem, sentence: proved.problem });
  }
  checkOpening(entries, origin);
  checkTimes(entries, reached);
  return { ledger: bundle.ledger, origin, reached, entries };
}

/** What the note says; that anybody has signed it is checked when the events have said who should have. */
function readOwnCheckpoint(note: string, origin: string): Checkpoint {
  const read = readNote(note);
  if (!read.ok) {
    return fail('checkpoint', 'checkpoint', {
      expected: 'a signed checkpoint',
      found: read.problem,
      sentence: read.problem,
    });
  }
  if (read.value.origin === origin) return read.value;
  return fail('checkpoint', 'checkpoint', { expected: `a checkpoint of ${origin}`, found: read.value.origin });
}

/** That these events are the operator's is checked with all other authors. */
function keysNamedIn(entries: readonly ProvenEntry[], origin: string): CheckpointKeys {
  const keys = createCheckpointKeys(origin);
  for (const { entry, events } of entries) {
    for (const { event } of events) if (event !== null) keys.note(entry.position, event);
  }
  return keys;
}

type HashedEntry = ProvenEntry & { readonly hash: Digest };

/** Entry 0 names the ledger: it is of its origin, and its leaf hash tells it from any other of that origin. */
function checkFirst(first: HashedEntry | undefined, origin: string, expected: Digest): void {
  const found = first === undefined ? 'no entry' : `entry ${first.entry.position}`;
  if (first?.entry.position !== 0) return fail('ledger', 'entries[0]', { expected: 'entry 0', found });
  if (first.entry.ledger !== origin)
    fail('ledger', 'entries[0].entry', { expected: origin, found: first.entry.ledger });
  if (first.hash === expected) return;
  const sentence = `the leaf hash of entry 0 is ${first.hash}, the ledger is named by ${expected}`;
  fail('ledger', 'entries[0]', { expected, found: first.hash, sentence });
}

/** Positions rise, and events have numbers; time does not go back, every entry is of this ledger, and neighbours are linked. */
function checkOrder(entries: readonly HashedEntry[], ledger: string): void {
  for (const [index, { entry, field }] of entries.entries()) {
    // Beyond, two events would have one number, and the second would hide the first.
    if (!Number.isSafeInteger(eventNumberOf(entry.position, SUBMISSION_MAX_EVENTS - 1))) {
      fail('encoding', `${field}.entry`, {
        expected: 'a place that events can have',
        found: `entry ${entry.position}`,
      });
    }
    const before = entries[index - 1];
    if (before === undefined) continue;
    if (entry.ledger !== ledger) fail('ledger', `${field}.entry`, { expected: ledger, found: entry.ledger });
    if (entry.position <= before.entry.position) {
      const expected = `an entry after ${before.entry.position}`;
      fail('encoding', `${field}.entry`, { expected, found: `entry ${entry.position}` });
    }
    if (entry.recordedAt < before.entry.recordedAt) {
      const expected = `a time of ${before.entry.recordedAt} or later, as the entry before has`;
      fail('encoding', `${field}.entry`, { expected, found: entry.recordedAt });
    }
    if (entry.position === before.entry.position + 1 && entry.previous !== before.hash) {
      fail('proof', `${field}.entry`, { expected: before.hash, found: entry.previous ?? 'null' });
    }
  }
}

/** Everything that is judged by the log begins with how the ledger was opened, so that event is never withheld. */
function checkOpening([first]: readonly ProvenEntry[], origin: string): void {
  const field = 'entries[0].events[0]';
  const event = first?.events[0]?.event ?? null;
  if (event === null || event['type'] !== 'ledger-opened') {
    return fail('ledger', field, { expected: 'the event ledger-opened', found: show(event?.['type'] ?? null) });
  }
  const named = readText({ kind: 'ledger', field: `${field}.origin`, value: event['origin'] });
  if (named !== origin) fail('ledger', `${field}.origin`, { expected: origin, found: named });
  const key = readText({ kind: 'ledger', field: `${field}.operatorKey`, value: event['operatorKey'] });
  const author = first?.entry.author ?? 'nobody';
  if (key !== author)
    fail('ledger', `${field}.operatorKey`, { expected: `the author of entry 0, ${author}`, found: key });
  const signing: Found = { kind: 'ledger', field: `${field}.checkpointKey`, value: event['checkpointKey'] };
  const fit = checkPublicKey(readParsed(signing, parsePublicKey));
  if (!fit.ok) wrong(signing, 'a key that may sign', fit.problem);
}

/** Clocks differ, and asking a witness takes time. */
const CLOCK_TOLERANCE_MILLISECONDS = 5 * 60 * 1000;

/** A witness has not seen what was recorded later. Times never go back, so the last entry speaks for all. */
function checkTimes(entries: readonly ProvenEntry[], { witnesses }: ReachedLevel): void {
  const last = entries.at(-1);
  for (const { name, witnessedAt } of witnesses) {
    const recordedAt = last?.entry.recordedAt ?? witnessedAt;
    if (Date.parse(recordedAt) <= Date.parse(witnessedAt) + CLOCK_TOLERANCE_MILLISECONDS) continue;
    const sentence = `${name} has seen this log at ${witnessedAt}, and it has an entry recorded at ${recordedAt}: one of the clocks is wrong`;
    fail('witness', `${last?.field}.entry`, { expected: `a time up to ${witnessedAt}`, found: recordedAt, sentence });
  }
}
