/** Records a stream of lines: reads, drops what is recorded, groups, signs and appends, one batch while the next is read. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { OPERATOR } from '@lodestone/custody/identifier.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { SUBMISSION_MAX_BYTES, SUBMISSION_MAX_EVENTS } from '@lodestone/proof/submission.ts';
import { appendUnderHeadLock, type RunAppend, rehearseAppends } from '@lodestone/store/append.ts';
import { readPartyKeys } from '@lodestone/store/read-parties.ts';
import { findEvents } from '@lodestone/store/read-recorded.ts';
import { type Appender, appendSubmissions, createAppender, type SubmissionRefusal } from './append-submissions.ts';
import { newEventId } from './create-ledger.ts';
import { keysFolder } from './data-folder.ts';
import { proveEnrolment } from './enrolment.ts';
import { findSigner } from './find-signer.ts';
import { firstKey } from './keyring.ts';
import { createSecretKey, type SigningKey, signingKeyOf } from './node-crypto.ts';
import { type Ledger, refuseCutShort } from './open-ledger.ts';
import { type EventLine, type LineProblem, readEventLine } from './read-event-line.ts';
import { LineTooLong, readLines } from './read-lines.ts';
import { type EncodedEvent, encodeCustodyEvent, type SignedSubmission, signSubmission } from './submission.ts';

export interface RecordOptions {
  /** Who signs the lines that do not say. */
  readonly by: string | undefined;
  readonly createKeys: boolean;
  readonly dryRun: boolean;
  readonly acceptClock: boolean;
  readonly onProgress?: (progress: { readonly lines: number; readonly bytes: number }) => void;
}

