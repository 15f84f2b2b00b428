/** The log of an exported folder as rows of entries and events, in order: what an audit otherwise streams from a database. */
import { join } from 'node:path';
import { isDigest } from '@lodestone/proof/digest.ts';
import { ENTRY_MAX_BYTES, parseEntry } from '@lodestone/proof/entry.ts';
import { parseEntryBundle } from '@lodestone/proof/entry-bundle.ts';
import { digestEvent, EVENT_MAX_BYTES } from '@lodestone/proof/event-bytes.ts';
import { LEAF_PREFIX } from '@lodestone/proof/merkle-tree.ts';
import { prefixed } from '@lodestone/proof/prefixed.ts';
import { SUBMISSION_MAX_BYTES, SUBMISSION_MAX_EVENTS } from '@lodestone/proof/submission.ts';
import { TILE_HASHES } from '@lodestone/proof/tile.ts';
import { formatTilePath } from '@lodestone/proof/tile-path.ts';
import { isTimestamp } from '@lodestone/proof/timestamp.ts';
import { isUuid } from '@lodestone/proof/uuid.ts';
import type { CopyRows } from '@lodestone/store/wire/copy-rows.ts';
import { openRegularFile, readSmallFile } from '../files/folder-file.ts';
import { readFileLines } from '../files/read-file-lines.ts';
import { sha256 } from '../keys/node-crypto.ts';
import { formatEventsPath } from '../publish/export-paths.ts';
import { createEventSlots } from './event-slots.ts';
import { fileFailure } from './folder-failure.ts';
import { createRowBuffer, type RowBuffer } from './row-buffer.ts';
import type { Failure } from './verdict.ts';

/** All columns for the walk over the chain, or the bytes alone for a replay. */
export type FolderColumns = 'all' | 'bodies';

export interface FolderStreamOptions {
  readonly columns: FolderColumns;
  readonly report: (failure: Failure) => void;
}

/** So many bundles in a row may be missing before nothing more is looked for: a checkpoint can name any size. */
const MISSING_BUNDLES_MAX = 8;

const BUNDLE_MAX_BYTES = TILE_HASHES * (2 + ENTRY_MAX_BYTES);

/** One bundle of the log: its index, and how many entries it has in a log of the size. */
interface BundlePlace {
  readonly index: number;
  readonly first: number;
  readonly width: number;
}

function* bundlesOf(size: number): Generator<BundlePlace> {
  for (let first = 0; first < size; first += TILE_HASHES) {
    yield { index: first / TILE_HASHES, first, width: Math.min(TILE_HASHES, size - first) };
  }
}

/** The entries of a bundle; what stands in its place when they cannot be read. */
async function readBundle(folder: string, { index, width }: BundlePlace): Promise<Uint8Array[] | string> {
  const path = formatTilePath({ kind: 'entries', index, width });
  const read = await readSmallFile(join(folder, path), BUNDLE_MAX_BYTES);
  if (typeof read === 'string') return read;
  const parsed = parseEntryBundle(read, width);
  return parsed.ok ? parsed.value : parsed.problem;
}

/** When entries were recorded, as their bytes say, of those that can be read. */
export async function readFolderTimes(
  folder: string,
  size: number,
  positions: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const times = new Map<number, string>();
  const inBundles = Map.groupBy(
    positions.filter((position) => position >= 0 && position < size),
    (position) => Math.floor(position / TILE_HASHES),
  );
  for (const [index, inBundle] of inBundles) {
    const first = index * TILE_HASHES;
    const bundle = await readBundle(folder, { index, first, width: Math.min(TILE_HASHES, size - first) });
    // What is wrong with it is reported where the log is walked.
    if (typeof bundle === 'string') continue;
    for (const position of inBundle) {
      const entry = parseEntry(bundle[position - first] ?? new Uint8Array());
      if (entry.ok) times.set(position, entry.value.recordedAt);
    }
  }
  return times;
}

/** Rows of entries by position, a bundle at a time; a bundle that cannot be read is reported. */
export async function* streamFolderEntries(
  folder: string,
  size: number,
  { columns, report }: FolderStreamOptions,
): AsyncGenerator<CopyRows, void> {
  const rows = createRowBuffer(columns === 'all' ? 5 : 2);
  let missing = 0;
  for (const place of bundlesOf(size)) {
    const { index, first, width } = place;
    const bundle = await readBundle(folder, place);
    if (typeof bundle === 'string') {
      const path = formatTilePath({ kind: 'entries', index, width });
      report(fileFailure(path, first, `${width} entries, each after its length`, bundle));
      missing += 1;
      if (missing === MISSING_BUNDLES_MAX) return;
      continue;
    }
    missing = 0;
    for (const [offset, body] of bundle.entries()) {
      rows.int64(first + offset);
      if (columns === 'all') addEntryColumns(rows, body);
      rows.bytes(body);
    }
    const taken = rows.take();
    if (taken !== null) yield taken;
  }
}

