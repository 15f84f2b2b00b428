import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, expect, test } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { exportFolder } from '../src/publish/export-folder.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { OtherFolder, publishFolder } from '../src/publish/publish-folder.ts';
import { NoExport, verifyFolder } from '../src/audit/verify-folder.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { recordOwnChain, recordPublishedChain } from './recorded-chain.ts';
import { registration } from './submissions.ts';
import { createTestLedger, record, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
const opened: Ledger[] = [];

afterAll(async () => {
  for (const ledger of opened) await ledger.close();
});

async function open(origin: string, fill: typeof recordPublishedChain): Promise<Ledger> {
  const created = await createTestLedger(testing.url, await folders.make(), `example.org/${origin}`);
  await fill(created);
  const ledger = await openLedger(created.place, created.origin);
  opened.push(ledger);
  return ledger;
}

async function recordOne(ledger: Ledger, party: string): Promise<void> {
  const { refused } = await record(ledger, [{ by: 'OPERATOR', event: registration(party) }]);
  expect(refused).toBeNull();
}

async function filesIn(folder: string): Promise<Map<string, Buffer>> {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = found.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const files = await Promise.all(
    paths.sort().map(async (path) => [path.slice(folder.length + 1), await readFile(path)] as const),
  );
  return new Map(files);
}

test('a folder has the same verdict as the ledger that it was exported from', async () => {
  const ledger = await open('exported', recordPublishedChain);
  const folder = await folders.make();
  const { eventsWritten, sizeBefore } = await exportFolder(ledger, folder);
  expect(sizeBefore).toBe(0);
  const [key] = await readActiveCheckpointKeys(ledger, Number.MAX_SAFE_INTEGER);
  if (key === undefined) throw new Error('no key');
  const trust = { keys: [key], kept: [], policy: null, timestamps: null };
  const { passes, ...inDatabase } = await verifyLedger(ledger, { only: undefined, trust });
  const { verdict, leftOverFiles } = await verifyFolder(folder, { trust });
  expect(passes).toEqual(['chain', 'rules', 'views']);
  expect(verdict).toEqual({ passes: ['chain', 'rules'], ...inDatabase });
  expect(verdict).toMatchObject({ verdict: 'valid', level: 'checkpoint', events: eventsWritten });
  expect(leftOverFiles).toBe(0);
  expect((await verifyFolder(folder)).verdict).toMatchObject({ verdict: 'valid', level: 'chain', checkpoint: null });
  expect((await verifyFolder(folder, { only: 'rules' })).verdict).toMatchObject({ passes: ['rules'], level: null });
});

test('a second export adds what is new, and the folder is as if it had been made at once', async () => {
  const ledger = await open('growing', recordOwnChain);
  const folder = await folders.make();
  const { published } = await exportFolder(ledger, folder);
  const before = await filesIn(folder);
  expect(await exportFolder(ledger, folder)).toMatchObject({ eventsWritten: 0, filesWritten: 1 });
  expect(await filesIn(folder)).toEqual(before);
  await recordOne(ledger, 'TRADER-A');
  const grown = await exportFolder(ledger, folder);
  expect(grown).toMatchObject({ sizeBefore: published.checkpoint.size });
  expect((await verifyFolder(folder)).verdict).toMatchObject({ verdict: 'valid', entries: grown.sizeBefore + 1 });
  const fresh = await folders.make();
  await exportFolder(ledger, fresh);
  for (const [path, content] of await filesIn(fresh)) expect((await filesIn(folder)).get(path), path).toEqual(content);
});

test('a folder that was cut off before its checkpoint was replaced is whole up to the old one', async () => {
  const ledger = await open('cut-off', recordOwnChain);
  const folder = await folders.make();
  const { published } = await exportFolder(ledger, folder);
  const old = await folders.make();
  await cp(folder, old, { recursive: true });
  await recordOne(ledger, 'TRADER-A');
  await exportFolder(ledger, folder);
  // What is written before the checkpoint is there, what goes after it is not gone, and a draft was being written.
  await cp(old, folder, { recursive: true, force: false });
  await cp(join(old, 'checkpoint'), join(folder, 'checkpoint'));
  await writeFile(join(folder, 'events', '000.p', '99.1.unfinished'), '{"half');
  const { verdict, leftOverFiles } = await verifyFolder(folder);
  expect(verdict).toMatchObject({ verdict: 'valid', entries: published.checkpoint.size });
  expect(leftOverFiles).toBe(4);
  await exportFolder(ledger, folder);
  expect((await verifyFolder(folder)).verdict).toMatchObject({
    verdict: 'valid',
    entries: published.checkpoint.size + 1,
  });
});

test('a write that fails leaves a folder that is whole, whichever it is, and the next export mends it', async () => {
  const ledger = await open('failing', recordOwnChain);
  const folder = await folders.make();
  const { published } = await exportFolder(ledger, folder);
  const old = await folders.make();
  await cp(folder, old, { recursive: true });
  await recordOne(ledger, 'TRADER-A');
  const fresh = await folders.make();
  await exportFolder(ledger, fresh);
  const before = await filesIn(old);
  const written = [...(await filesIn(fresh))].filter(([path, content]) => before.get(path)?.equals(content) !== true);
  expect(written.length).toBe(5);
  for (const [path] of written) {
    await rm(folder, { recursive: true });
    await cp(old, folder, { recursive: true });
    // A folder stands where the file would go.
    await rm(join(folder, path), { force: true });
    await mkdir(join(folder, path, 'in the way'), { recursive: true });
    await expect(exportFolder(ledger, folder), path).rejects.toThrow(/EISDIR|ENOTEMPTY|cannot be read|is a directory/);
    await rm(join(folder, path), { recursive: true });
    if (before.has(path)) await cp(join(old, path), join(folder, path));
    const { verdict } = await verifyFolder(folder);
    expect(verdict, path).toMatchObject({ verdict: 'valid', entries: published.checkpoint.size });
    await exportFolder(ledger, folder);
    const { verdict: mended } = await verifyFolder(folder);
    expect(mended, path).toMatchObject({ verdict: 'valid', entries: published.checkpoint.size + 1 });
  }
});

test('a folder that was only published since gets its events with the next export', async () => {
  const ledger = await open('published-since', recordOwnChain);
  const folder = await folders.make();
  await exportFolder(ledger, folder);
  await recordOne(ledger, 'TRADER-A');
  await publishFolder(ledger, folder);
  const { verdict } = await verifyFolder(folder);
  expect(verdict.failures.map(({ kind }) => kind)).toContain('file');
  await exportFolder(ledger, folder);
  expect((await verifyFolder(folder)).verdict).toMatchObject({ verdict: 'valid' });
});

test('a folder of another ledger, or of another history, is left as it is', async () => {
  const [ledger, other] = [await open('one', recordOwnChain), await open('other', recordOwnChain)];
  const folder = await folders.make();
  await exportFolder(ledger, folder);
  const before = await filesIn(folder);
  await expect(exportFolder(other, folder)).rejects.toThrow(OtherFolder);
  expect(await filesIn(folder)).toEqual(before);
  const home = await folders.make();
  await writeFile(join(home, 'thesis.txt'), 'mine');
  await expect(exportFolder(ledger, home)).rejects.toThrow('has thesis.txt, which is no part of an export');
  expect([...(await filesIn(home)).keys()]).toEqual(['thesis.txt']);
});

test('what is no export is said to be none', async () => {
  await expect(verifyFolder('/nowhere/at/all')).rejects.toThrow(NoExport);
  const folder = await folders.make();
  await expect(verifyFolder(folder)).rejects.toThrow('neither checkpoint nor entries');
  await rm(folder, { recursive: true });
});
