import { spawn } from 'node:child_process';
import { cp, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { exportFolder } from '../src/publish/export-folder.ts';
import { verifyFolder } from '../src/audit/verify-folder.ts';
import type { ExportJob } from './export-process.ts';
import { recordPublishedChain } from './recorded-chain.ts';
import { registration } from './submissions.ts';
import { createTestLedger, record, testFolders, type TestLedger, withLedger } from './test-ledger.ts';

// Killed without warning (SIGKILL) before each of the files that an export writes takes its place.

const PROCESS = fileURLToPath(new URL('export-process.ts', import.meta.url));
const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/killed-export');
  await recordPublishedChain(ledger);
});

const exportNow = (folder: string) => withLedger(ledger, (open) => exportFolder(open, folder));

/** Exports in a process of its own; says whether that was killed, or had no more files to put in their place. */
async function exportAndDie(folder: string, filesBefore: number): Promise<'killed' | 'done'> {
  const job: ExportJob = { ...ledger, folder, filesBefore };
  const child = spawn(process.execPath, [PROCESS, JSON.stringify(job)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ended) => resolve(ended));
  });
  if (signal === 'SIGKILL') return 'killed';
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return 'done';
}

/** What an export is, without the drafts that a process leaves which was killed. */
async function filesIn(folder: string): Promise<Record<string, string>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found
    .filter((entry) => entry.isFile() && !entry.name.endsWith('.unfinished'))
    .map(({ parentPath, name }) => join(parentPath, name));
  const contents = await Promise.all(
    paths.sort().map(async (path) => [path.slice(folder.length + 1), await readFile(path, 'base64')] as const),
  );
  return Object.fromEntries(contents);
}

/** Kills an export of `before` at every file; `check` looks at what each has left. Answers how many were killed. */
async function killEverywhere(before: string, check: (folder: string) => Promise<void>): Promise<number> {
  for (let filesBefore = 0; ; filesBefore++) {
    const folder = await folders.make();
    await cp(before, folder, { recursive: true });
    if ((await exportAndDie(folder, filesBefore)) === 'done') return filesBefore;
    await check(folder);
    await rm(folder, { recursive: true });
  }
}

const verdictOf = async (folder: string) => (await verifyFolder(folder)).verdict;

describe('an export that was killed', () => {
  test('before its first checkpoint is no valid one, and the same command makes it whole', async () => {
    const whole = await folders.make();
    await exportNow(whole);
    const expected = await filesIn(whole);
    const kills = await killEverywhere(await folders.make(), async (folder) => {
      const { verdict, failures } = await verdictOf(folder);
      expect(verdict).toBe('invalid');
      expect(failures[0]).toMatchObject({ kind: 'file', message: expect.stringContaining('checkpoint') });
      await exportNow(folder);
      expect(await filesIn(folder)).toEqual(expected);
      expect(await verdictOf(folder)).toMatchObject({ verdict: 'valid' });
    });
    expect(kills, 'one before each file').toBe(Object.keys(expected).length);
  });

  test('while it was brought up to date is whole as it was, or as it is now', async () => {
    const before = await folders.make();
    const { published } = await exportNow(before);
    const { size } = published.checkpoint;
    await withLedger(ledger, (open) => record(open, [{ by: 'OPERATOR', event: registration('TRADER-LATE') }]));
    const kills = await killEverywhere(before, async (folder) => {
      expect(await verdictOf(folder)).toMatchObject({ verdict: 'valid', entries: size });
      await exportNow(folder);
      expect(await verdictOf(folder)).toMatchObject({ verdict: 'valid', entries: size + 1 });
    });
    expect(kills).toBeGreaterThanOrEqual(5);
  });
});
