/** Signs events where there is no ledger at hand: its name and the keyring are all that is needed. */
import { SUBMISSION_MAX_BYTES } from '@lodestone/proof/submission.ts';
import {
  formatOpeningLine,
  formatSubmissionFileEnd,
  formatSubmissionLine,
  SUBMISSION_FILE_BEGIN,
} from '@lodestone/proof/submission-file.ts';
import { carriedBytes, type EncodedEvent, signSubmission } from '../append/submission.ts';
import { keysFolder } from '../files/data-folder.ts';
import { isBlank, LineTooLong, readLines } from '../files/read-lines.ts';
import { listKeys } from '../keys/keyring.ts';
import type { SigningKey } from '../keys/node-crypto.ts';
import { createSealer, type SealByDefault, type SealLine } from '../seals/sealer.ts';
import { type EventLine, readEventLine } from './read-event-line.ts';
import { type RecordRefusal, StopRecording, stopAtBadLine } from './recording-refusal.ts';

export interface SignOptions {
  readonly dataFolder: string;
  /** `<origin>#<leaf hash of entry 0>`. */
  readonly ledger: string;
  /** Who signs the lines that do not say. */
  readonly by: string | undefined;
  /** Which key of a party signs, counting from 1; the newest when not given. */
  readonly keyNumber: number | undefined;
  /** At most so many consecutive events of one party become one submission. */
  readonly together: number;
  /** What to seal of lines that do not say. */
  readonly seal?: SealByDefault | undefined;
  /** Takes the file, bit by bit and in order. */
  readonly write: (text: string) => Promise<void>;
  readonly onProgress?: (progress: { readonly events: number; readonly bytes: number }) => void;
}

export interface SignResult {
  readonly events: number;
  readonly submissions: number;
  /** The keys that signed, by party. */
  readonly keys: Readonly<Record<string, string>>;
  /** What `write` was given is of no use then. */
  readonly refused: RecordRefusal | null;
}

interface Signing {
  readonly options: SignOptions;
  readonly keys: Map<string, SigningKey>;
  readonly sealLine: SealLine;
  readonly counts: { events: number; submissions: number };
  group: { party: string; readonly lines: EventLine[]; bytes: number } | null;
}

/** So many events between two words on how far it is. */
const EVENTS_PER_PROGRESS = 256;

/**
 * Signs the events of a stream, one JSON object a line as `recordEvents` takes them, and writes the file that
 * `submitFile` sends. Stops at the first line that is no event, or that nobody here can sign. The rules are the ledger's:
 * it asks them when the file is submitted. Memory does not grow with the stream.
 */
export async function signEvents(chunks: AsyncIterable<Uint8Array>, options: SignOptions): Promise<SignResult> {
  const sealLine = createSealer({ dataFolder: options.dataFolder, dryRun: false }, options.seal);
  const signing: Signing = { options, keys: new Map(), sealLine, counts: { events: 0, submissions: 0 }, group: null };
  let refused: RecordRefusal | null = null;
  try {
    await options.write(`${SUBMISSION_FILE_BEGIN}\n`);
    await signAll(signing, chunks);
    await options.write(`${formatSubmissionFileEnd(signing.counts)}\n`);
  } catch (error) {
    if (error instanceof LineTooLong) {
      refused = stopAtBadLine({ line: error.line, message: error.message, facts: {} }).refusal;
    } else if (error instanceof StopRecording) refused = error.refusal;
    else throw error;
  }
  const keys = Object.fromEntries([...signing.keys].map(([party, { publicKey }]) => [party, publicKey]));
  return { ...signing.counts, keys, refused };
}

async function signAll(signing: Signing, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  let bytes = 0;
  for await (const line of readLines(chunks)) {
    bytes += line.bytes.length + 1;
    if (isBlank(line.bytes)) continue;
    const read = readEventLine(line);
    if (!read.ok) throw stopAtBadLine(read.problem);
    await addLine(signing, await signing.sealLine(read.value));
    const { events } = signing.counts;
    if (events % EVENTS_PER_PROGRESS === 0) signing.options.onProgress?.({ events, bytes });
  }
  await closeGroup(signing);
}

