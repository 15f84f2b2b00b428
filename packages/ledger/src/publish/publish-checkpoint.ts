/** Publishing: the ledger says, signed, what its tree is. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { type Checkpoint, parseCheckpoint, signCheckpointByAll } from '@lodestone/proof/checkpoint.ts';
import { verifyConsistency } from '@lodestone/proof/consistency-proof.ts';
import { digestFromBytes, digestToBytes } from '@lodestone/proof/digest.ts';
import { parseSignedNote } from '@lodestone/proof/signed-note.ts';
import { completedTiles, expandTile, type Tile } from '@lodestone/proof/tile.ts';
import { consistencyRanges } from '@lodestone/proof/tree-node.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { type CheckpointRow, type Published, readPublished, swapPublished } from '@lodestone/store/log/publish.ts';
import { readBelowTiles, type TileRow, writeTiles } from '@lodestone/store/log/tiles.ts';
import { findCheckpointSigners, readCheckpointKeys } from '../keys/checkpoint-key.ts';
import { sha256 } from '../keys/node-crypto.ts';
import { type Ledger, LedgerCutShort, readLedgerHead, refuseCutShort } from '../open-ledger.ts';
import { prepareAnchor, writeAnchor } from './anchor.ts';
import { createTreeReader, rootsOver } from './tree-reader.ts';

/** A checkpoint that is published: the database has it, and so has the anchor. */
export interface PublishedCheckpoint {
  /** Counted from 0 without gaps. */
  readonly number: number;
  readonly checkpoint: Checkpoint;
  readonly note: string;
  /** Whether this call signed it, or found it. */
  readonly isNew: boolean;
}

/** The writes of publishing, for tests to let go wrong. */
export interface PublishingWrites {
  writeTiles(tiles: readonly TileRow[]): Promise<void>;
  swapPublished(row: CheckpointRow): Promise<boolean>;
}

/**
 * Publishes a checkpoint of the ledger as it is now, and returns it; the last one when there is nothing new since.
 * Refuses a ledger that is cut short. Never waits for those who append, nor they for it. Entries, tiles, checkpoint are
 * written in this order, and nothing is shown before the swap: sign, compare and swap, show.
 *
 * If we crash or lose the connection,
 * - before or while tiles are written: tiles stand that are right and that nothing points to yet; the next call finds
 *   them, whole batches each;
 * - before the swap is committed: the tiles stand, the signed note is lost with us, and nobody has seen it;
 * - after it: the checkpoint stands, though nobody was told; the next call returns it, or goes on from it;
 * - before the anchor is written: the old anchor stands, a lower bound as ever; the next call brings it up.
 *
 * Of two publishers at once one wins the swap; the other returns what the winner published.
 */
export async function publishCheckpoint(
  ledger: Ledger,
  writes: PublishingWrites = writesOf(ledger),
): Promise<PublishedCheckpoint> {
  await refuseCutShort(ledger);
  await prepareAnchor(ledger.anchorPath);
  const { database, ledgerId, origin } = ledger;
  // Before the head is read: a checkpoint that is published meanwhile may be ahead of that head.
  const last = await readPublished(database, ledgerId);
  const { size } = await readLedgerHead(ledger);
  // After the head is read: what is recorded meanwhile is beyond it, and says nothing of this size.
  const keys = await readCheckpointKeys(database.pool, ledgerId, origin);
  const active = keys.activeAt(size);
  if (active.length === 0) throw new Error('the ledger names no checkpoint key: run verify');
  if (last !== null && last.size === size) return show(ledger, keys.all, last, false);
  if (last !== null && last.size > size)
    throw cutShort(last, `the ledger has ${formatCount(size, 'entry', 'entries')}`);
  const signers = await findCheckpointSigners(ledger.dataFolder, active);
  await writeCompletedTiles(ledger, last?.size ?? 0, size, writes);
  const checkpoint = await readCheckpoint(ledger, size, last);
  const note = signCheckpointByAll(checkpoint, signers);
  const number = last?.count ?? 0;
  const isSwapped = await writes.swapPublished({ number, size, note });
  if (isSwapped) return show(ledger, keys.all, { count: number + 1, size, note }, true);
  const winner = await readPublished(database, ledgerId);
  if (winner === null) throw new Error('Bug: the first checkpoint was overtaken by none');
  return show(ledger, keys.all, winner, false);
}

