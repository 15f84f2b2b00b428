import { formatCount } from '@lodestone/custody/format-count.ts';
import { availableParallelism } from 'node:os';
import type { ChainHead } from '@lodestone/proof/chain.ts';
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { type Digest, digestToBytes } from '@lodestone/proof/digest.ts';
import { encodeBase64 } from '@lodestone/proof/base64.ts';
import { streamEntryBodies, streamEventBodies } from '@lodestone/store/log/read-bodies.ts';
import { streamFactRows } from '@lodestone/store/facts/read-facts.ts';
import { type Head, readHeadWith } from '@lodestone/store/log/read-ledger.ts';
import { planRanges } from '@lodestone/store/log/plan-ranges.ts';
import { readEntryBefore, readFirstEntry, streamEntryRows, streamEventRows } from '@lodestone/store/log/read-log.ts';
import { connectionSettings, withSnapshot } from '@lodestone/store/connect/snapshot.ts';
import type { KnownLedger } from '../files/data-folder.ts';
import { sha256 } from '../keys/node-crypto.ts';
import type { Metrics } from '../metrics.ts';
import type { Ledger } from '../open-ledger.ts';
import { describeTime } from '../witness/recorded-and-witnessed.ts';
import { compareViews } from './compare-views.ts';
import { expectCorrections } from './expect-corrections.ts';
import { type ReplayWatcher, withReplay } from './replay.ts';
import {
  createFailureList,
  type Failure,
  type FailureList,
  type KeyCounts,
  type Level,
  NO_KEYS,
  PASSES,
  type Pass,
  sortFailures,
  type Verdict,
} from './verdict.ts';
import { type ChainResult, type ChainSource, RANGE_WORK_EVENTS, verifyChain } from './verify-chain.ts';
import type { Trust } from './verify-checkpoints.ts';
import type { CosignedCheckpoint } from './verify-cosignatures.ts';
import { verifyOpenings } from './verify-openings.ts';
import { auditPublished } from './verify-published.ts';
import { verifyReplay } from './verify-replay.ts';
import type { StampedCheckpoint } from './verify-timestamps.ts';

export interface VerifyOptions {
  /** One pass alone; all three otherwise. */
  readonly only: Pass | undefined;
  /** Threads that walk the chain at most, this one among them; as many as there are cores when it is not said. */
  readonly threads?: number;
  /** The work of the ranges that are given to threads, in events; for tests, which have short chains. */
  readonly rangeWorkEvents?: number;
  /** What whoever verifies brings along; without it the level is `chain` at most. */
  readonly trust?: Trust;
  readonly onProgress?: (progress: VerifyProgress) => void;
  /** Sees the replay of the passes `rules` and `views`. */
  readonly watcher?: ReplayWatcher;
  /** Told how far it is, from the beginning of each pass. */
  readonly metrics?: Pick<Metrics, 'verified'>;
}

/** How far a pass is. `total` counts the entries that the head row says there are. */
export interface VerifyProgress {
  readonly pass: string;
  readonly done: number;
  readonly total: number;
  /** Events that were checked in this pass. */
  readonly events: number;
}

/** Entry, event and view rows are read side by side, and what was published. */
const CONNECTIONS = 4;

/**
 * Audits the whole ledger as it is at one moment: `chain` (bytes, digests, links, signatures, tree, head), `rules`
 * (every event decided again), `views` (a replay held against the stored rows). Every difference is found in one run.
 */
export async function verifyLedger(ledger: Ledger, options: VerifyOptions): Promise<Verdict> {
  const { only, threads = availableParallelism() } = options;
  const { database, ledgerId } = ledger;
  const failures = createFailureList();
  return withSnapshot(database, CONNECTIONS, async (clients, snapshot) => {
    const [entryClient, eventClient, viewClient, publishedClient] = clients;
    if (!entryClient || !eventClient || !viewClient || !publishedClient) throw new Error('no snapshot');
    const head = await readHeadWith(viewClient, ledgerId);
    const source: ChainSource = {
      streamEntries: (range) => streamEntryRows(entryClient, ledgerId, range),
      streamEvents: (range) => streamEventRows(eventClient, ledgerId, range),
      readEntryBefore: (position) => readEntryBefore(entryClient, ledgerId, position),
      readFirstEntry: () => readFirstEntry(viewClient, ledgerId),
      planRanges: (workEvents) => planRanges(viewClient, ledgerId, workEvents),
      place: { connection: connectionSettings(database), ledgerId, snapshot },
    };
    // The chain is always walked: without its count, head and root there is no verdict to speak of.
    const chainFailures = only === undefined || only === 'chain' ? failures : IGNORED;
    const published = await auditPublished(publishedClient, ledger, chainFailures.add, options.trust);
    const chain = await verifyChain(source, {
      knownSize: ledger.known?.size ?? null,
      threads,
      rangeWorkEvents: options.rangeWorkEvents ?? RANGE_WORK_EVENTS,
      failures: chainFailures,
      takeLeaf: published.entry,
      onProgress: progressOf('chain', head?.size ?? 0, options),
    });
    await published.end();
    checkHead(chain, head, ledger, chainFailures.add);

    let keys: KeyCounts = NO_KEYS;
    if (only !== 'chain') {
      const entries = streamEntryBodies(entryClient, ledgerId);
      const events = streamEventBodies(eventClient, ledgerId);
      const comparison = only === 'rules' ? null : compareViews(streamFactRows(viewClient, ledgerId), failures.add);
      const report = only === 'views' ? ignore : failures.add;
      const onProgress = progressOf('rules and views', head?.size ?? 0, options);
      keys = await withReplay(async (replay) => {
        await expectCorrections(replay, viewClient, ledgerId);
        return verifyReplay({ entries, events }, { replay, comparison, report, onProgress });
      }, options);
      if (only !== 'rules') await verifyOpenings(viewClient, ledgerId, failures.add);
    }
    const passes = only === undefined ? PASSES : [only];
    return verdictOf({
      passes,
      chain,
      trusted: published.trusted(),
      witnessed: published.witnessed(),
      stamped: published.stamped(),
      keys,
      failures,
    });
  });
}

