/**
 * Reads a file of signed submissions (`proof/submission-file.ts`), one submission in memory at a time. The bytes of every
 * event are held against the digest that was signed, so what was damaged or altered is found at its line.
 */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { digestEvent } from '@lodestone/proof/event-bytes.ts';
import { SUBMISSION_MAX_BYTES } from '@lodestone/proof/submission.ts';
import {
  parseOpeningLine,
  parseSubmissionFileLine,
  SUBMISSION_FILE_BEGIN,
  type SubmissionFileLine,
} from '@lodestone/proof/submission-file.ts';
import { decodeCustodyEvent, type EncodedEvent, type SignedSubmission } from '../append/submission.ts';
import { type InputLine, LineTooLong, readLines } from '../files/read-lines.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { SealedOpening } from '../seals/seal-event.ts';
import { type RecordRefusal, StopRecording } from './recording-refusal.ts';

/** A submission of a file: its own line, after which its events stand, a line each. */
export interface FiledSubmission {
  readonly line: number;
  readonly signed: SignedSubmission;
  /** The bytes of its events together. */
  readonly bytes: number;
  /** How much of the file was read up to its end. */
  readonly bytesRead: number;
}

/** Yields the submissions of a file in order. Throws `StopRecording` at the first line that is not as it was written. */
export async function* readSubmissions(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FiledSubmission> {
  const file = countingLines(chunks);
  try {
    let begin = await file.next();
    if (begin === null) throw damaged(1, 'the file is empty: it was not written to its end');
    // Files may stand one after the other in one: each begins and ends for itself.
    for (; begin !== null; begin = await file.next()) yield* readOneFile(file, begin);
  } catch (error) {
    if (error instanceof LineTooLong) throw damaged(error.line, error.message);
    throw error;
  }
}

interface LineReader {
  /** The next line, null at the end. */
  next(): Promise<InputLine | null>;
  /** How many bytes were read so far, and how many lines. */
  readonly read: { bytes: number; lines: number };
}

function countingLines(chunks: AsyncIterable<Uint8Array>): LineReader {
  const lines = readLines(chunks);
  const read = { bytes: 0, lines: 0 };
  const next = async () => {
    const result = await lines.next();
    if (result.done === true) return null;
    const line: InputLine = result.value;
    read.bytes += line.bytes.length + 1;
    read.lines = line.number;
    return line;
  };
  return { next, read };
}

async function* readOneFile(file: LineReader, begin: InputLine): AsyncGenerator<FiledSubmission> {
  if (textOf(begin.bytes) !== SUBMISSION_FILE_BEGIN) {
    const advice = 'a file of signed submissions is what lodestone sign writes; plain events go to lodestone record';
    throw damaged(begin.number, `expected the line ${SUBMISSION_FILE_BEGIN}; ${advice}`);
  }
  const count = { submissions: 0, events: 0 };
  for (;;) {
    const { line, head } = await readHeadLine(file, count.submissions);
    if (head.kind === 'end') {
      const stated = { submissions: head.submissions, events: head.events };
      if (stated.submissions === count.submissions && stated.events === count.events) return;
      const [says, has] = [stated, count].map(
        ({ submissions, events }) =>
          `${formatCount(submissions, 'submission')} of ${formatCount(events, 'event')} together`,
      );
      const message = `the last line says that there are ${says}, here are ${has}: lines are missing or were added`;
      throw damaged(line, message, { expected: stated.submissions, found: count.submissions });
    }
    const { submission, signature } = head;
    const events: EncodedEvent[] = [];
    let bytes = 0;
    for (const digest of submission.events) {
      const encoded = await readEvent(file, { line, digest, ordinal: events.length, count: submission.events.length });
      bytes += encoded.bytes.length;
      if (bytes > SUBMISSION_MAX_BYTES) {
        const message = `the events of this submission have more than ${SUBMISSION_MAX_BYTES} bytes together`;
        throw damaged(line, message, { found: bytes, expected: SUBMISSION_MAX_BYTES });
      }
      events.push(encoded);
    }
    const opened = await readOpenings(file, { line, count: head.openings, events });
    count.submissions += 1;
    count.events += events.length;
    yield { line, signed: { submission, signature, events: opened }, bytes, bytesRead: file.read.bytes };
  }
}

/** Reads the line before a submission's events, or the last one. */
async function readHeadLine(
  file: LineReader,
  submissions: number,
): Promise<{ readonly line: number; readonly head: SubmissionFileLine }> {
  const next = await file.next();
  if (next === null) {
    const before = `${formatCount(submissions, 'submission before is', 'submissions before are')} whole`;
    throw damaged(
      file.read.lines,
      `the file ends here without its last line, so it was cut off: ${before}; copy it again`,
    );
  }
  const parsed = parseSubmissionFileLine(next.bytes);
  if (parsed.ok) return { line: next.number, head: parsed.value };
  throw damaged(next.number, `${parsed.problem}${next.ended ? '' : '; the file ends in the middle of this line'}`);
}

/** Reads what opens sealed members, and puts it to the events that seal them. Nobody has signed it: its readers check it. */
async function readOpenings(
  file: LineReader,
  { line, count, events }: { readonly line: number; readonly count: number; readonly events: readonly EncodedEvent[] },
): Promise<readonly EncodedEvent[]> {
  if (count === 0) return events;
  const byEvent = new Map<string, SealedOpening[]>();
  let bytes = 0;
  for (let index = 0; index < count; index++) {
    const next = await file.next();
    if (next === null) {
      const message = `the file ends after ${index} of the ${count} openings of the submission at line ${line}: it was cut off`;
      throw damaged(file.read.lines, message, { expected: count, found: index });
    }
    const parsed = parseOpeningLine(next.bytes);
    if (!parsed.ok) throw damaged(next.number, parsed.problem);
    const { event: id, field, ciphertext } = parsed.value;
    bytes += ciphertext.length;
    if (bytes > SUBMISSION_MAX_BYTES) {
      const message = `the openings of the submission at line ${line} have ${bytes} bytes up to here, at most ${SUBMISSION_MAX_BYTES} together: sign fewer events together`;
      throw damaged(next.number, message, { field: 'ciphertext', expected: SUBMISSION_MAX_BYTES, found: bytes });
    }
    const sealing = events.find(({ event }) => event.id === id);
    const own = byEvent.get(id) ?? [];
    const isSealed = Object.keys(sealing?.event.sealed ?? {}).includes(field);
    if (!isSealed || own.some((other) => other.field === field)) {
      const why = isSealed ? 'stands here twice' : 'is sealed by no event of it';
      throw damaged(next.number, `${field} of event ${id} ${why}: submission at line ${line}`, { field, event: id });
    }
    byEvent.set(id, [...own, { field, ciphertext }]);
  }
  return events.map((encoded) => {
    const openings = byEvent.get(encoded.event.id);
    return openings === undefined ? encoded : { ...encoded, openings };
  });
}

/** Reads an event of the submission at `line` and holds its bytes against the digest that the submission signs. */
async function readEvent(
  file: LineReader,
  { line, digest, ordinal, count }: { readonly line: number; readonly digest: string; ordinal: number; count: number },
): Promise<EncodedEvent> {
  const next = await file.next();
  if (next === null) {
    const message = `the file ends after ${ordinal} of the ${count} events of the submission at line ${line}: it was cut off`;
    throw damaged(file.read.lines, message, { expected: count, found: ordinal });
  }
  const found = digestEvent(next.bytes, sha256);
  if (found !== digest) {
    const cut = next.ended ? '' : '; the file ends in the middle of this line';
    const message = `these are not the bytes of the event that was signed: their digest is ${found}, the submission at line ${line} signs ${digest}${cut}`;
    throw damaged(next.number, message, { expected: digest, found });
  }
  const decoded = decodeCustodyEvent(next.bytes);
  if (decoded.ok) return decoded.encoded;
  // It is what its author signed, so this is no damage: the ledger takes no such event.
  const [problem] = decoded.problems;
  const where = problem === undefined || problem.path === '' ? 'the event' : problem.path;
  const message = `${where}: ${problem?.message ?? 'is no event'}; correct it where it was written, and sign it again`;
  throw stop({
    line: next.number,
    event: null,
    reason: 'not-an-event',
    message,
    facts: { field: problem?.path ?? null },
  });
}

const damaged = (line: number, message: string, facts: RecordRefusal['facts'] = {}): StopRecording =>
  stop({ line, event: null, reason: 'damaged', message, facts });

const stop = (refusal: RecordRefusal): StopRecording => new StopRecording(refusal);

/** For comparing with a line of ASCII: other bytes only need to differ. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}
