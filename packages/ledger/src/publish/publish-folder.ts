/** What is published as files that any host can serve and any client of C2SP tlog-tiles can read. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { verifyConsistency } from '@lodestone/proof/consistency-proof.ts';
import { digestToBytes } from '@lodestone/proof/digest.ts';
import { formatEntryBundle } from '@lodestone/proof/entry-bundle.ts';
import { completedTiles, partialTiles, TILE_HASHES } from '@lodestone/proof/tile.ts';
import { formatTilePath, type TilePath } from '@lodestone/proof/tile-path.ts';
import { readEntryRow, streamEntryRows } from '@lodestone/store/log/read-log.ts';
import { withSnapshot } from '@lodestone/store/connect/snapshot.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { replaceFile } from '../files/replace-file.ts';
import { readCheckpointKeys } from '../keys/checkpoint-key.ts';
import { sha256, verifyEd25519 } from '../keys/node-crypto.ts';
import type { Ledger } from '../open-ledger.ts';
import { readCosignedNote } from '../witness/cosign-checkpoint.ts';
import { createProver } from './prove-entry.ts';
import { type PublishedCheckpoint, publishCheckpoint } from './publish-checkpoint.ts';
import { createTreeReader, type TreeReader } from './tree-reader.ts';

export interface PublishedFolder {
  readonly published: PublishedCheckpoint;
  /** The size of the checkpoint that the folder had before; 0 when it had none. */
  readonly sizeBefore: number;
  readonly filesWritten: number;
}

/** The folder holds another log, or more of this one than the ledger has: nothing of it is replaced. */
export class OtherFolder extends Error {}

/** What is served is for everybody. */
export const FILE_MODE = 0o644;
export const FOLDER_MODE = 0o755;

/** How a folder grows, before its checkpoint is replaced. */
export interface FolderGrowth {
  readonly published: PublishedCheckpoint;
  readonly sizeBefore: number;
}

export interface PublishFolderOptions {
  readonly onProgress?: (entries: number, total: number) => void;
  /** Writes what else belongs to the folder, before the checkpoint that speaks for it. */
  readonly beforeCheckpoint?: (growth: FolderGrowth) => Promise<void>;
}

/**
 * Publishes a checkpoint and brings the folder up to it: entries, then tiles, then the checkpoint, so that whoever reads
 * in between finds all that the checkpoint they have speaks of. Only what is new is written, whatever the size of the
 * ledger. If we crash midway the old checkpoint stands, and the next call goes on from it.
 *
 * Throws `OtherFolder` when the folder has a checkpoint that this ledger does not continue.
 */
export async function publishFolder(
  ledger: Ledger,
  folder: string,
  { onProgress = () => undefined, beforeCheckpoint }: PublishFolderOptions = {},
): Promise<PublishedFolder> {
  const published = await publishCheckpoint(ledger);
  const { size } = published.checkpoint;
  const before = await requireContinued(ledger, folder, published);
  const sizeBefore = before?.size ?? 0;
  const files = { written: 0 };
  const write = async (path: string, content: string | Uint8Array) => {
    const file = join(folder, path);
    await makeFolder(dirname(file), FOLDER_MODE);
    await replaceFile(file, content, FILE_MODE);
    files.written += 1;
  };
  if (sizeBefore < size) {
    await writeEntries(ledger, sizeBefore, size, write, onProgress);
    await writeTiles(ledger, sizeBefore, size, write);
  }
  await beforeCheckpoint?.({ published, sizeBefore });
  const note = await readCosignedNote(ledger, published);
  if (note !== before?.note) await write('checkpoint', note);
  if (sizeBefore < size) await removeOutgrown(folder, sizeBefore, size);
  return { published, sizeBefore, filesWritten: files.written };
}

/** Brings what witnesses have said of a checkpoint since into the folder, if it still stands there. */
export async function refreshFolder(ledger: Ledger, folder: string, published: PublishedCheckpoint): Promise<void> {
  const path = join(folder, 'checkpoint');
  const there = await readIfThere(path);
  if (there?.startsWith(published.note) !== true) return;
  const note = await readCosignedNote(ledger, published);
  if (note !== there) await replaceFile(path, note, FILE_MODE);
}

type Write = (path: string, content: string | Uint8Array) => Promise<void>;

