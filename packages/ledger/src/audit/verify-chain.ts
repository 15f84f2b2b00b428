/** The first pass of an audit: the whole log walked, on several cores when it is long. */
import { isDeepStrictEqual } from 'node:util';
import type { ChainHead } from '@lodestone/proof/chain.ts';
import { type Digest, digestToBytes } from '@lodestone/proof/digest.ts';
import { SHA256_BYTES } from '@lodestone/proof/hash.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { type EntryBody, type PositionRange, WHOLE_LOG } from '@lodestone/store/log/read-log.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { FailureList } from './verdict.ts';
import { nameOf, walkRange } from './verify-range.ts';
import type { RangeContext, RangeReport, RangeSource } from './verify-report.ts';
import { startVerifyThread, useThisThread, type VerifyThread } from './verify-thread.ts';
import type { WorkerPlace } from './verify-worker.ts';

export interface ChainResult {
  readonly head: ChainHead | null;
  readonly root: Uint8Array;
  readonly entries: number;
  readonly events: number;
  /** The entry's leaf hash at the position that the data folder remembers, when it got that far. */
  readonly leafHashAtKnownSize: Digest | null;
}

/** Where the log is read from, all of it at one moment. */
export interface ChainSource extends RangeSource {
  readFirstEntry(): Promise<EntryBody | null>;
  /** Ranges of about so much work that together are the log, in order. */
  planRanges(workEvents: number): AsyncIterable<PositionRange>;
  /** How other threads see the same. */
  readonly place: Omit<WorkerPlace, keyof RangeContext>;
}

export interface ChainOptions {
  readonly knownSize: number | null;
  /** Threads at most, this one among them. */
  readonly threads: number;
  /** The work of a range that a thread walks, in events. A log of one range is walked in this thread. */
  readonly rangeWorkEvents: number;
  readonly failures: Pick<FailureList, 'add' | 'omit'>;
  /** Takes the leaf hash of every entry, in order. A promise is waited for before the next. */
  readonly takeLeaf: (leafHash: Uint8Array) => Promise<void> | undefined;
  /** Told how much more was checked. */
  readonly onProgress: (entries: number, events: number) => void;
}

/** The work of a range, in events: about a third of a second, several times what starting a thread costs. */
export const RANGE_WORK_EVENTS = 50_000;
/** So many ranges are given to a thread at once: it never waits for the next, and what is held stays small. */
const RANGES_PER_THREAD = 2;

/** Walks the whole log and reports every difference, in its order; what is found does not depend on the threads. */
export async function verifyChain(source: ChainSource, options: ChainOptions): Promise<ChainResult> {
  if (options.threads <= 1) return verifyHere(source, options);
  const ranges = source.planRanges(options.rangeWorkEvents)[Symbol.asyncIterator]();
  const first = await ranges.next();
  // A log of one range is walked sooner than a thread is started.
  if (first.done === true || first.value.until === null) return verifyHere(source, options);
  return verifyInThreads(first.value, { [Symbol.asyncIterator]: () => ranges }, source, options);
}

async function verifyHere(source: ChainSource, options: ChainOptions): Promise<ChainResult> {
  const { knownSize, failures, takeLeaf, onProgress } = options;
  const tree = createMerkleTree(sha256);
  let leafHashAtKnownSize: Digest | null = null;
  const walked = await walkRange(source.streamEntries(WHOLE_LOG), source.streamEvents(WHOLE_LOG), null, {
    failure: failures.add,
    entry: (position, leaf) => {
      if (knownSize === position + 1) leafHashAtKnownSize = leaf;
      const leafHash = digestToBytes(leaf);
      tree.append(leafHash);
      return takeLeaf(leafHash);
    },
    progress: onProgress,
  });
  return { ...walked, root: tree.root(), leafHashAtKnownSize };
}

/**
 * A thread walks a range from a guess of where the chain stands before it, read from the entry before. The reports are
 * put together in order; where the walk up to there comes to another head, the range is walked again from that.
 */
async function verifyInThreads(
  first: PositionRange,
  others: AsyncIterable<PositionRange>,
  source: ChainSource,
  options: ChainOptions,
): Promise<ChainResult> {
  const { threads, knownSize, onProgress } = options;
  const firstEntry = await source.readFirstEntry();
  const ledgerName = firstEntry === null ? '' : nameOf(firstEntry);
  const context: RangeContext = { ledgerName, knownSize };
  const running: VerifyThread[] = [useThisThread(source, context, onProgress)];
  const walking: { range: PositionRange; thread: VerifyThread; report: Promise<RangeReport> }[] = [];
  const whole = createWhole(options);
  const begin = (range: PositionRange) => {
    if (running.length < threads) running.push(startVerifyThread({ ...source.place, ...context }, onProgress));
    const thread = running.reduce((least, each) => (each.waiting < least.waiting ? each : least));
    const report = thread.walk({ range });
    // Its failure is told when its turn comes; until then nobody listens.
    report.catch(() => undefined);
    walking.push({ range, thread, report });
  };
  const finishOldest = async () => {
    const oldest = walking.shift();
    if (oldest === undefined) return;
    const { range, thread } = oldest;
    const report = await oldest.report;
    const before = whole.head();
    await whole.add(isDeepStrictEqual(report.before, before) ? report : await thread.walk({ range, before }));
  };
  try {
    begin(first);
    for await (const range of others) {
      begin(range);
      if (walking.length >= threads * RANGES_PER_THREAD) await finishOldest();
    }
    while (walking.length > 0) await finishOldest();
    return whole.result();
  } finally {
    await Promise.all(running.map((thread) => thread.end()));
  }
}

/** The reports of ranges put together, in the order in which they are added. */
function createWhole({ failures, takeLeaf }: ChainOptions) {
  const tree = createMerkleTree(sha256);
  const result = { head: null as ChainHead | null, entries: 0, events: 0, leafHashAtKnownSize: null as Digest | null };
  return {
    head: () => result.head,
    add: async (report: RangeReport) => {
      for (let at = 0; at < report.leaves.length; at += SHA256_BYTES) {
        const leafHash = report.leaves.subarray(at, at + SHA256_BYTES);
        tree.append(leafHash);
        const taken = takeLeaf(leafHash);
        if (taken !== undefined) await taken;
      }
      for (const failure of report.failures) failures.add(failure);
      failures.omit(report.failuresOmitted);
      result.head = report.after;
      result.entries += report.entries;
      result.events += report.events;
      result.leafHashAtKnownSize = (report.leafHashAtKnownSize as Digest | null) ?? result.leafHashAtKnownSize;
    },
    result: (): ChainResult => ({ ...result, root: tree.root() }),
  };
}
