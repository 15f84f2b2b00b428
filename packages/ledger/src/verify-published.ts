/** The part of an audit that checks what was published, checkpoints, tiles and anchor, in the snapshot of the audit. */
import {
  readPublishedRows,
  readStrayTiles,
  streamCheckpoints,
  streamTiles,
} from '@lodestone/store/stream-published.ts';
import { readAnchor } from './anchor.ts';
import { readCheckpointKey } from './checkpoint-key.ts';
import type { Ledger } from './open-ledger.ts';
import type { Failure } from './verdict.ts';
import { auditCheckpoints, type CheckpointsAudit, NO_TRUST, type Trust } from './verify-checkpoints.ts';
import { auditTiles, TILE_LEVELS_MAX } from './verify-tiles.ts';

type Client = Parameters<typeof streamCheckpoints>[0];

/**
 * Begins the check on a connection inside the snapshot, which it needs for itself until `end`. It takes the leaf hash of
 * every entry, computed from its bytes, in order of position; whatever does not fit is reported as `checkpoint` or `tile`.
 */
export async function auditPublished(
  client: Client,
  { ledgerId, origin, anchorPath }: Pick<Ledger, 'ledgerId' | 'origin' | 'anchorPath'>,
  report: (failure: Failure) => void,
  trust: Trust = NO_TRUST,
): Promise<CheckpointsAudit> {
  const key = await readCheckpointKey(client, ledgerId, origin);
  const anchor = key === null ? ({ kind: 'none' } as const) : await readAnchor(anchorPath, key);
  const published = await readPublishedRows(client, ledgerId);
  const rows = streamCheckpoints(client, ledgerId);
  const checkpoints = await auditCheckpoints({ rows, published, key, anchor, anchorPath, trust }, report);
  const publishedSize = Number(published[0]?.size ?? 0n);
  const strays = await readStrayTiles(client, ledgerId, TILE_LEVELS_MAX);
  const rowsOf = (level: number) => streamTiles(client, ledgerId, level);
  const tiles = auditTiles({ rowsOf, strays, publishedSize }, report);
  return {
    entry: (leafHash) => inTurn(checkpoints.entry(leafHash), () => tiles.entry(leafHash)),
    end: async () => {
      await checkpoints.end();
      await tiles.end();
    },
    trusted: checkpoints.trusted,
  };
}

/** One after the other: both ask on one connection. Most entries need neither to wait. */
export function inTurn(
  first: Promise<void> | undefined,
  second: () => Promise<void> | undefined,
): Promise<void> | undefined {
  return first === undefined ? second() : first.then(second);
}
