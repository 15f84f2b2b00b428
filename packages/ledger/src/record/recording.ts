/** One recording: what was asked for, what is read and not yet sent, what is on its way, and what came of it. */
import type { Digest } from '@lodestone/proof/digest.ts';
import type { RunAppend } from '@lodestone/store/append/append-under-head-lock.ts';
import { type Appender, aheadOf, createAppender } from '../append/appender.ts';
import type { SignedSubmission } from '../append/submission.ts';
import type { Attachments } from '../documents/attachments.ts';
import { type IsKeyOf, rememberEnrolledKeys } from '../keys/enrolled-keys.ts';
import type { SigningKey } from '../keys/node-crypto.ts';
import { type Ledger, rememberReached } from '../open-ledger.ts';
import { createSealer, type SealByDefault, type SealLine } from '../seals/sealer.ts';
import type { EventLine } from './read-event-line.ts';
import { noFindings, type RecordingFindings } from './recording-findings.ts';
import type { RecordRefusal } from './recording-refusal.ts';

export interface RecordOptions {
  /** Who signs the lines that do not say. */
  readonly by: string | undefined;
  readonly createKeys: boolean;
  readonly dryRun: boolean;
  readonly acceptClock: boolean;
  /** Whether a return that contradicts the ledger is refused. */
  readonly checkReturns?: boolean | undefined;
  /** What time it is, for a ledger that is made to live in another; the machine's own where it is left out. */
  readonly now?: () => number;
  /** Hears of each event that a dry run refuses, and says whether to go on without it; else the first one ends it. */
  readonly onRefused?: (refusal: RecordRefusal) => boolean;
  /** What to seal of lines that do not say. */
  readonly seal?: SealByDefault | undefined;
  /** Keeps the documents that events name. */
  readonly attachments?: Attachments | undefined;
  readonly onProgress?: (progress: { readonly lines: number; readonly bytes: number }) => void;
}

export interface RecordResult {
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly enrolled: number;
  readonly submissions: number;
  readonly findings: Readonly<RecordingFindings>;
  readonly refused: RecordRefusal | null;
}

/** Consecutive lines by one party, which become one submission; no lines when `party` is null. */
interface LineGroup {
  party: string | null;
  readonly lines: EventLine[];
  bytes: number;
}

/** A signed submission, and the lines that it came from. */
export interface SubmissionOfLines {
  readonly signed: SignedSubmission;
  readonly key: SigningKey;
  readonly party: string;
  /** The line of each event; empty for an enrolment that `createKeys` made. */
  readonly lines: readonly number[];
  /** Where to point when an enrolment is refused: the party's first line. */
  readonly enrolmentLine: number | null;
}

/** Submissions that are appended in one transaction. */
interface Batch {
  readonly submissions: SubmissionOfLines[];
  events: number;
  bytes: number;
}

/** Everything that one recording keeps track of. */
export interface Recording {
  readonly ledger: Ledger;
  readonly options: RecordOptions;
  readonly appender: Appender;
  /** The keys that sign, by party, as of everything that is committed. */
  readonly signers: Map<string, SigningKey>;
  /** The keys that a dry run made, by party. */
  readonly rehearsedKeys: Map<string, SigningKey>;
  readonly isKeyOf: IsKeyOf;
  readonly sealLine: SealLine;
  /** Ids that are read and not committed yet, with what they say: the database does not know them. */
  readonly pending: Map<string, { readonly digest: Digest; readonly author: string }>;
  group: LineGroup;
  batch: Batch;
  /** Settles when all that was sent off is committed, fails with the first that was not. */
  inFlight: Promise<void>;
  /** The same without the batch that was sent off last. */
  beforeInFlight: Promise<void>;
  /** Whether an event is recorded by which an opening is erased, which is still to be deleted then. */
  erases: boolean;
  readonly counts: { recorded: number; alreadyRecorded: number; enrolled: number; submissions: number };
  readonly findings: RecordingFindings;
}

/** Starts a recording that appends through `runAppend`; a dry run passes a ledger whose database is rehearsed in. */
export function startRecording(runAppend: RunAppend, ledger: Ledger, options: RecordOptions): Recording {
  const { database, ledgerId } = ledger;
  const clock = { now: options.now ?? Date.now, acceptClock: options.acceptClock };
  const remember = rememberReached(ledger);
  const ahead = options.dryRun ? null : aheadOf(database, ledgerId);
  return {
    ledger,
    options,
    appender: createAppender(runAppend, ledger.name, { ...clock, remember }, ahead),
    signers: new Map(),
    rehearsedKeys: new Map(),
    isKeyOf: rememberEnrolledKeys(database, ledgerId),
    sealLine: createSealer({ dataFolder: ledger.dataFolder, dryRun: options.dryRun }, options.seal),
    pending: new Map(),
    group: emptyGroup(),
    batch: emptyBatch(),
    inFlight: Promise.resolve(),
    beforeInFlight: Promise.resolve(),
    erases: false,
    counts: { recorded: 0, alreadyRecorded: 0, enrolled: 0, submissions: 0 },
    findings: noFindings(),
  };
}

export function emptyGroup(): LineGroup {
  return { party: null, lines: [], bytes: 0 };
}

export function emptyBatch(): Batch {
  return { submissions: [], events: 0, bytes: 0 };
}