/** Adds up what a pass has done and tells it. */
export function progressOf(
  pass: string,
  total: number,
  { onProgress, metrics }: Pick<VerifyOptions, 'onProgress' | 'metrics'>,
): (entries: number, events: number) => void {
  const sum = { done: 0, events: 0 };
  metrics?.verified({ pass, done: 0, total });
  return (entries, events) => {
    sum.done += entries;
    sum.events += events;
    onProgress?.({ pass, ...sum, total });
    metrics?.verified({ pass, done: sum.done, total });
  };
}

/** The verdict on a ledger that the data folder remembers and the database does not have. */
export function lostLedgerVerdict(known: KnownLedger): Verdict {
  const message = `the data folder knows the ledger ${known.ledger} with ${formatCount(known.size, 'entry', 'entries')}; the database does not have it`;
  const failure: Failure = {
    kind: 'head',
    position: known.size - 1,
    ordinal: null,
    expected: `${formatCount(known.size, 'entry', 'entries')}, the last ${known.leafHash}`,
    found: 'no ledger',
    message,
  };
  const head = { size: 0, leafHash: null, root: encodeBase64(sha256(new Uint8Array())) };
  const nothing = { entries: 0, events: 0, head, keys: NO_KEYS };
  return {
    verdict: 'invalid',
    passes: PASSES,
    level: 'chain',
    checkpoint: null,
    witnesses: [],
    timestamp: null,
    reach: { chain: 0, checkpoint: null, witnessed: null },
    ...nothing,
    failures: [failure],
    failuresOmitted: 0,
  };
}

function ignore(): void {}

/** Takes what a pass finds that was not asked for. */
export const IGNORED = { add: ignore, omit: ignore };

/** The head row, the origin and what the data folder remembers must be what the chain says. */
function checkHead(chain: ChainResult, head: Head | null, ledger: Ledger, report: (failure: Failure) => void): void {
  const fail = (expected: string, found: string, message: string, position: number | null = null) =>
    report({ kind: 'head', position, ordinal: null, expected, found, message });

  const walked: ChainHead | null = chain.head;
  const expected = describeHead(walked?.size ?? 0, walked?.leafHash ?? null, walked?.recordedAt ?? null);
  const found = head === null ? 'no head row' : describeHead(head.size, head.leafHash, head.recordedAt);
  if (expected !== found) {
    // Where the log ends although the head, or the head although the log, goes on.
    const position = Math.min(walked?.size ?? 0, head?.size ?? 0);
    fail(expected, found, `the head row says ${found}, the entries end with ${expected}`, position);
  }
  const name = walked?.ledger ?? ledger.origin;
  if (name.split('#')[0] !== ledger.origin) {
    fail(name, ledger.origin, `entry 0 names the ledger ${name}, its row says ${ledger.origin}`, 0);
  }
  const { known } = ledger;
  if (known === undefined) return;
  if (known.ledger !== name) {
    fail(known.ledger, name, `the data folder knows the ledger as ${known.ledger}, the entries make it ${name}`, 0);
  }
  if (chain.leafHashAtKnownSize !== known.leafHash) {
    const at = known.size - 1;
    const there = chain.leafHashAtKnownSize ?? `only ${formatCount(chain.entries, 'entry', 'entries')}`;
    fail(
      known.leafHash,
      there,
      `the data folder has seen entry ${at} with leaf hash ${known.leafHash}, the database has ${there}`,
      at,
    );
  }
}

function describeHead(size: number, leaf: Digest | null, recordedAt: string | null): string {
  return `size ${size}, leaf hash ${leaf}, recorded at ${recordedAt}`;
}

interface Found {
  readonly passes: readonly Pass[];
  readonly chain: ChainResult;
  readonly trusted: Checkpoint | null;
  readonly witnessed: CosignedCheckpoint | null;
  readonly stamped: StampedCheckpoint | null;
  readonly keys: Verdict['keys'];
  readonly failures: FailureList;
}

/** The verdict on what was found. */
export function verdictOf({ passes, chain, trusted, witnessed, stamped, keys, failures }: Found): Verdict {
  const { head, root, entries, events } = chain;
  const isChainChecked = passes.includes('chain');
  const checkpoint = witnessed?.checkpoint ?? trusted;
  const signed: Level = trusted === null ? 'chain' : 'checkpoint';
  const witnesses = witnessed?.cosignatures ?? [];
  return {
    verdict: failures.failures.length === 0 ? 'valid' : 'invalid',
    passes,
    level: isChainChecked ? (witnessed === null ? signed : 'witnessed') : null,
    checkpoint:
      isChainChecked && checkpoint !== null
        ? { size: checkpoint.size, root: encodeBase64(digestToBytes(checkpoint.root)) }
        : null,
    witnesses: isChainChecked
      ? witnesses.map(({ key, timestamp }) => ({ name: key.name, witnessedAt: describeTime(timestamp) }))
      : [],
    timestamp: isChainChecked ? stamped : null,
    reach: isChainChecked
      ? { chain: entries, checkpoint: trusted?.size ?? null, witnessed: witnessed?.checkpoint.size ?? null }
      : null,
    entries,
    events,
    head: { size: entries, leafHash: head?.leafHash ?? null, root: encodeBase64(root) },
    keys,
    failures: sortFailures(failures.failures),
    failuresOmitted: failures.omitted,
  };
}
