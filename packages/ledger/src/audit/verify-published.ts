/** The part of an audit that checks what was published, checkpoints, tiles and anchor, in the snapshot of the audit. */
import {
  readEntryBodies,
  readPublishedRows,
  readStrayCosignatures,
  readStrayTiles,
  streamCheckpoints,
  streamTiles,
} from '@lodestone/store/log/stream-published.ts';
import type { Checkpoint } from '@lodestone/proof/checkpoint.ts';
import { parseEntry } from '@lodestone/proof/entry.ts';
import { show } from '@lodestone/proof/show.ts';
import { readCheckpointKeys } from '../keys/checkpoint-key.ts';
import type { Ledger } from '../open-ledger.ts';
import { readAnchor } from '../publish/anchor.ts';
import { readWitnessPolicy } from '../witness/ask-witnesses.ts';
import { readTimestamp, timestampPath } from '../witness/timestamp-store.ts';
import type { Failure } from './verdict.ts';
import { auditCheckpoints, type CheckpointsAudit, type LeafAudit, NO_TRUST, type Trust } from './verify-checkpoints.ts';
import { auditCosignatures } from './verify-cosignatures.ts';
import { auditTiles, TILE_LEVELS_MAX } from './verify-tiles.ts';
import { auditTimestamps } from './verify-timestamps.ts';

type Client = Parameters<typeof streamCheckpoints>[0];

/**
 * Begins the check on a connection inside the snapshot, which it needs for itself until `end`. It takes the leaf hash of
 * every entry, computed from its bytes, in order of position; whatever does not fit is reported as `checkpoint`, `tile` or
 * `cosignature`, and a time of recording that a witness contradicts as `time`.
 */
export async function auditPublished(
  client: Client,
  { ledgerId, origin, anchorPath, dataFolder }: Pick<Ledger, 'ledgerId' | 'origin' | 'anchorPath' | 'dataFolder'>,
  report: (failure: Failure) => void,
  trust: Trust = NO_TRUST,
): Promise<CheckpointsAudit> {
  const keys = await readCheckpointKeys(client, ledgerId, origin);
  const anchor = keys.all.length === 0 ? ({ kind: 'none' } as const) : await readAnchor(anchorPath, keys.all);
  const published = await readPublishedRows(client, ledgerId);
  const rows = streamCheckpoints(client, ledgerId);
  await reportStrayCosignatures(client, ledgerId, report);
  const own = await readWitnessPolicy(dataFolder);
  const ownWitnesses = own?.witnesses.map((witness) => witness.key) ?? [];
  const readRecordedAt = (positions: readonly number[]) => readTimes(client, ledgerId, positions);
  const cosignatures = auditCosignatures({ policy: trust.policy, ownWitnesses, readRecordedAt }, report);
  const readKept = async (checkpoint: Checkpoint) => {
    const path = timestampPath(dataFolder, checkpoint);
    const answer = await readTimestamp(path);
    return answer === null ? null : { path, answer };
  };
  const timestamps = auditTimestamps({ trust: trust.timestamps, readKept, readRecordedAt }, report);
  const toVerify = { rows, published, keys, anchor, anchorPath, trust, cosignatures, timestamps };
  const checkpoints = await auditCheckpoints(toVerify, report);
  const publishedSize = Number(published[0]?.size ?? 0n);
  const strays = await readStrayTiles(client, ledgerId, TILE_LEVELS_MAX);
  const rowsOf = (level: number) => streamTiles(client, ledgerId, level);
  const tiles = auditTiles({ rowsOf, strays, publishedSize }, report);
  return withTiles(checkpoints, tiles);
}

async function reportStrayCosignatures(
  client: Client,
  ledgerId: number,
  report: (failure: Failure) => void,
): Promise<void> {
  for (const { number, line } of await readStrayCosignatures(client, ledgerId)) {
    const found = `a cosignature of checkpoint ${number}`;
    const message = `the cosignature ${show(line)} is stored for checkpoint ${number}, which is not there`;
    report({ kind: 'cosignature', position: null, ordinal: null, expected: 'a checkpoint', found, message });
  }
}

/** When entries were recorded, as their bytes say; what cannot be read is for the chain to report. */
async function readTimes(
  client: Client,
  ledgerId: number,
  positions: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const times = new Map<number, string>();
  for (const { position, body } of await readEntryBodies(client, ledgerId, positions)) {
    const entry = parseEntry(body);
    if (entry.ok) times.set(position, entry.value.recordedAt);
  }
  return times;
}

/** Both as one audit. They ask on one connection, so one waits for the other; most entries need neither to wait. */
export function withTiles(checkpoints: CheckpointsAudit, tiles: LeafAudit): CheckpointsAudit {
  return {
    ...checkpoints,
    entry: (leafHash) => {
      const first = checkpoints.entry(leafHash);
      return first === undefined ? tiles.entry(leafHash) : first.then(() => tiles.entry(leafHash));
    },
    end: async () => {
      await checkpoints.end();
      await tiles.end();
    },
  };
}
