/** The audit of an exported folder: no database, no server and no data folder, by the same code. */
import {
  type CheckpointKeys,
  type CheckpointKeysSoFar,
  createCheckpointKeys,
} from '@lodestone/evidence/checkpoint-keys.ts';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { digestToBytes } from '@lodestone/proof/digest.ts';
import { noteKeyEvent } from '../keys/checkpoint-key.ts';
import { sha256 } from '../keys/node-crypto.ts';
import { auditLayout } from './folder-layout.ts';
import { readFolderTimes, streamFolderEntries, streamFolderEvents } from './folder-log.ts';
import {
  checkpointOfNote,
  readFolderNote,
  readFolderTile,
  streamFolderCheckpoints,
  streamFolderTiles,
} from './folder-published.ts';
import { type Replay, type ReplayWatcher, withReplay } from './replay.ts';
import { createFailureList, type Failure, NO_KEYS, type Verdict } from './verdict.ts';
import type { ChainResult } from './verify-chain.ts';
import { auditCheckpoints, type CheckpointsAudit, NO_TRUST, type Trust } from './verify-checkpoints.ts';
import { auditCosignatures } from './verify-cosignatures.ts';
import { IGNORED, progressOf, type VerifyProgress, verdictOf } from './verify-ledger.ts';
import { withTiles } from './verify-published.ts';
import { walkRange } from './verify-range.ts';
import { verifyReplay } from './verify-replay.ts';
import { auditTiles } from './verify-tiles.ts';
import { auditTimestamps } from './verify-timestamps.ts';

/** The passes that a folder can be put through: it has no views. */
export const FOLDER_PASSES = ['chain', 'rules'] as const;
export type FolderPass = (typeof FOLDER_PASSES)[number];

export interface VerifyFolderOptions {
  /** One pass alone; both otherwise. */
  readonly only?: FolderPass | undefined;
  readonly trust?: Trust;
  /** Sees the replay of the pass `rules`. */
  readonly watcher?: ReplayWatcher;
  readonly onProgress?: (progress: VerifyProgress) => void;
}

export interface FolderVerdict {
  readonly verdict: Verdict;
  /** The name that the entries give to the ledger. */
  readonly ledger: string;
  /** Files of an export that was cut off, or that has grown since: they are right by name, and nobody reads them. */
  readonly leftOverFiles: number;
}

/** There is no export at the path at all. */
export class NoExport extends Error {}

/**
 * Audits the whole of an exported folder as far as its checkpoint reaches: `chain` and `rules`, as of a database. What
 * the folder lacks, has too much of or has in another form is found as `file`. Memory does not grow with the folder,
 * whoever made it.
 */
export async function verifyFolder(folder: string, options: VerifyFolderOptions = {}): Promise<FolderVerdict> {
  await requireFolder(folder);
  const { only } = options;
  const failures = createFailureList();
  const chainFailures = only === 'rules' ? IGNORED : failures;
  const report = chainFailures.add;
  const note = await readFolderNote(folder, report);
  const checkpoint = note === null ? null : checkpointOfNote(note, report);
  const log: FolderLog = { folder, size: checkpoint?.size ?? 0, origin: checkpoint?.origin ?? '', note };
  const leftOverFiles = await auditLayout(folder, log.size, report);
  return withReplay(async (replay) => {
    const checkpointKeys = createCheckpointKeys(log.origin);
    const published = await auditFolderPublished(log, checkpointKeys, report, options.trust ?? NO_TRUST);
    const chain = await walkFolder(log, {
      published,
      checkpointKeys,
      report,
      replay,
      onProgress: progressOf('chain', log.size, options),
    });
    await published.end();
    checkOrigin(chain, log, report);
    let keys = NO_KEYS;
    if (only !== 'chain') {
      const stream = { columns: 'bodies', report: IGNORED.add } as const;
      keys = await verifyReplay(
        {
          entries: streamFolderEntries(folder, log.size, stream),
          events: streamFolderEvents(folder, log.size, stream),
        },
        { replay, comparison: null, report: failures.add, onProgress: progressOf('rules', log.size, options) },
      );
    }
    const passes = only === undefined ? FOLDER_PASSES : [only];
    const trusted = published.trusted();
    const witnessed = published.witnessed();
    const stamped = published.stamped();
    const verdict = verdictOf({ passes, chain, trusted, witnessed, stamped, keys, failures });
    return { verdict, ledger: chain.head?.ledger ?? log.origin, leftOverFiles };
  }, options);
}

