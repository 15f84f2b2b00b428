import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { digestFromBytes, digestToBytes } from '@lodestone/proof/digest.ts';
import { leafHash } from '@lodestone/proof/entry.ts';
import { parseEntryBundle } from '@lodestone/proof/entry-bundle.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { TILE_HASHES } from '@lodestone/proof/tile.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { sha256, verifyEd25519 } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { OtherFolder, publishFolder } from '../src/publish/publish-folder.ts';
import { cutTo, growTo, leafHashes, openGrower, unpublish } from './grow-ledger.ts';
import { recordPublishedChain } from './recorded-chain.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
const opened: Ledger[] = [];
let grower: Owner;

beforeAll(async () => {
  grower = await openGrower(testing.url);
});

afterAll(async () => {
  for (const ledger of opened) await ledger.close();
  await grower.close();
});

async function open(origin: string, fill?: typeof recordPublishedChain): Promise<Ledger> {
  const created = await createTestLedger(testing.url, await folders.make(), `example.org/${origin}`);
  await fill?.(created);
  const ledger = await openLedger(created.place, created.origin);
  opened.push(ledger);
  return ledger;
}

const filesIn = async (folder: string) => {
  const found = await readdir(folder, { recursive: true, withFileTypes: true });
  return found
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
};

/** Reads the log from the files alone: what its checkpoint says, and the root over its entries. */
async function readFolder(folder: string, ledger: Ledger) {
  const [key] = await readActiveCheckpointKeys(ledger, Number.MAX_SAFE_INTEGER);
  const checkpoint = openCheckpoint(
    await readFile(join(folder, 'checkpoint'), 'utf8'),
    key === undefined ? [] : [key],
    verifyEd25519,
  );
  if (!checkpoint.ok) throw new Error(checkpoint.problem);
  const { size, root } = checkpoint.value.checkpoint;
  const tree = createMerkleTree(sha256);
  for (let start = 0; start < size; start += TILE_HASHES) {
    const width = Math.min(TILE_HASHES, size - start);
    const place = `${String(start / TILE_HASHES).padStart(3, '0')}${width === TILE_HASHES ? '' : `.p/${width}`}`;
    const bundle = parseEntryBundle(await readFile(join(folder, 'tile', 'entries', place)), width);
    if (!bundle.ok) throw new Error(bundle.problem);
    const hashes = await readFile(join(folder, 'tile', '0', place));
    expect(hashes.length).toBe(width * 32);
    for (const [index, entry] of bundle.value.entries()) {
      const leaf = digestToBytes(leafHash(entry, sha256));
      expect(hashes.subarray(index * 32, index * 32 + 32).equals(leaf)).toBe(true);
      tree.append(leaf);
    }
  }
  return { size, root, computed: digestFromBytes(tree.root()) };
}

test('the files alone give the checkpoint its root, entry by entry', async () => {
  const ledger = await open('files', recordPublishedChain);
  const folder = await folders.make();
  const { published, sizeBefore, filesWritten } = await publishFolder(ledger, folder);
  const { size, root, computed } = await readFolder(folder, ledger);
  expect({ size, root }).toEqual({ size: published.checkpoint.size, root: published.checkpoint.root });
  expect(size).toBeGreaterThan(TILE_HASHES);
  expect(computed).toBe(root);
  expect(sizeBefore).toBe(0);
  expect(await filesIn(folder)).toHaveLength(filesWritten);
  expect(await publishFolder(ledger, folder)).toMatchObject({ sizeBefore: size, filesWritten: 0 });
});

test('a folder that grows has the files of C2SP tlog-tiles, and only what is new is written', async () => {
  const ledger = await open('growing');
  const folder = await folders.make();
  await growTo(grower, ledger, 300);
  await publishFolder(ledger, folder);
  expect(await filesIn(folder)).toEqual([
    'checkpoint',
    'tile/0/000',
    'tile/0/001.p/44',
    'tile/1/000.p/1',
    'tile/entries/000',
    'tile/entries/001.p/44',
  ]);
  // A file that is complete is not looked at again.
  await writeFile(join(folder, 'tile', '0', '000'), 'seen');
  await growTo(grower, ledger, 70_000);
  await publishFolder(ledger, folder);
  const files = await filesIn(folder);
  expect(files.filter((file) => file.includes('.p/'))).toEqual([
    'tile/0/273.p/112',
    'tile/1/001.p/17',
    'tile/2/000.p/1',
    'tile/entries/273.p/112',
  ]);
  expect(files).toHaveLength(273 + 1 + 273 + 4 + 1);
  expect(await readFile(join(folder, 'tile', '0', '000'), 'utf8')).toBe('seen');
  const { rows } = await ledger.database.pool.query<{ leaf_hash: Buffer }>(
    'select leaf_hash from ledger.entry where ledger_id = $1 and position = 0',
    [ledger.ledgerId],
  );
  const leaves = leafHashes(rows[0]?.leaf_hash ?? Buffer.alloc(0), 70_000);
  const root = (start: number, end: number) => {
    const tree = createMerkleTree(sha256);
    for (const leaf of leaves.slice(start, end)) tree.append(leaf);
    return Buffer.from(tree.root());
  };
  const tile = (name: string) => readFile(join(folder, 'tile', name));
  expect(await tile('0/272')).toEqual(Buffer.concat(leaves.slice(272 * 256, 273 * 256)));
  expect((await tile('1/000')).subarray(7 * 32, 8 * 32)).toEqual(root(7 * 256, 8 * 256));
  expect((await tile('1/001.p/17')).subarray(16 * 32)).toEqual(root(272 * 256, 273 * 256));
  expect(await tile('2/000.p/1')).toEqual(root(0, 65_536));
});

test('a folder of another log, or with more than the ledger has, is left as it is', async () => {
  const [ledger, other] = [await open('one'), await open('other')];
  const folder = await folders.make();
  await growTo(grower, ledger, 30);
  await publishFolder(ledger, folder);
  const before = await readFile(join(folder, 'checkpoint'), 'utf8');
  await expect(publishFolder(other, folder)).rejects.toThrow(OtherFolder);
  await expect(publishFolder(other, folder)).rejects.toThrow('is not a checkpoint of this ledger');

  await cutTo(grower, ledger, 20);
  await unpublish(grower, ledger, 0, 0);
  await rm(ledger.anchorPath);
  await expect(publishFolder(ledger, folder)).rejects.toThrow('it has 30 entries, the ledger 20');

  await cutTo(grower, ledger, 1);
  await grower.query(
    `insert into ledger.entry (ledger_id, position, leaf_hash, author, submission, body)
     select $1, position, sha256('another history'), 'nobody', gen_random_uuid(), '\\x' from generate_series(1, 39) as position`,
    [ledger.ledgerId],
  );
  await grower.query(`update ledger.head set size = 40, leaf_hash = sha256('another history') where ledger_id = $1`, [
    ledger.ledgerId,
  ]);
  await unpublish(grower, ledger, 0, 0);
  await rm(ledger.anchorPath, { force: true });
  await expect(publishFolder(ledger, folder)).rejects.toThrow('the proof leads to the first root');
  expect(await readFile(join(folder, 'checkpoint'), 'utf8')).toBe(before);
});