/** What the other columns of `ledger.entry` have: here they follow from the bytes, so that they can but agree. */
function addEntryColumns(rows: RowBuffer, body: Uint8Array): void {
  rows.bytes(sha256(prefixed(LEAF_PREFIX, body)));
  const { author, submission } = readObject(body);
  rows.bytes(Buffer.from(typeof author === 'string' ? author : ''));
  rows.bytes(uuidBytes(submission));
}

/**
 * Rows of events by position and ordinal, as they lie in their files. A line is the event that its entry lists; one that
 * is none is reported, as is a file that cannot be read. `onEvent` sees each body once.
 */
export async function* streamFolderEvents(
  folder: string,
  size: number,
  {
    columns,
    report,
    onEvent,
  }: FolderStreamOptions & { readonly onEvent?: (type: string, position: number, body: Buffer) => void },
): AsyncGenerator<CopyRows, void> {
  const rows = createRowBuffer(columns === 'all' ? 7 : 3);
  let missing = 0;
  for (const place of bundlesOf(size)) {
    const bundle = await readBundle(folder, place);
    // Whose events these are is not known then; the bundle itself is reported by whoever reads the entries.
    if (typeof bundle === 'string') {
      missing += 1;
      if (missing === MISSING_BUNDLES_MAX) return;
      continue;
    }
    missing = 0;
    const { index, first, width } = place;
    const path = formatEventsPath({ index, width });
    const fail = (expected: string, found: string) => report(fileFailure(path, first, expected, found));
    const opened = await openRegularFile(join(folder, path));
    if ('problem' in opened) {
      fail('the events of its entries, one to a line', opened.problem);
      continue;
    }
    const listed = bundle.map((body, offset) => ({ position: first + offset, digests: digestsOf(body) }));
    const bytesMax = listed.reduce((sum, { digests }) => sum + linesMaxBytes(digests), 0);
    if (opened.bytes > bytesMax) {
      await opened.file.close();
      fail(`at most ${bytesMax} bytes, as many as the events of its entries can have`, `${opened.bytes} bytes`);
      continue;
    }
    const slots = createEventSlots(listed);
    let number = 0;
    const addLine = (line: Buffer | null) => {
      number += 1;
      if (line === null) {
        fail(`lines of at most ${EVENT_MAX_BYTES} bytes`, `more in line ${number}`);
        return;
      }
      const digest = digestEvent(line, sha256);
      const at = slots.place(digest);
      if (at === null) return fail(`no line ${number}: its entries list no more events`, digest);
      if (at === 'again') return fail(`in line ${number} the event that comes next`, `${digest}, which stood before`);
      rows.int64(at.position);
      rows.int32(at.ordinal);
      const type = columns === 'all' ? addEventColumns(rows, line, at.digest ?? digest) : '';
      rows.bytes(line);
      onEvent?.(type, at.position, line);
    };
    try {
      const unended = () => fail('a line feed behind the last line', 'none');
      for await (const lines of readFileLines(opened.file, EVENT_MAX_BYTES, unended)) {
        for (const line of lines) addLine(line);
        const taken = rows.take();
        if (taken !== null) yield taken;
      }
    } finally {
      await opened.file.close();
    }
  }
}

/** The other columns of `ledger.event`: what the entry lists, and what the bytes say. Answers the type. */
function addEventColumns(rows: RowBuffer, body: Buffer, listed: string): string {
  const { id, type, occurredAt } = readObject(body);
  const typeText = typeof type === 'string' ? type : '';
  rows.bytes(uuidBytes(id));
  rows.bytes(Buffer.from(listed, 'base64url'));
  rows.bytes(Buffer.from(typeText));
  rows.time(typeof occurredAt === 'string' && isTimestamp(occurredAt) ? Date.parse(occurredAt) : 0);
  return typeText;
}

/** What the lines of an entry's events can have, each with its line feed; of one that cannot be read, of any. */
function linesMaxBytes(digests: readonly string[] | null): number {
  const count = digests?.length ?? SUBMISSION_MAX_EVENTS;
  return Math.min(count * EVENT_MAX_BYTES, SUBMISSION_MAX_BYTES) + count;
}

/** The digests that an entry lists, null when it lists none that could be. What else is wrong with it the walk says. */
function digestsOf(body: Uint8Array): string[] | null {
  const { events } = readObject(body);
  if (!Array.isArray(events)) return null;
  const digests: string[] = [];
  for (const digest of events) {
    if (typeof digest !== 'string' || !isDigest(digest)) return null;
    digests.push(digest);
  }
  return digests;
}

/** The members of an object that may be in any spelling; none when it is no object. */
function readObject(body: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const NO_UUID = Buffer.alloc(16);

function uuidBytes(uuid: unknown): Buffer {
  return typeof uuid === 'string' && isUuid(uuid) ? Buffer.from(uuid.replaceAll('-', ''), 'hex') : NO_UUID;
}