/** The checkpoint in the folder, once it is proved that the ledger continues it; null when there is none. */
async function requireContinued(
  ledger: Ledger,
  folder: string,
  { checkpoint }: PublishedCheckpoint,
): Promise<{ size: number; note: string } | null> {
  const path = join(folder, 'checkpoint');
  const note = await readIfThere(path);
  if (note === null) return null;
  const { all: keys } = await readCheckpointKeys(ledger.database.pool, ledger.ledgerId, ledger.origin);
  const opened = openCheckpoint(note, keys, verifyEd25519);
  if (!opened.ok) {
    throw new OtherFolder(`${path} is not a checkpoint of this ledger (${opened.problem}): name an empty folder`);
  }
  const { size, root } = opened.value.checkpoint;
  const proof = await createProver(ledger, { tilesMax: 0 }).proveConsistency(size, checkpoint.size);
  const problem =
    proof === null
      ? `it has ${formatCount(size, 'entry', 'entries')}, the ledger ${checkpoint.size}`
      : problemOf({ ...proof, root1: digestToBytes(root) });
  if (problem === null) return { size, note };
  const advice = 'nothing is written: run lodestone verify, and keep that folder, it shows another history';
  throw new OtherFolder(`the ledger does not continue ${path}: ${problem}; ${advice}`);
}

function problemOf(claim: Parameters<typeof verifyConsistency>[0]): string | null {
  const verified = verifyConsistency(claim, sha256);
  return verified.ok ? null : verified.problem;
}

/** Writes the bundles of entries that are not in the folder whole, as they come from the database. */
async function writeEntries(
  { database, ledgerId }: Ledger,
  sizeBefore: number,
  size: number,
  write: Write,
  onProgress: (entries: number, total: number) => void,
): Promise<void> {
  const from = sizeBefore - (sizeBefore % TILE_HASHES);
  await withSnapshot(database, 1, async ([client]) => {
    if (client === undefined) throw new Error('no snapshot');
    let bundle: Uint8Array[] = [];
    let next = from;
    const flush = async () => {
      const index = Math.floor((next - 1) / TILE_HASHES);
      await write(formatTilePath({ kind: 'entries', index, width: bundle.length }), formatEntryBundle(bundle));
      bundle = [];
      onProgress(next, size);
    };
    for await (const rows of streamEntryRows(client, ledgerId, { from: String(from), until: String(size) })) {
      for (let row = 0; row < rows.count; row++) {
        const { position, body } = readEntryRow(rows, row);
        if (position !== next) throw new Error(`entry ${next} is missing: run verify`);
        // The row's bytes are valid until the next rows.
        bundle.push(Uint8Array.from(body));
        next += 1;
        if (bundle.length === TILE_HASHES) await flush();
      }
    }
    if (next !== size) throw new Error(`entry ${next} is missing: run verify`);
    if (bundle.length > 0) await flush();
  });
}

/** Writes the tiles that became complete, and the partial ones of the new size. */
async function writeTiles(
  { database, ledgerId }: Ledger,
  sizeBefore: number,
  size: number,
  write: Write,
): Promise<void> {
  const reader = createTreeReader(database.pool, ledgerId, { tilesMax: TILES_KEPT });
  const complete = completedTiles(sizeBefore, size).map((tile) => ({ ...tile, width: TILE_HASHES }));
  for (const { level, index, width } of [...complete, ...partialTiles(size)]) {
    const hashes = await readTileHashes(reader, size, level, index, width);
    await write(formatTilePath({ kind: 'hashes', level, index, width }), hashes);
  }
}

/** Each tile is read once, and those above are made of the ones that were just read. */
const TILES_KEPT = 512;

async function readTileHashes(
  reader: TreeReader,
  size: number,
  level: number,
  index: number,
  width: number,
): Promise<Uint8Array> {
  const leaves = TILE_HASHES ** level;
  const first = index * TILE_HASHES;
  const ranges = Array.from({ length: width }, (_, place) => {
    const start = (first + place) * leaves;
    return { start, end: start + leaves };
  });
  return Buffer.concat(await reader.read(size, ranges));
}

/** Partial files whose complete one is there: C2SP tlog-tiles lets a log remove them. */
async function removeOutgrown(folder: string, sizeBefore: number, size: number): Promise<void> {
  const outgrown: TilePath[] = completedTiles(sizeBefore, size)
    .filter(({ level, index }) => index === Math.floor(sizeBefore / TILE_HASHES ** (level + 1)))
    .map(({ level, index }) => ({ kind: 'hashes', level, index, width: TILE_HASHES }));
  const [lowest] = outgrown;
  if (lowest !== undefined) outgrown.push({ ...lowest, kind: 'entries' });
  for (const path of outgrown) {
    const partials = `${join(folder, formatTilePath(path))}.p`;
    const names = await readdir(partials).catch(() => []);
    if (names.length > 0) await rm(partials, { recursive: true, force: true });
  }
}