/** Why recording stopped at a line. `event` is null when the line is no event. */
export interface RecordRefusal {
  readonly line: number;
  readonly event: string | null;
  readonly reason: SubmissionRefusal['code'] | 'bad-line' | 'no-key';
  readonly message: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export interface RecordResult {
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly enrolled: number;
  readonly submissions: number;
  readonly refused: RecordRefusal | null;
}

/** So many events are appended in one transaction, more only when one submission is larger. */
const BATCH_EVENTS = 2_000;
const BATCH_BYTES = 8 * 1024 * 1024;
/** So many lines are looked up in the ledger at once, to drop those that it has. */
const LOOKUP_LINES = 1_000;
/** So many lines are read before anything else gets its turn: about a millisecond's work. */
const LINES_PER_TURN = 32;
const LOOKUP_BYTES = 8 * 1024 * 1024;

/** Ends the recording at a line: nothing of its submission is recorded, everything before that is. */
class Stop extends Error {
  readonly refusal: RecordRefusal;
  constructor(refusal: RecordRefusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

interface SubmissionOfLines {
  readonly signed: SignedSubmission;
  readonly key: SigningKey;
  readonly party: string;
  /** The line of each event; empty for an enrolment that `createKeys` made. */
  readonly lines: readonly number[];
  /** Where to point when an enrolment is refused: the party's first line. */
  readonly enrolmentLine: number | null;
}

/** Everything that one recording keeps track of. */
interface Recording {
  readonly ledger: Ledger;
  readonly options: RecordOptions;
  readonly appender: Appender;
  readonly signers: Map<string, SigningKey>;
  /** Every key that the ledger has known for a party, as far as anybody asked. */
  readonly partyKeys: Map<string, ReadonlySet<string>>;
  readonly group: { party: string | null; lines: EventLine[]; bytes: number };
  batch: { submissions: SubmissionOfLines[]; events: number; bytes: number };
  inFlight: Promise<void>;
  beforeInFlight: Promise<void>;
  /** Ids that are read and not committed yet, with what they say: the database does not know them. */
  readonly pending: Map<string, { digest: Digest; author: string }>;
  /** The keys that a dry run made, by party. */
  readonly rehearsedKeys: Map<string, SigningKey>;
  readonly counts: { recorded: number; alreadyRecorded: number; enrolled: number; submissions: number };
}

/**
 * Records the events of a stream, one JSON object a line. Consecutive events by one party become one submission. Lines
 * that are recorded already are passed over, so recording the same file again does nothing. Stops at the first line
 * that is refused or not an event. Memory does not grow with the stream. Throws when the database fails: whatever was
 * committed stays, and recording the same stream again goes on from there.
 */
export async function recordEvents(
  ledger: Ledger,
  chunks: AsyncIterable<Uint8Array>,
  options: RecordOptions,
): Promise<RecordResult> {
  const { database, ledgerId } = ledger;
  await refuseCutShort(ledger);
  if (!options.dryRun) return recordWith(appendUnderHeadLock(database, ledgerId), ledger, chunks, options);
  return rehearseAppends(database, ledgerId, (runAppend, rehearsed) =>
    recordWith(runAppend, { ...ledger, database: rehearsed }, chunks, options),
  );
}

async function recordWith(
  runAppend: RunAppend,
  ledger: Ledger,
  chunks: AsyncIterable<Uint8Array>,
  options: RecordOptions,
): Promise<RecordResult> {
  const recording: Recording = {
    ledger,
    options,
    appender: createAppender(
      runAppend,
      ledger.name,
      { now: Date.now, acceptClock: options.acceptClock },
      options.dryRun ? null : { client: ledger.database.pool, ledgerId: ledger.ledgerId },
    ),
    signers: new Map(),
    partyKeys: new Map(),
    group: { party: null, lines: [], bytes: 0 },
    batch: { submissions: [], events: 0, bytes: 0 },
    inFlight: Promise.resolve(),
    beforeInFlight: Promise.resolve(),
    pending: new Map(),
    rehearsedKeys: new Map(),
    counts: { recorded: 0, alreadyRecorded: 0, enrolled: 0, submissions: 0 },
  };
  let refused: RecordRefusal | null = null;
  try {
    await recordAll(recording, chunks);
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    refused = error.refusal;
    // What came before the line at fault is whole, and goes in. A refusal there, or still on its way, comes first.
    await flush(recording).catch((earlier: unknown) => {
      if (!(earlier instanceof Stop)) throw earlier;
      refused = earlier.refusal;
    });
  }
  return { ...recording.counts, refused };
}

async function recordAll(recording: Recording, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const { onProgress } = recording.options;
  let waiting: EventLine[] = [];
  let waitingBytes = 0;
  // While the ledger is asked for one lot of lines, the next is read.
  let taking: Promise<void> = Promise.resolve();
  const takeWaiting = async () => {
    const lines = waiting;
    waiting = [];
    waitingBytes = 0;
    await taking;
    taking = takeLines(recording, lines);
    // Whoever waits next hears of a failure; until then it must not count as unhandled.
    taking.catch(() => undefined);
  };
  const progress = { lines: 0, bytes: 0 };
  try {
    for await (const line of readLines(chunks)) {
      progress.lines += 1;
      progress.bytes += line.bytes.length + 1;
      if (isBlank(line.bytes)) continue;
      const read = readEventLine(line);
      if (!read.ok) {
        await takeWaiting();
        await taking;
        throw new Stop(badLine(read.problem));
      }
      waiting.push(read.value);
      waitingBytes += line.bytes.length;
      // What the database answers meanwhile must be heard, or it would stand idle.
      if (waiting.length % LINES_PER_TURN === 0) await nextTurn();
      if (waiting.length >= LOOKUP_LINES || waitingBytes >= LOOKUP_BYTES) {
        await takeWaiting();
        onProgress?.(progress);
      }
    }
    await takeWaiting();
    await taking;
  } catch (error) {
    await taking.catch(() => undefined);
    if (!(error instanceof LineTooLong)) throw error;
    await takeWaiting();
    await taking;
    throw new Stop(badLine({ line: error.line, message: error.message, facts: {} }));
  }
  await closeGroup(recording);
  await flush(recording);
  onProgress?.(progress);
}

/** Drops the lines that are recorded already and puts the others into groups. */
async function takeLines(recording: Recording, lines: readonly EventLine[]): Promise<void> {
  if (lines.length === 0) return;
  const { ledger, pending } = recording;
  const ids = lines.map(({ encoded }) => encoded.event.id);
  // What is on its way is noted before the ledger is asked: it may arrive there and leave `pending` at any time.
  const taken = new Map(pending);
  const found = await findEvents(ledger.database.pool, ledger.ledgerId, ids);
  for (const event of found) taken.set(event.eventId, event);
  for (const line of lines) {
    const { event, digest } = line.encoded;
    const party = partyOf(recording, line);
    const known = taken.get(event.id);
    if (known !== undefined) {
      await passOver(recording, line, party, known);
      continue;
    }
    await addToGroup(recording, line, party);
    taken.set(event.id, { digest, author: party });
    pending.set(event.id, { digest, author: party });
  }
}

/** A line that is recorded with the same digest and author is passed over; anything else under its id is refused. */
async function passOver(
  recording: Recording,
  line: EventLine,
  party: string,
  known: { digest: Digest; author: string },
): Promise<void> {
  const { event, digest } = line.encoded;
  // Of lines that are still on their way the author is known by the party, of recorded ones by the key.
  const sameAuthor = known.author === party || (await isKeyOf(recording, known.author, party));
  if (known.digest === digest && sameAuthor) {
    recording.counts.alreadyRecorded += 1;
    return;
  }
  const message =
    known.digest === digest
      ? `event ${event.id} is recorded by another author: ${known.author} there, ${party} here (digest ${digest})`
      : `event ${event.id} is recorded with other content: digest ${known.digest} there, ${digest} here`;
  const authors = { recordedAuthor: known.author, author: party };
  const facts = { event: event.id, recorded: known.digest, found: digest, ...authors };
  // Lines by the same party before this one are of its submission, and go with it; those of another are whole.
  if (recording.group.party !== party) await closeGroup(recording);
  throw new Stop({ line: line.line, event: event.id, reason: 'event-recorded', message, facts });
}

/** Whether a key was ever enrolled for a party: what an earlier key of it signed stays its own. */
async function isKeyOf({ ledger, partyKeys }: Recording, key: string, party: string): Promise<boolean> {
  if (partyKeys.get(party)?.has(key) === true) return true;
  const enrolled = await readPartyKeys(ledger.database, ledger.ledgerId, party);
  const keys = new Set(enrolled.map((known) => known.key));
  partyKeys.set(party, keys);
  return keys.has(key);
}

function partyOf({ options }: Recording, line: EventLine): string {
  const party = line.by ?? options.by;
  if (party !== undefined) return party;
  const message = 'does not say who signs it: add "by", or name the party with --by';
  throw new Stop({ line: line.line, event: line.encoded.event.id, reason: 'no-key', message, facts: {} });
}

async function addToGroup(recording: Recording, line: EventLine, party: string): Promise<void> {
  const { group } = recording;
  const { length } = line.encoded.bytes;
  const full = group.lines.length >= SUBMISSION_MAX_EVENTS || group.bytes + length > SUBMISSION_MAX_BYTES;
  if (group.party !== party || full) await closeGroup(recording);
  group.party = party;
  group.lines.push(line);
  group.bytes += length;
}

/** Signs the group as one submission and puts it into the batch; a full batch goes off while reading goes on. */
async function closeGroup(recording: Recording): Promise<void> {
  const { group, ledger } = recording;
  const { party, lines, bytes } = group;
  if (party === null || lines.length === 0) return;
  recording.group.party = null;
  recording.group.lines = [];
  recording.group.bytes = 0;
  const key = await signerOf(recording, lines[0] as EventLine, party);
  const signed = signSubmission(
    ledger.name,
    key,
    lines.map(({ encoded }) => encoded),
  );
  const numbers = lines.map(({ line }) => line);
  addToBatch(recording, { signed, key, party, lines: numbers, enrolmentLine: null }, bytes);
  // A change of keys decides who signs what follows: look again.
  if (lines.some(({ encoded }) => encoded.event.type.startsWith('key-'))) recording.signers.clear();
  if (recording.batch.events >= BATCH_EVENTS || recording.batch.bytes >= BATCH_BYTES) await sendOff(recording);
}

function addToBatch({ batch }: Recording, submission: SubmissionOfLines, bytes: number): void {
  batch.submissions.push(submission);
  batch.events += submission.signed.events.length;
  batch.bytes += bytes;
}

/** The party's signing key; with `createKeys`, a party that never had one gets one, enrolled by the operator. */
async function signerOf(recording: Recording, line: EventLine, party: string): Promise<SigningKey> {
  const { signers, ledger, options } = recording;
  const cached = signers.get(party);
  if (cached !== undefined) return cached;
  // What is on its way may enrol or revoke a key of this party.
  await flush(recording);
  const { database, ledgerId, dataFolder } = ledger;
  const signer = await findSigner(database, ledgerId, dataFolder, party);
  let key = signer.key?.signingKey ?? recording.rehearsedKeys.get(party) ?? null;
  if (options.createKeys && signer.enrolled === 0 && party !== OPERATOR) {
    key = await enrolFirstKey(recording, line, party, key);
  }
  if (key === null) throw new Stop(noKey(line, party, signer.enrolled));
  signers.set(party, key);
  return key;
}

/** Enrols the key that the keyring has for the party, else a new one, as held by this ledger. */
async function enrolFirstKey(
  recording: Recording,
  line: EventLine,
  party: string,
  existing: SigningKey | null,
): Promise<SigningKey> {
  const { ledger } = recording;
  const operator = await signerOf(recording, line, OPERATOR);
  const key = existing ?? (await newKey(recording, party));
  const now = Date.now();
  const encoded = encodeCustodyEvent({
    type: 'key-enrolled',
    id: newEventId(now),
    occurredAt: new Date(now).toISOString(),
    party,
    key: key.publicKey,
    proof: proveEnrolment(ledger.name, party, key),
    heldBy: 'ledger',
  });
  if (!encoded.ok)
    throw new Stop(badLine({ line: line.line, message: `by: ${encoded.problems[0]?.message}`, facts: { by: party } }));
  const signed = signSubmission(ledger.name, operator, [encoded.encoded]);
  const { length } = encoded.encoded.bytes;
  addToBatch(recording, { signed, key: operator, party: OPERATOR, lines: [], enrolmentLine: line.line }, length);
  return key;
}

/** A key that is kept, or in a dry run one that is forgotten. */
async function newKey({ ledger, options, rehearsedKeys }: Recording, party: string): Promise<SigningKey> {
  if (!options.dryRun) return (await firstKey(keysFolder(ledger.dataFolder), party)).signingKey;
  const key = signingKeyOf(createSecretKey());
  rehearsedKeys.set(party, key);
  return key;
}

/**
 * Lets the batch go. Two may be on their way, the second being decided while the first is written; it is recorded only
 * when the first was.
 */
async function sendOff(recording: Recording): Promise<void> {
  await recording.beforeInFlight;
  const { submissions } = recording.batch;
  recording.batch = { submissions: [], events: 0, bytes: 0 };
  if (submissions.length === 0) return;
  const before = recording.inFlight;
  recording.beforeInFlight = before;
  const wasRecorded = before.then(
    () => true,
    () => false,
  );
  // What went wrong first is what whoever waits next hears of; until then it must not count as unhandled.
  const appended = append(recording, submissions, wasRecorded);
  recording.inFlight = before.then(() => appended);
  appended.catch(() => undefined);
  recording.inFlight.catch(() => undefined);
  // A rehearsal has one connection for appending and looking up.
  if (recording.options.dryRun) await recording.inFlight;
}

/** Sends everything off and waits until it is committed. */
async function flush(recording: Recording): Promise<void> {
  await sendOff(recording);
  await recording.inFlight;
}

/**
 * Appends submissions in order. Another command that records the same lines may have come first; when a refusal follows
 * from that, the lines that it recorded are dropped and the others go on.
 */
async function append(
  recording: Recording,
  submissions: readonly SubmissionOfLines[],
  before: Promise<boolean>,
): Promise<void> {
  for (let rest = submissions; rest.length > 0; ) {
    const refused = await appendUntilRefused(recording, rest, before);
    if (refused === null) return;
    const overtaken = await dropOvertaken(recording, rest.slice(refused.index));
    if (overtaken === null) throw new Stop(refused.refusal);
    rest = overtaken;
  }
}

async function appendUntilRefused(
  { appender, pending, counts }: Recording,
  submissions: readonly SubmissionOfLines[],
  before: Promise<boolean>,
): Promise<{ readonly index: number; readonly refusal: RecordRefusal } | null> {
  const outcomes = await appendSubmissions(
    appender,
    submissions.map(({ signed }) => signed),
    before,
  );
  for (const [index, outcome] of outcomes.entries()) {
    const { signed, lines, enrolmentLine } = submissions[index] as SubmissionOfLines;
    if (outcome.status === 'refused') {
      return { index, refusal: refusalAt(outcome.refusal, signed, lines, enrolmentLine) };
    }
    for (const { event } of signed.events) pending.delete(event.id);
    if (outcome.status === 'already-recorded') {
      counts.alreadyRecorded += lines.length;
      continue;
    }
    counts.submissions += 1;
    counts.recorded += lines.length;
    counts.enrolled += enrolmentLine === null ? 0 : 1;
  }
  return null;
}

/** What is left of submissions when the events that are recorded by now are dropped; null when none is. */
async function dropOvertaken(
  recording: Recording,
  submissions: readonly SubmissionOfLines[],
): Promise<SubmissionOfLines[] | null> {
  const { ledger, pending, counts } = recording;
  const ids = submissions.flatMap(({ signed }) => signed.events.map(({ event }) => event.id));
  const found = await findEvents(ledger.database.pool, ledger.ledgerId, ids);
  const recorded = new Map(found.map((event) => [event.eventId, event]));
  const left: SubmissionOfLines[] = [];
  let dropped = 0;
  for (const submission of submissions) {
    const { signed, key, party, lines, enrolmentLine } = submission;
    const isDone = await Promise.all(
      signed.events.map(async ({ event, digest }) => {
        if (enrolmentLine !== null) return isEnrolled(recording, event);
        const known = recorded.get(event.id);
        return known?.digest === digest && (await isKeyOf(recording, known.author, party));
      }),
    );
    const events = signed.events.filter((_, index) => !isDone[index]);
    dropped += signed.events.length - events.length;
    for (const [index, { event }] of signed.events.entries()) if (isDone[index]) pending.delete(event.id);
    if (enrolmentLine === null) counts.alreadyRecorded += signed.events.length - events.length;
    if (events.length === signed.events.length) left.push(submission);
    else if (events.length > 0) {
      const remaining = lines.filter((_, index) => !isDone[index]);
      left.push({ ...submission, signed: signSubmission(ledger.name, key, events), lines: remaining });
    }
  }
  return dropped === 0 ? null : left;
}

/** Whether the key that we enrol for a party is enrolled for it by now, by another event. */
async function isEnrolled(recording: Recording, event: EncodedEvent['event']): Promise<boolean> {
  return event.type === 'key-enrolled' && (await isKeyOf(recording, event.key, event.party));
}

function refusalAt(
  { code, message, facts, ordinal }: SubmissionRefusal,
  signed: SignedSubmission,
  lines: readonly number[],
  enrolmentLine: number | null,
): RecordRefusal {
  const line = lines[ordinal ?? 0] ?? enrolmentLine ?? 0;
  const event = signed.events[ordinal ?? 0]?.event.id ?? null;
  return { line, event, reason: code, message, facts };
}

function badLine({ line, message, facts }: LineProblem): RecordRefusal {
  return { line, event: null, reason: 'bad-line', message, facts };
}

function noKey(line: EventLine, party: string, enrolled: number): RecordRefusal {
  const advice =
    enrolled === 0
      ? `make one with: lodestone key create ${party}, or let this ledger sign for it with --create-keys`
      : `the ledger knows ${enrolled}, but their secrets are in another data folder`;
  const message = `the keyring has no key of ${party}: ${advice}`;
  return { line: line.line, event: line.encoded.event.id, reason: 'no-key', message, facts: { party, enrolled } };
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09);
}
