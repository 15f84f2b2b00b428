import { readFile } from 'node:fs/promises';
import { openCheckpoint } from '@lodestone/proof/checkpoint.ts';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { completedTiles, expandTile } from '@lodestone/proof/tile.ts';
import { readPublished, swapPublished } from '@lodestone/store/log/publish.ts';
import { writeTiles } from '@lodestone/store/log/tiles.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { sha256, verifyEd25519 } from '../src/keys/node-crypto.ts';
import { type Ledger, LedgerCutShort, openLedger } from '../src/open-ledger.ts';
import {
  type PublishedCheckpoint,
  publishCheckpoint,
  type PublishingWrites,
} from '../src/publish/publish-checkpoint.ts';
import { growTo, leafHashes, openGrower } from './grow-ledger.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

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

async function openTest({ place, origin }: TestLedger): Promise<Ledger> {
  const ledger = await openLedger(place, origin);
  opened.push(ledger);
  return ledger;
}

const newLedger = async (origin: string) =>
  openTest(await createTestLedger(testing.url, await folders.make(), `example.org/${origin}`));

async function rootOf(ledger: Ledger, size: number): Promise<string> {
  const tree = createMerkleTree(sha256);
  for (const leaf of leafHashes(await firstLeaf(ledger), size)) tree.append(leaf);
  return digestFromBytes(tree.root());
}

async function firstLeaf({ database, ledgerId }: Ledger): Promise<Buffer> {
  const { rows } = await database.pool.query<{ leaf_hash: Buffer }>(
    'select leaf_hash from ledger.entry where ledger_id = $1 and position = 0',
    [ledgerId],
  );
  return rows[0]?.leaf_hash ?? Buffer.alloc(0);
}

const listTiles = async ({ database, ledgerId }: Ledger) => {
  const { rows } = await database.pool.query<{ level: number; index: bigint; nodes: Buffer }>(
    'select level, index, nodes from ledger.tile where ledger_id = $1 order by level, index',
    [ledgerId],
  );
  return rows.map(({ level, index, nodes }) => ({ level, index: Number(index), nodes }));
};

const countCheckpoints = async ({ database, ledgerId }: Ledger) =>
  Number((await database.pool.query('select from ledger.checkpoint where ledger_id = $1', [ledgerId])).rowCount);

describe('a published checkpoint', () => {
  test('has the root of its entries at every size, is signed by the key of entry 0, and is anchored', async () => {
    const ledger = await newLedger('sizes');
    const [key] = await readActiveCheckpointKeys(ledger, 1);
    if (key === undefined) throw new Error('no key');
    for (const [number, size] of [1, 2, 3, 7, 8, 255, 256, 257, 511, 600, 1_024, 66_049].entries()) {
      await growTo(grower, ledger, size);
      const published = await publishCheckpoint(ledger);
      expect(published).toMatchObject({ number, isNew: true, checkpoint: { origin: ledger.origin, size } });
      expect(published.checkpoint.root, `size ${size}`).toBe(await rootOf(ledger, size));
      expect(openCheckpoint(published.note, [key], verifyEd25519)).toMatchObject({ ok: true });
      expect(await readFile(ledger.anchorPath, 'utf8')).toBe(published.note);
    }
    const tiles = await listTiles(ledger);
    expect(tiles.map(({ level, index }) => ({ level, index }))).toEqual(completedTiles(0, 66_049));
    const leaves = leafHashes(await firstLeaf(ledger), 66_049);
    for (const { level, index, nodes } of tiles) {
      if (level !== 0) continue;
      const hashes = Buffer.concat(leaves.slice(index * 256, index * 256 + 256));
      expect(nodes.equals(expandTile(hashes, sha256)), `tile ${index}`).toBe(true);
    }
  });

  test('is the last one while nothing is new: nothing more is signed', async () => {
    const ledger = await newLedger('nothing-new');
    const first = await publishCheckpoint(ledger);
    expect(await publishCheckpoint(ledger)).toEqual({ ...first, isNew: false });
    expect(await countCheckpoints(ledger)).toBe(1);
  });

  test('does not wait for a writer that holds the head, nor a writer for it', async () => {
    const ledger = await newLedger('locks');
    await grower.query('begin');
    await grower.query('select from ledger.head for update');
    await publishCheckpoint(ledger);
    await grower.query('commit');
    await grower.query('begin');
    await grower.query('select from ledger.published for update');
    const { rows } = await ledger.database.pool.query(
      'select size from ledger.head where ledger_id = $1 for update nowait',
      [ledger.ledgerId],
    );
    await grower.query('commit');
    expect(rows).toHaveLength(1);
  });

  test('is the same for publishers that try at once: one signs it, the others return it', async () => {
    const ledger = await newLedger('race');
    const other = await openLedger({ dataFolder: ledger.dataFolder, databaseUrl: testing.url }, ledger.origin);
    opened.push(other);
    for (const [number, size] of [300, 600, 900].entries()) {
      await growTo(grower, ledger, size);
      const all = await Promise.all([ledger, other, ledger, other].map((whose) => publishCheckpoint(whose)));
      expect(new Set(all.map(({ note }) => note)).size).toBe(1);
      expect(all.filter(({ isNew }) => isNew)).toHaveLength(1);
      expect(all[0]).toMatchObject({ number, checkpoint: { size } });
    }
    expect(await countCheckpoints(ledger)).toBe(3);
  });
});