/** The log that a folder's own checkpoint speaks of. */
interface FolderLog {
  readonly folder: string;
  readonly size: number;
  readonly origin: string;
  readonly note: string | null;
}

async function requireFolder(folder: string): Promise<void> {
  const isFolder = await stat(folder).then(
    (status) => status.isDirectory(),
    () => false,
  );
  if (!isFolder) throw new NoExport(`there is no folder ${folder}: name one that lodestone export has written`);
  const parts = ['checkpoint', 'tile', 'events'];
  const found = await Promise.all(parts.map((part) => stat(join(folder, part)).catch(() => null)));
  if (found.some((part) => part !== null)) return;
  throw new NoExport(`${folder} has neither checkpoint nor entries: name a folder that lodestone export has written`);
}

/** A folder has no time-stamps of its own: whoever has one brings it along. */
async function keepsNone(): Promise<null> {
  return null;
}

async function auditFolderPublished(
  { folder, size, note }: FolderLog,
  keys: CheckpointKeys,
  report: (failure: Failure) => void,
  trust: Trust,
): Promise<CheckpointsAudit> {
  const rows = streamFolderCheckpoints(folder, note, report);
  const anchor = { kind: 'none' } as const;
  const readRecordedAt = (positions: readonly number[]) => readFolderTimes(folder, size, positions);
  const cosignatures = auditCosignatures({ policy: trust.policy, ownWitnesses: [], readRecordedAt }, report);
  const timestamps = auditTimestamps({ trust: trust.timestamps, readKept: keepsNone, readRecordedAt }, report);
  const toVerify = { rows, published: null, keys, anchor, anchorPath: '', trust, cosignatures, timestamps };
  const checkpoints = await auditCheckpoints(toVerify, report);
  const tiles = auditTiles(
    {
      rowsOf: (level) => streamFolderTiles(folder, size, level, report),
      strays: [],
      // A tile that is missing was reported as a file.
      publishedSize: 0,
      readPartial: (tile) => readFolderTile(folder, tile, report),
    },
    report,
  );
  return withTiles(checkpoints, tiles);
}

interface FolderWalk {
  readonly published: CheckpointsAudit;
  readonly report: (failure: Failure) => void;
  /** Are told of the events that name them before the entry is over that has these. */
  readonly checkpointKeys: CheckpointKeysSoFar;
  /** Is told of corrections and revocations on the way, for the pass behind. */
  readonly replay: Replay;
  readonly onProgress: (entries: number, events: number) => void;
}

async function walkFolder({ folder, size }: FolderLog, walk: FolderWalk): Promise<ChainResult> {
  const { published, checkpointKeys, report, replay, onProgress } = walk;
  const tree = createMerkleTree(sha256);
  const stream = { columns: 'all', report } as const;
  const onEvent = (type: string, position: number, body: Uint8Array) => {
    if (position === 0 || type.startsWith('checkpoint-key-')) noteKeyEvent(checkpointKeys, position, body);
    if (type === 'event-corrected') replay.expectCorrection(body);
    if (type === 'key-revoked') replay.expectRevocation(body);
  };
  const events = streamFolderEvents(folder, size, { ...stream, onEvent });
  try {
    const walked = await walkRange(streamFolderEntries(folder, size, stream), events, null, {
      failure: report,
      entry: (_, leaf) => {
        const leafHash = digestToBytes(leaf);
        tree.append(leafHash);
        return published.entry(leafHash);
      },
      progress: onProgress,
    });
    return { ...walked, root: tree.root(), leafHashAtKnownSize: null };
  } finally {
    await events.return();
  }
}

/** The name on the checkpoint must be the one that the first entry gives. */
function checkOrigin({ head }: ChainResult, { origin }: FolderLog, report: (failure: Failure) => void): void {
  const name = head?.ledger.split('#', 1)[0] ?? origin;
  if (name === origin) return;
  const message = `entry 0 names the ledger ${name}, the checkpoint is of ${origin}`;
  report({ kind: 'head', position: 0, ordinal: null, expected: name, found: origin, message });
}