/** Adds a line to the submission before it, when that is its party's and has room. */
async function addLine(signing: Signing, line: EventLine): Promise<void> {
  const { by, together } = signing.options;
  const party = line.by ?? by;
  if (party === undefined) {
    const message = 'by: does not say who signs it: add "by", or name the party with --by';
    throw refuseUnsigned(line, message, { field: 'by', found: null });
  }
  await useKey(signing, line, party);
  const length = carriedBytes(line.encoded);
  const { group } = signing;
  // A return is held against what is recorded before its submission, so what stands before it is in another one.
  const isApart = line.encoded.event.type === 'return-filed';
  const fits =
    !isApart && group !== null && group.lines.length < together && group.bytes + length <= SUBMISSION_MAX_BYTES;
  if (group === null || group.party !== party || !fits) {
    await closeGroup(signing);
    signing.group = { party, lines: [line], bytes: length };
    return;
  }
  refuseTwice(group.lines, line);
  group.lines.push(line);
  group.bytes += length;
}

async function closeGroup(signing: Signing): Promise<void> {
  const { group, options, counts } = signing;
  if (group === null) return;
  signing.group = null;
  const key = signing.keys.get(group.party);
  if (key === undefined) throw new Error(`Bug: no key of ${group.party} was looked for`);
  const events = group.lines.map(({ encoded }) => encoded);
  const { submission, signature } = signSubmission(options.ledger, key, events);
  const openings = events.flatMap((encoded) => openingLines(encoded));
  const head = formatSubmissionLine(submission, signature, openings.length);
  await options.write(`${head}\n${events.map(textOf).join('')}${openings.join('')}`);
  counts.submissions += 1;
  counts.events += events.length;
}

function textOf({ bytes }: EncodedEvent): string {
  return `${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')}\n`;
}

function openingLines({ event, openings = [] }: EncodedEvent): string[] {
  return openings.map(({ field, ciphertext }) => `${formatOpeningLine({ event: event.id, field, ciphertext })}\n`);
}

/** The ledger would refuse all of the submission. Further apart it is found there. */
function refuseTwice(lines: readonly EventLine[], { line, encoded }: EventLine): void {
  const earlier = lines.find((other) => other.encoded.event.id === encoded.event.id);
  if (earlier === undefined) return;
  const [recorded, found] = [earlier.encoded.digest, encoded.digest];
  const advice = recorded === found ? 'leave one of them out' : 'another event needs another id';
  const message = `id: event ${encoded.event.id} stands in line ${earlier.line} already: digest ${recorded} there, ${found} here; ${advice}`;
  const facts = { field: 'id', event: encoded.event.id, recorded, found };
  throw new StopRecording({ line, event: encoded.event.id, reason: 'event-recorded', message, facts });
}

/** Looks for the key that signs for the party, once. */
async function useKey({ keys, options }: Signing, line: EventLine, party: string): Promise<void> {
  if (keys.has(party)) return;
  const { dataFolder, keyNumber } = options;
  const own = await listKeys(keysFolder(dataFolder), party);
  const key = keyNumber === undefined ? own.at(-1) : own.find(({ number }) => number === keyNumber);
  if (key !== undefined) {
    keys.set(party, await key.unlock());
    return;
  }
  const [which, advice] =
    own.length === 0
      ? ['no key', `make one with: lodestone key create ${party} --offline`]
      : [`no key ${keyNumber}`, `it has ${own.map(({ number }) => number).join(', ')}`];
  const message = `by: the keyring in ${dataFolder} has ${which} of ${party}: ${advice}`;
  throw refuseUnsigned(line, message, { field: 'by', party, found: null });
}

function refuseUnsigned(line: EventLine, message: string, facts: RecordRefusal['facts']): StopRecording {
  return new StopRecording({ line: line.line, event: line.encoded.event.id, reason: 'no-key', message, facts });
}
