/** What an exported folder says was published: its checkpoints, and its tiles as an audit of a database sees them. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import { join } from 'node:path';
import { type Checkpoint, parseCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { parseCanonical } from '@lodestone/proof/canonical-json.ts';
import { SHA256_BYTES } from '@lodestone/proof/hash.ts';
import type { Parsed } from '@lodestone/proof/parsed.ts';
import { parseSignedNote } from '@lodestone/proof/signed-note.ts';
import { expandTile, TILE_HASHES } from '@lodestone/proof/tile.ts';
import { formatTilePath } from '@lodestone/proof/tile-path.ts';
import type { StoredCheckpoint } from '@lodestone/store/log/stream-published.ts';
import type { TileRow } from '@lodestone/store/log/tiles.ts';
import { openRegularFile, readSmallFile } from '../files/folder-file.ts';
import { readFileLines } from '../files/read-file-lines.ts';
import { sha256 } from '../keys/node-crypto.ts';
import { CHECKPOINT_FILE, CHECKPOINTS_FILE } from '../publish/export-paths.ts';
import { fileFailure } from './folder-failure.ts';
import type { Failure } from './verdict.ts';

/** A checkpoint has three lines, and signatures: C2SP bounds nothing, this leaves room for hundreds of witnesses. */
const NOTE_MAX_BYTES = 65_536;
/** As a JSON text a note is longer by what is escaped, at most six bytes for one. */
const LINE_MAX_BYTES = 6 * NOTE_MAX_BYTES + 2;

/** So many tiles in a row may be missing before no more is looked for: a checkpoint can name any size. */
const MISSING_TILES_MAX = 8;
const TILE_BYTES = TILE_HASHES * SHA256_BYTES;

type Report = (failure: Failure) => void;

/** The note that speaks for the folder; null, and reported, when there is none. */
export async function readFolderNote(folder: string, report: Report): Promise<string | null> {
  const read = await readSmallFile(join(folder, CHECKPOINT_FILE), NOTE_MAX_BYTES);
  if (typeof read !== 'string') return read.toString('utf8');
  report(fileFailure(CHECKPOINT_FILE, null, `a signed note of at most ${NOTE_MAX_BYTES} bytes`, read));
  return null;
}

/** What the folder's note speaks of, whoever signed it; null, and reported, when it is no checkpoint. */
export function checkpointOfNote(note: string, report: Report): Checkpoint | null {
  const parsed = parseNote(note);
  if (parsed.ok) return parsed.value;
  report(fileFailure(CHECKPOINT_FILE, null, 'the signed note of a checkpoint', parsed.problem));
  return null;
}

function parseNote(note: string): Parsed<Checkpoint> {
  const signed = parseSignedNote(note);
  return signed.ok ? parseCheckpoint(signed.value.text) : signed;
}

/**
 * The checkpoints up to the folder's own, numbered as they stand. Those behind it are of an export that was cut off
 * before it replaced the checkpoint: they are not given. When the folder's own is not among them, that is reported.
 */
export async function* streamFolderCheckpoints(
  folder: string,
  last: string | null,
  report: Report,
): AsyncGenerator<StoredCheckpoint, void> {
  // Without its own, which is reported, there is nothing to hold them against.
  if (last === null) return;
  const fail = (expected: string, found: string) => report(fileFailure(CHECKPOINTS_FILE, null, expected, found));
  const opened = await openRegularFile(join(folder, CHECKPOINTS_FILE));
  if ('problem' in opened) {
    fail('the checkpoints that were published, one to a line', opened.problem);
    return;
  }
  try {
    let number = 0;
    let size = 0;
    let isBehind = false;
    const unended = () => fail('a line feed behind the last line', 'none');
    for await (const lines of readFileLines(opened.file, LINE_MAX_BYTES, unended)) {
      for (const line of lines) {
        const read = line === null ? { problem: 'a line that is longer' } : readNote(line);
        if (typeof read === 'object') {
          fail(`in line ${number + 1} a note as JSON text of at most ${LINE_MAX_BYTES} bytes`, read.problem);
          return;
        }
        if (isBehind) continue;
        const { note, cosignatures } = splitNote(read);
        // One that cannot be read is reported when it is opened, with the place of the one before.
        const parsed = parseNote(note);
        if (parsed.ok) ({ size } = parsed.value);
        // The folder's own may have signatures of witnesses that came later.
        isBehind = last.startsWith(note);
        const later = isBehind ? splitNote(last).cosignatures : [];
        yield { number, size, note, cosignatures: [...new Set([...cosignatures, ...later])] };
        number += 1;
      }
    }
    if (!isBehind) fail('the folder’s own checkpoint among its lines', formatCount(number, 'other'));
  } finally {
    await opened.file.close();
  }
}

/**
 * What the ledger signed, and the lines of witnesses under it: those that do not have the name of the log. What has no form
 * of a note stays whole, and is reported when it is opened.
 */
function splitNote(given: string): { readonly note: string; readonly cosignatures: readonly string[] } {
  const linesStart = given.lastIndexOf('\n\n') + 2;
  const ownStart = `\u2014 ${given.slice(0, given.indexOf('\n'))} `;
  const lines = given.slice(linesStart).match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const own = lines.filter((line) => line.startsWith(ownStart));
  const cosignatures = lines.filter((line) => !line.startsWith(ownStart));
  return linesStart < 2 || own.length === 0
    ? { note: given, cosignatures: [] }
    : { note: given.slice(0, linesStart) + own.join(''), cosignatures };
}

/** How many checkpoints the folder has, up to its own. */
export async function countFolderCheckpoints(folder: string): Promise<number> {
  let count = 0;
  const note = await readFolderNote(folder, () => undefined);
  for await (const _ of streamFolderCheckpoints(folder, note, () => undefined)) count += 1;
  return count;
}

function readNote(line: Buffer): string | { readonly problem: string } {
  const parsed = parseCanonical(line, { maxDepth: 1 });
  if (!parsed.ok) return { problem: parsed.problem };
  return typeof parsed.value === 'string' ? parsed.value : { problem: 'something else' };
}

/** The complete tiles of a level in a log of the size, expanded as they are stored. One of another size is reported. */
export async function* streamFolderTiles(
  folder: string,
  size: number,
  level: number,
  report: Report,
): AsyncGenerator<TileRow, void> {
  const complete = Math.floor(size / TILE_HASHES ** (level + 1));
  let missing = 0;
  for (let index = 0; index < complete && missing < MISSING_TILES_MAX; index++) {
    const hashes = await readFolderTile(folder, { level, index, width: TILE_HASHES }, report);
    missing = hashes === null ? missing + 1 : 0;
    if (hashes !== null) yield { level, index, nodes: expandTile(hashes, sha256) };
  }
}

/** The hashes of a tile; null, and reported, when the file has not as many. */
export async function readFolderTile(
  folder: string,
  tile: { readonly level: number; readonly index: number; readonly width: number },
  report: Report,
): Promise<Buffer | null> {
  const path = formatTilePath({ kind: 'hashes', ...tile });
  const read = await readSmallFile(join(folder, path), TILE_BYTES);
  const found = typeof read === 'string' ? read : `${read.length} bytes`;
  const expected = `${tile.width * SHA256_BYTES} bytes`;
  if (typeof read !== 'string' && found === expected) return read;
  const position = tile.index * TILE_HASHES ** (tile.level + 1);
  report(fileFailure(path, Number.isSafeInteger(position) ? position : null, expected, found));
  return null;
}