const LOST = new Error('Connection terminated unexpectedly');
type Fault = 'before it is done' | 'after it is done';
const FAULTS: readonly Fault[] = ['before it is done', 'after it is done'];

/** The real writes, of which the `nth` of this kind loses its connection. */
function faulty(ledger: Ledger, write: keyof PublishingWrites, fault: Fault, nth = 1): PublishingWrites {
  const { database, ledgerId } = ledger;
  let calls = 0;
  const lose = async <Result>(name: keyof PublishingWrites, work: () => Promise<Result>): Promise<Result> => {
    const isIt = name === write && ++calls === nth;
    if (isIt && fault === 'before it is done') throw LOST;
    const result = await work();
    if (isIt) throw LOST;
    return result;
  };
  return {
    writeTiles: (tiles) => lose('writeTiles', () => writeTiles(database.pool, ledgerId, tiles)),
    swapPublished: (row) => lose('swapPublished', () => swapPublished(database, ledgerId, row)),
  };
}

describe('when the answer to a write is lost', () => {
  test.each(FAULTS)('of a checkpoint, %s: the next call finds what is there and goes on', async (fault) => {
    const ledger = await newLedger(`lost-checkpoint-${fault.replaceAll(' ', '-')}`);
    const first = await publishCheckpoint(ledger);
    await growTo(grower, ledger, 300);
    await expect(publishCheckpoint(ledger, faulty(ledger, 'swapPublished', fault))).rejects.toBe(LOST);
    // Nobody was told, so the anchor is still the one before.
    expect(await readFile(ledger.anchorPath, 'utf8')).toBe(first.note);
    const persisted = fault === 'after it is done' ? await readPublished(ledger.database, ledger.ledgerId) : null;
    const next: PublishedCheckpoint = await publishCheckpoint(ledger);
    expect(next).toMatchObject({ number: 1, isNew: persisted === null, checkpoint: { size: 300 } });
    if (persisted !== null) expect(next.note).toBe(persisted.note);
    expect(await readFile(ledger.anchorPath, 'utf8')).toBe(next.note);
    expect(await countCheckpoints(ledger)).toBe(2);
  });

  test.each(FAULTS)('of a checkpoint, %s, and the ledger has grown since', async (fault) => {
    const ledger = await newLedger(`lost-and-grown-${fault.replaceAll(' ', '-')}`);
    await growTo(grower, ledger, 300);
    await expect(publishCheckpoint(ledger, faulty(ledger, 'swapPublished', fault))).rejects.toBe(LOST);
    await growTo(grower, ledger, 700);
    const next = await publishCheckpoint(ledger);
    expect(next).toMatchObject({ number: fault === 'after it is done' ? 1 : 0, isNew: true });
    expect(next.checkpoint.root).toBe(await rootOf(ledger, 700));
  });

  test.each(FAULTS)('of tiles, %s: the next call writes those that are missing', async (fault) => {
    const ledger = await newLedger(`lost-tiles-${fault.replaceAll(' ', '-')}`);
    await growTo(grower, ledger, 66_000);
    // The second batch of tiles: one is there, this one is not or is, nothing points to either.
    await expect(publishCheckpoint(ledger, faulty(ledger, 'writeTiles', fault, 2))).rejects.toBe(LOST);
    expect(await listTiles(ledger)).toHaveLength(fault === 'after it is done' ? 128 : 64);
    expect(await countCheckpoints(ledger)).toBe(0);
    const next = await publishCheckpoint(ledger);
    expect(next).toMatchObject({ number: 0, isNew: true });
    expect(next.checkpoint.root).toBe(await rootOf(ledger, 66_000));
    expect(await listTiles(ledger)).toHaveLength(completedTiles(0, 66_000).length);
  });
});

describe('nothing is signed', () => {
  test('when a tile is there with other nodes than the entries give it', async () => {
    const ledger = await newLedger('other-tile');
    await growTo(grower, ledger, 300);
    await grower.query('insert into ledger.tile values ($1, 0, 0, $2)', [ledger.ledgerId, Buffer.alloc(16_320)]);
    await expect(publishCheckpoint(ledger)).rejects.toThrow('tile 0 of level 0 is stored with other hashes');
    expect(await countCheckpoints(ledger)).toBe(0);
  });

  test('when the entries under the last checkpoint are not what they were', async () => {
    const ledger = await newLedger('rewritten');
    await growTo(grower, ledger, 10);
    // As it is without an anchor, which finds it before.
    await publishCheckpoint({ ...ledger, anchorPath: `${ledger.dataFolder}/one` });
    await grower.query('update ledger.entry set leaf_hash = sha256(leaf_hash) where ledger_id = $1 and position = 4', [
      ledger.ledgerId,
    ]);
    await growTo(grower, ledger, 20);
    const publishing = publishCheckpoint({ ...ledger, anchorPath: `${ledger.dataFolder}/another` });
    await expect(publishing).rejects.toThrow(LedgerCutShort);
    await expect(publishing).rejects.toThrow('do not continue the checkpoint of size 10');
    expect(await countCheckpoints(ledger)).toBe(1);
  });

  test('by a data folder that does not have the checkpoint key', async () => {
    const ledger = await newLedger('no-key');
    const dataFolder = await folders.make();
    await expect(publishCheckpoint({ ...ledger, dataFolder })).rejects.toThrow('does not have that key');
    expect(await countCheckpoints(ledger)).toBe(0);
  });
});
