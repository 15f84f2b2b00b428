/** Records a stream of lines. What becomes of them, step by step, is in `recording-….ts`. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { appendOrRehearse } from '../append/append-or-rehearse.ts';
import { type InputLine, isBlank, LineTooLong, readLines } from '../files/read-lines.ts';
import type { Ledger } from '../open-ledger.ts';
import { finishErasures } from '../seals/finish-erasures.ts';
import { isToSeal } from '../seals/sealer.ts';
import { type EventLine, type EventLineResult, readEventLine } from './read-event-line.ts';
import { flush } from './recording-batch.ts';
import { closeGroup } from './recording-group.ts';
import { takeLines } from './recording-lines.ts';
import { type RecordRefusal, StopRecording, stopAtBadLine } from './recording-refusal.ts';
import { refuseContradiction } from './recording-returns.ts';
import { type Recording, type RecordOptions, type RecordResult, startRecording } from './recording.ts';

/** So many lines are looked up in the ledger at once, to drop those that it has. */
const LOOKUP_LINES = 1_000;
const LOOKUP_BYTES = 8 * 1024 * 1024;
/** So many lines are read before anything else gets its turn: about a millisecond's work. */
const LINES_PER_TURN = 32;

/** Where the events come from, line by line. */
export interface LineSource<Line> {
  readonly lines: AsyncIterable<Line>;
  /** What a line says; null when it says nothing, and is passed over. */
  read(line: Line): EventLineResult | null;
  bytesOf(line: Line): number;
}

/**
 * Records the events of a stream, one JSON object a line. Consecutive events by one party become one submission. Lines
 * that are recorded already are passed over, so recording the same file again does nothing. Stops at the first line
 * that is refused or not an event. Memory does not grow with the stream. Throws when the database fails: whatever was
 * committed stays, and recording the same stream again goes on from there.
 */
export function recordEvents(
  ledger: Ledger,
  chunks: AsyncIterable<Uint8Array>,
  options: RecordOptions,
): Promise<RecordResult> {
  return recordFrom(ledger, { lines: readLines(chunks), read: readJsonLine, bytesOf: lengthOf }, options);
}

function readJsonLine(line: InputLine): EventLineResult | null {
  return isBlank(line.bytes) ? null : readEventLine(line);
}

/** With the newline. */
function lengthOf({ bytes }: InputLine): number {
  return bytes.length + 1;
}

/** The same from any source of lines. */
export function recordFrom<Line>(
  ledger: Ledger,
  source: LineSource<Line>,
  options: RecordOptions,
): Promise<RecordResult> {
  return appendOrRehearse(ledger, options.dryRun, (runAppend, shown) =>
    recordUntilRefused(startRecording(runAppend, shown, options), source),
  );
}

async function recordUntilRefused<Line>(recording: Recording, source: LineSource<Line>): Promise<RecordResult> {
  let refused: RecordRefusal | null = null;
  try {
    await recordAll(recording, source);
  } catch (error) {
    if (!(error instanceof StopRecording)) throw error;
    refused = error.refusal;
    // What came before the line at fault is whole, and goes in. A refusal there, or still on its way, comes first.
    await flush(recording).catch((earlier: unknown) => {
      if (!(earlier instanceof StopRecording)) throw earlier;
      refused = earlier.refusal;
    });
  }
  if (recording.erases && !recording.options.dryRun) await finishErasures(recording.ledger);
  return { ...recording.counts, findings: recording.findings, refused };
}

async function recordAll<Line>(recording: Recording, source: LineSource<Line>): Promise<void> {
  const { options, sealLine } = recording;
  const { attachments, onProgress } = options;
  const waiting = createWaitingLines(recording);
  const progress = { lines: 0, bytes: 0 };
  try {
    for await (const line of source.lines) {
      const bytes = source.bytesOf(line);
      progress.lines += 1;
      progress.bytes += bytes;
      const read = source.read(line);
      if (read === null) continue;
      if (!read.ok) throw stopAtBadLine(read.problem);
      const event = isToSeal(read.value, options.seal) ? await sealLine(read.value) : read.value;
      const { line: number, encoded } = event;
      const hasDocuments = encoded.event.documents !== undefined;
      const refused = hasDocuments ? await attachments?.keep(number, encoded.event) : null;
      if (refused) throw new StopRecording(refused);
      if (options.checkReturns === true && encoded.event.type === 'return-filed') {
        await waiting.takeAll();
        await refuseContradiction(recording, event);
      }
      // What the database answers meanwhile must be heard, or it would stand idle.
      if (waiting.add(event, bytes) % LINES_PER_TURN === 0) await nextTurn();
      if (waiting.isFull()) {
        await waiting.take();
        onProgress?.(progress);
      }
    }
    await waiting.takeAll();
  } catch (error) {
    await waiting.settled();
    const stop =
      error instanceof LineTooLong ? stopAtBadLine({ line: error.line, message: error.message, facts: {} }) : error;
    // What stands before a line at fault is taken. A refusal there comes first.
    if (stop instanceof StopRecording) await waiting.takeAll();
    throw stop;
  }
  await closeGroup(recording);
  await flush(recording);
  onProgress?.(progress);
}

/** Lines that were read, until they are taken together. While the ledger is asked for them, the next are read. */
interface WaitingLines {
  /** Says how many wait now. */
  add(event: EventLine, bytes: number): number;
  isFull(): boolean;
  /** Begins to take those that wait, once those before are taken. */
  take(): Promise<void>;
  /** Takes all, and fails where any of them is refused. */
  takeAll(): Promise<void>;
  /** Nothing is being taken any more, whatever came of it. */
  settled(): Promise<void>;
}

function createWaitingLines(recording: Recording): WaitingLines {
  let waiting: EventLine[] = [];
  let waitingBytes = 0;
  let taking: Promise<void> = Promise.resolve();
  const take = async () => {
    const lines = waiting;
    waiting = [];
    waitingBytes = 0;
    await taking;
    taking = takeLines(recording, lines);
    // Whoever waits next hears of a failure; until then it must not count as unhandled.
    taking.catch(() => undefined);
  };
  return {
    add: (event, bytes) => {
      waitingBytes += bytes;
      return waiting.push(event);
    },
    isFull: () => waiting.length >= LOOKUP_LINES || waitingBytes >= LOOKUP_BYTES,
    take,
    takeAll: async () => {
      await take();
      await taking;
    },
    settled: () => taking.catch(() => undefined),
  };
}