/** The last checkpoint that was published, or null; nothing is signed. */
export async function readLastCheckpoint({ database, ledgerId }: Ledger): Promise<PublishedCheckpoint | null> {
  const last = await readPublished(database, ledgerId);
  return last === null ? null : publishedBefore(rowOf(last));
}

/** A checkpoint that was published some time ago, from its row. */
export function publishedBefore(row: CheckpointRow): PublishedCheckpoint {
  return { number: row.number, checkpoint: checkpointOf(row), note: row.note, isNew: false };
}

function rowOf({ count, size, note }: Published): CheckpointRow {
  return { number: count - 1, size, note };
}

function writesOf({ database, ledgerId }: Ledger): PublishingWrites {
  return {
    writeTiles: (tiles) => writeTiles(database.pool, ledgerId, tiles),
    swapPublished: (row) => swapPublished(database, ledgerId, row),
  };
}

/** Brings the anchor up to what is published, before anybody is told of it. */
async function show(
  { anchorPath }: Ledger,
  keys: readonly VerifierKey[],
  published: Published,
  isNew: boolean,
): Promise<PublishedCheckpoint> {
  const shown = publishedBefore(rowOf(published));
  await writeAnchor(anchorPath, keys, shown.checkpoint, shown.note);
  return { ...shown, isNew };
}

/** The checkpoint of a note as it is stored; its signature is for the audit and for whoever gets the note. */
function checkpointOf({ number, size, note }: CheckpointRow): Checkpoint {
  const signed = parseSignedNote(note);
  const parsed = signed.ok ? parseCheckpoint(signed.value.text) : signed;
  if (!parsed.ok) throw new Error(`checkpoint ${number} cannot be read (${parsed.problem}): run verify`);
  if (parsed.value.size !== size) {
    throw new Error(`checkpoint ${number} says size ${parsed.value.size}, published was ${size}: run verify`);
  }
  return parsed.value;
}

/** Tiles that are made and written together: 1 MiB. */
const TILES_AT_ONCE = 64;

/** Writes the tiles that became complete, the lower levels first: those above are made of their roots. */
async function writeCompletedTiles(
  { database, ledgerId }: Ledger,
  sizeBefore: number,
  size: number,
  { writeTiles: write }: PublishingWrites,
): Promise<void> {
  const tiles = completedTiles(sizeBefore, size);
  for (let next = 0; next < tiles.length; ) {
    const { level, index: start } = tiles[next] as Tile;
    const batch = tiles.slice(next, next + TILES_AT_ONCE).filter((tile) => tile.level === level);
    const below = await readBelowTiles(database.pool, ledgerId, { level, start, end: start + batch.length });
    const rows = below.map((bytes, place): TileRow => {
      const hashes = level === 0 ? bytes : rootsOver(bytes);
      return { level, index: start + place, nodes: expandTile(hashes, sha256) };
    });
    if (rows.length !== batch.length) throw new Error(`tiles of level ${level} cannot be made: run verify`);
    await write(rows);
    next += batch.length;
  }
}

/** The checkpoint of `size`, from tiles and the right edge, once it is proved that it continues the last one. */
async function readCheckpoint(ledger: Ledger, size: number, last: Published | null): Promise<Checkpoint> {
  const { database, ledgerId, origin } = ledger;
  const ranges = [{ start: 0, end: size }, ...(last === null ? [] : consistencyRanges(last.size, size))];
  const reader = createTreeReader(database.pool, ledgerId, { tilesMax: 0 });
  const [hash, ...proof] = await reader.read(size, ranges);
  const root = hash as Uint8Array;
  if (last !== null) {
    const claim = {
      size1: BigInt(last.size),
      size2: BigInt(size),
      root1: digestToBytes(checkpointOf(rowOf(last)).root),
      root2: root,
      proof,
    };
    const continues = verifyConsistency(claim, sha256);
    if (!continues.ok) throw cutShort(last, continues.problem);
  }
  return { origin, size, root: digestFromBytes(root) };
}

function cutShort(last: Published, found: string): LedgerCutShort {
  const message = `the entries do not continue the checkpoint of size ${last.size} that was published: ${found}. Nothing is signed (lodestone verify says more)`;
  return new LedgerCutShort(message);
}
