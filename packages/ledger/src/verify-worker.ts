/** The thread in which ranges of the log are walked: one request after the other, all inside one shared snapshot. */
import { on } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { ChainHead } from '@lodestone/proof/chain.ts';
import { SHA256_BYTES } from '@lodestone/proof/hash.ts';
import { type PositionRange, readEntryBefore, streamEntryRows, streamEventRows } from '@lodestone/store/read-log.ts';
import { type ConnectionSettings, withSharedSnapshot } from '@lodestone/store/snapshot.ts';
import { createFailureList, type Failure } from './verdict.ts';
import { guessHead, walkRange } from './verify-range.ts';

/** What a worker needs to see what the thread sees that started it. */
export interface WorkerPlace {
  readonly connection: ConnectionSettings;
  readonly ledgerId: number;
  /** Of the snapshot that the other thread holds. */
  readonly snapshot: string;
  /** The name that the first entry gives to the ledger. */
  readonly ledgerName: string;
  readonly knownSize: number | null;
}

/** A range to walk. Without a head the worker guesses it from the entry before. */
export interface WorkerRequest {
  readonly range: PositionRange;
  readonly before?: ChainHead | null;
}

/** What was found in a range, were `before` where the chain stands before it. */
export interface RangeReport {
  readonly before: ChainHead | null;
  readonly after: ChainHead | null;
  readonly entries: number;
  readonly events: number;
  /** The leaf hashes of the entries, one after the other. */
  readonly leaves: Uint8Array;
  readonly leafHashAtKnownSize: string | null;
  readonly failures: readonly Failure[];
  readonly failuresOmitted: number;
}

export type WorkerAnswer =
  | { readonly kind: 'progress'; readonly entries: number; readonly events: number }
  | { readonly kind: 'walked'; readonly report: RangeReport }
  | { readonly kind: 'failed'; readonly message: string; readonly code: string | undefined };

/** An entry at a time would be a message for each signature. */
const PROGRESS_INTERVAL_MILLISECONDS = 100;
const LEAVES_EXPECTED = 1_024;

if (parentPort === null) throw new Error('verify-worker.ts is started as a worker of verify-chain.ts');
const port = parentPort;
const { connection, ledgerId, snapshot, ledgerName, knownSize } = workerData as WorkerPlace;
const answer = (message: WorkerAnswer) => port.postMessage(message);

try {
  await serve();
} catch (error) {
  const { message } = error as Error;
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  answer({ kind: 'failed', message, code });
}
port.close();

async function serve(): Promise<void> {
  // What is asked while the connections are being made waits here.
  const requests = on(port, 'message');
  await withSharedSnapshot(connection, 2, snapshot, async ([entryClient, eventClient]) => {
    if (entryClient === undefined || eventClient === undefined) throw new Error('no snapshot');
    for await (const [request] of requests as AsyncIterable<[WorkerRequest]>) {
      const { range } = request;
      const before = request.before === undefined ? await guess(entryClient, range) : request.before;
      const entries = streamEntryRows(entryClient, ledgerId, range);
      const report = await walk(entries, streamEventRows(eventClient, ledgerId, range), before);
      answer({ kind: 'walked', report });
    }
  });
}

async function guess(
  client: Parameters<typeof readEntryBefore>[0],
  { from }: PositionRange,
): Promise<ChainHead | null> {
  if (from === null) return null;
  const entry = await readEntryBefore(client, ledgerId, from);
  return entry === null ? null : guessHead(entry, ledgerName);
}

async function walk(
  entries: ReturnType<typeof streamEntryRows>,
  events: ReturnType<typeof streamEventRows>,
  before: ChainHead | null,
): Promise<RangeReport> {
  const failures = createFailureList();
  let leaves = Buffer.alloc(LEAVES_EXPECTED * SHA256_BYTES);
  let leavesBytes = 0;
  let leafHashAtKnownSize: string | null = null;
  const progress = { entries: 0, events: 0, toldAt: Date.now() };
  const { head, ...counts } = await walkRange(entries, events, before, {
    failure: failures.add,
    entry: (position, leaf) => {
      if (knownSize === position + 1) leafHashAtKnownSize = leaf;
      if (leavesBytes === leaves.length) leaves = Buffer.concat([leaves, Buffer.alloc(leaves.length)]);
      leavesBytes += leaves.write(leaf, leavesBytes, 'base64url');
      return undefined;
    },
    progress: (moreEntries, moreEvents) => {
      progress.entries += moreEntries;
      progress.events += moreEvents;
      if (Date.now() - progress.toldAt < PROGRESS_INTERVAL_MILLISECONDS) return;
      tell(progress);
    },
  });
  tell(progress);
  return {
    before,
    after: head,
    ...counts,
    leaves: leaves.subarray(0, leavesBytes),
    leafHashAtKnownSize,
    failures: failures.failures,
    failuresOmitted: failures.omitted,
  };
}

function tell(progress: { entries: number; events: number; toldAt: number }): void {
  answer({ kind: 'progress', entries: progress.entries, events: progress.events });
  progress.entries = 0;
  progress.events = 0;
  progress.toldAt = Date.now();
}
