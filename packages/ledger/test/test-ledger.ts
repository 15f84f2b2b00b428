/** Ledgers for tests: real ones, in the database of the test file, each with a data folder of its own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { createLedger } from '../src/create-ledger.ts';
import { type Ledger, NoLedger, openLedger, type Place } from '../src/open-ledger.ts';
import { recordEvents } from '../src/record/record-events.ts';
import type { RecordOptions, RecordResult } from '../src/record/recording.ts';
import type { Verdict } from '../src/audit/verdict.ts';
import { lostLedgerVerdict, verifyLedger } from '../src/audit/verify-ledger.ts';

export interface TestLedger {
  readonly place: Place;
  readonly origin: string;
}

/** Gives the test file that calls it at the top a way to make data folders, which are removed at its end. */
export function testFolders(): { make(): Promise<string> } {
  const folders: string[] = [];
  afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));
  return {
    make: async () => {
      const folder = await mkdtemp(join(tmpdir(), 'lodestone-ledger-'));
      folders.push(folder);
      return folder;
    },
  };
}

/** Opens a new ledger with a data folder of its own. */
export async function createTestLedger(
  databaseUrl: string,
  dataFolder: string,
  origin: string,
  enforcement: 'strict' | 'observe' = 'strict',
): Promise<TestLedger> {
  const place = { dataFolder, databaseUrl };
  const created = await createLedger(place, origin, { enforcement });
  if (!created.created) throw new Error(`${origin} is there already`);
  return { place, origin };
}

/** Lends the open ledger, and closes it. */
export async function withLedger<Result>(
  { place, origin }: TestLedger,
  use: (ledger: Ledger) => Promise<Result>,
): Promise<Result> {
  const ledger = await openLedger(place, origin);
  try {
    return await use(ledger);
  } finally {
    await ledger.close();
  }
}

/** A line of a file that `record` reads. */
export interface Line {
  readonly by?: string;
  readonly event: object;
}

const OPTIONS: RecordOptions = { by: undefined, createKeys: true, dryRun: false, acceptClock: false };

/** Records lines as a file with one on each. */
export function record(
  ledger: Ledger,
  lines: readonly Line[],
  options: Partial<RecordOptions> = {},
): Promise<RecordResult> {
  return recordText(ledger, lines.map((line) => `${JSON.stringify(line)}\n`).join(''), options);
}

/** Records a file of these bytes. */
export function recordText(
  ledger: Ledger,
  text: string | Uint8Array,
  options: Partial<RecordOptions> = {},
): Promise<RecordResult> {
  return recordEvents(ledger, chunksOf(text), { ...OPTIONS, ...options });
}

/** As much as a file gives at once. */
const CHUNK_BYTES = 65_536;

async function* chunksOf(text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES);
}

/** What `lodestone verify` says: it opens the ledger afresh, and a lost ledger is invalid. */
export async function audit(test: TestLedger): Promise<Verdict> {
  try {
    return await withLedger(test, (ledger) => verifyLedger(ledger, { only: undefined }));
  } catch (error) {
    if (error instanceof NoLedger && error.known[0] !== undefined) return lostLedgerVerdict(error.known[0]);
    throw error;
  }
}

/** Records all of the lines. */
export async function recordAll(open: Ledger, lines: readonly Line[]): Promise<void> {
  const { refused } = await record(open, lines);
  if (refused !== null) throw new Error(`${refused.line} ${refused.reason}: ${refused.message}`);
}

/** The position of the last entry, as people write it. */
export async function lastPosition({ database, ledgerId }: Ledger): Promise<string> {
  const { rows } = await database.pool.query<{ last: string }>(
    'select (size - 1)::text as last from ledger.head where ledger_id = $1',
    [ledgerId],
  );
  return rows[0]?.last ?? '';
}
