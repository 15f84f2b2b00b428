/** The whole ledger as files, to be checked by whoever has neither PostgreSQL nor our server. */
import { access, readdir, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { TILE_HASHES } from '@lodestone/proof/tile.ts';
import { fieldBytes } from '@lodestone/store/wire/copy-rows.ts';
import { EVENT_COLUMN, readInt64, streamEventRows } from '@lodestone/store/log/read-log.ts';
import { withSnapshot } from '@lodestone/store/connect/snapshot.ts';
import { streamCheckpoints } from '@lodestone/store/log/stream-published.ts';
import { isDraft } from '../files/draft-path.ts';
import { replaceFileBy } from '../files/replace-file.ts';
import type { Ledger } from '../open-ledger.ts';
import { CHECKPOINT_FILE, CHECKPOINTS_FILE, EXPORT_NAMES, formatEventsPath } from './export-paths.ts';
import { FILE_MODE, FOLDER_MODE, OtherFolder, type PublishedFolder, publishFolder } from './publish-folder.ts';

export interface ExportedFolder extends PublishedFolder {
  /** Events that were written, those of bundles that were there in part once more. */
  readonly eventsWritten: number;
}

/**
 * Publishes a checkpoint and brings the folder up to it: what `publishFolder` writes, then the events of the entries,
 * then the list of checkpoints, then the checkpoint. So whatever crash leaves is whole up to its checkpoint, and the next
 * call goes on from there. Only what is new is written, in memory that does not grow with the ledger.
 *
 * Throws `OtherFolder` when the folder has a checkpoint that this ledger does not continue, or none and other things.
 */
export async function exportFolder(
  ledger: Ledger,
  folder: string,
  onProgress: (entries: number, total: number) => void = () => undefined,
): Promise<ExportedFolder> {
  await refuseOtherThings(folder);
  const files = { written: 0 };
  let eventsWritten = 0;
  const write: WriteBy = async (path, by) => {
    const file = join(folder, path);
    await makeFolder(dirname(file), FOLDER_MODE);
    await replaceFileBy(file, FILE_MODE, by);
    files.written += 1;
  };
  const published = await publishFolder(ledger, folder, {
    onProgress,
    beforeCheckpoint: async ({ published: { checkpoint, number }, sizeBefore }) => {
      const from = await findEventsStart(folder, sizeBefore, checkpoint.size);
      if (from < checkpoint.size) eventsWritten = await writeEvents(ledger, from, checkpoint.size, write, onProgress);
      await writeCheckpoints(ledger, number, write);
    },
  });
  await removeOutgrownEvents(folder, published);
  return { ...published, filesWritten: published.filesWritten + files.written, eventsWritten };
}

/** A ledger is not spread among somebody's other files by a slip of the hand. */
async function refuseOtherThings(folder: string): Promise<void> {
  const names = await readdir(folder).catch((): string[] => []);
  // A first export that was cut off has left drafts, and is gone on with.
  const other = names.find((name) => !EXPORT_NAMES.includes(name) && !isDraft(name));
  if (other === undefined || names.includes(CHECKPOINT_FILE)) return;
  throw new OtherFolder(
    `${folder} has ${other}, which is no part of an export: name a folder that is empty or not there yet`,
  );
}

type WriteBy = (path: string, by: Parameters<typeof replaceFileBy>[2]) => Promise<void>;

/** The first entry whose events are to be written: a folder that was only published since has none of the last ones. */
async function findEventsStart(folder: string, sizeBefore: number, size: number): Promise<number> {
  if (sizeBefore === 0) return 0;
  const isThere = await access(join(folder, formatEventsPath(lastBundle(sizeBefore)))).then(
    () => true,
    () => false,
  );
  if (!isThere) return 0;
  return sizeBefore === size ? size : sizeBefore - (sizeBefore % TILE_HASHES);
}

/** The bundle that ends a log of `size` entries, 1 or more. */
function lastBundle(size: number): { index: number; width: number } {
  const index = Math.floor((size - 1) / TILE_HASHES);
  return { index, width: size - index * TILE_HASHES };
}

/** So much is written at once. */
const CHUNK_BYTES = 1_048_576;
const LINE_FEED = 0x0a;

/** Writes the events of the entries [from, size), one to a line, the lines of each bundle's entries in a file. */
async function writeEvents(
  { database, ledgerId }: Ledger,
  from: number,
  size: number,
  write: WriteBy,
  onProgress: (entries: number, total: number) => void,
): Promise<number> {
  let written = 0;
  await withSnapshot(database, 1, async ([client]) => {
    if (client === undefined) throw new Error('no snapshot');
    const rows = streamEventRows(client, ledgerId, { from: String(from), until: String(size) });
    const events = bodiesByPosition(rows);
    let upcoming = await events.next();
    for (let first = from; first < size; first += TILE_HASHES) {
      const end = Math.min(size, first + TILE_HASHES);
      const path = formatEventsPath({ index: first / TILE_HASHES, width: end - first });
      await write(path, async (file) => {
        let chunk: Buffer[] = [];
        let chunkBytes = 0;
        const flush = async () => {
          await file.writeFile(Buffer.concat(chunk));
          chunk = [];
          chunkBytes = 0;
        };
        for (; !upcoming.done && upcoming.value.position < end; upcoming = await events.next()) {
          chunk.push(upcoming.value.line);
          chunkBytes += upcoming.value.line.length;
          written += 1;
          if (chunkBytes >= CHUNK_BYTES) await flush();
        }
        if (chunk.length > 0) await flush();
      });
      onProgress(end, size);
    }
  });
  return written;
}

/** The lines of events, each copied: a row's bytes are valid only until the next rows. */
async function* bodiesByPosition(
  stream: ReturnType<typeof streamEventRows>,
): AsyncGenerator<{ position: number; line: Buffer }, void> {
  for await (const rows of stream) {
    for (let row = 0; row < rows.count; row++) {
      const position = readInt64(rows, row, EVENT_COLUMN.position);
      const body = fieldBytes(rows, row, EVENT_COLUMN.body);
      // Canonical JSON has none: a body that has one would be read as two.
      if (body.includes(LINE_FEED)) throw new Error(`an event of entry ${position} has a line feed: run verify`);
      const line = Buffer.alloc(body.length + 1, LINE_FEED);
      line.set(body);
      yield { position, line };
    }
  }
}

/** Writes all checkpoints up to that number anew: they are few beside the events. */
async function writeCheckpoints({ database, ledgerId }: Ledger, last: number, write: WriteBy): Promise<void> {
  await withSnapshot(database, 1, async ([client]) => {
    if (client === undefined) throw new Error('no snapshot');
    await write(CHECKPOINTS_FILE, async (file) => {
      let chunk = '';
      for await (const { number, note, cosignatures } of streamCheckpoints(client, ledgerId)) {
        if (number > last) break;
        chunk += `${canonicalize(note + cosignatures.join(''))}\n`;
        if (chunk.length < CHUNK_BYTES) continue;
        await file.writeFile(chunk);
        chunk = '';
      }
      await file.writeFile(chunk);
    });
  });
}

/** The partial files of bundles that are complete by now, and of the last one's smaller widths. */
async function removeOutgrownEvents(folder: string, { sizeBefore, published }: PublishedFolder): Promise<void> {
  if (sizeBefore === 0) return;
  const before = lastBundle(sizeBefore);
  if (before.width === TILE_HASHES || sizeBefore === published.checkpoint.size) return;
  await rm(join(folder, formatEventsPath(before)), { force: true });
}
