import { verifyConsistency } from '@lodestone/proof/consistency-proof.ts';
import { digestToBytes } from '@lodestone/proof/digest.ts';
import { verifyInclusion } from '@lodestone/proof/inclusion-proof.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { sha256 } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { createProver, proveConsistency, proveInclusion } from '../src/publish/prove-entry.ts';
import { type PublishedCheckpoint, publishCheckpoint } from '../src/publish/publish-checkpoint.ts';
import { growTo, leafHashes, openGrower } from './grow-ledger.ts';
import type { Owner } from './tampering.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let grower: Owner;
let ledger: Ledger;
let leaves: Uint8Array[];
/** Root by size, computed beside the database. */
let roots: Uint8Array[];
const checkpoints: PublishedCheckpoint[] = [];

/** A partial tile in each of three levels, 255 hashes in one. */
const SIZES = [1, 256, 600, 65_536 + 255 * 256 + 77];
const LARGEST = SIZES.at(-1) as number;

beforeAll(async () => {
  grower = await openGrower(testing.url);
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/proved');
  ledger = await openLedger(created.place, created.origin);
  for (const size of SIZES) {
    await growTo(grower, ledger, size);
    checkpoints.push(await publishCheckpoint(ledger));
  }
  const [row] = await grower.query<{ leaf_hash: Buffer }>('select leaf_hash from ledger.entry where position = 0');
  leaves = leafHashes(row?.leaf_hash ?? Buffer.alloc(0), LARGEST);
  const tree = createMerkleTree(sha256);
  roots = leaves.map((leaf, index) => {
    tree.append(leaf);
    return index < 1_000 || index > LARGEST - 3 ? tree.root() : Buffer.alloc(0);
  });
});

afterAll(async () => {
  await ledger.close();
  await grower.close();
});

/** Places where something begins or ends, and others all over; every place of a small tree. */
function someOf(size: number, count: number): number[] {
  const all = size <= count;
  const places = Array.from({ length: all ? size : count }, (_, index) => (all ? index : (index * 7_919_017) % size));
  const edges = [0, 1, 255, 256, 257, 65_535, 65_536, size - 257, size - 256, size - 78, size - 77, size - 2, size - 1];
  return [...places, ...edges.filter((position) => position >= 0 && position < size)];
}

describe.each([
  ['that keeps tiles', 1_024],
  ['that keeps three of them', 3],
  ['that reads node by node', 0],
])('a prover %s', (_, tilesMax) => {
  test('proves every entry that is published, under every checkpoint', async () => {
    const prover = createProver(ledger, { tilesMax });
    for (const checkpoint of checkpoints) {
      const { size, root } = checkpoint.checkpoint;
      for (const position of someOf(size, 600)) {
        const proved = await prover.proveInclusion(position, checkpoint);
        if (proved === null) throw new Error('not proved');
        const { inclusion } = proved;
        expect(Buffer.compare(inclusion.leafHash, leaves[position] as Uint8Array)).toBe(0);
        expect(inclusion).toMatchObject({ index: BigInt(position), size: BigInt(size), root: digestToBytes(root) });
        const verified = verifyInclusion(inclusion, sha256);
        expect(verified.ok, `${position} of ${size}`).toBe(true);
      }
    }
  });

  test('proves many at once, under different checkpoints', async () => {
    const prover = createProver(ledger, { tilesMax });
    const proofs = checkpoints.flatMap((checkpoint) =>
      someOf(checkpoint.checkpoint.size, 40).map(async (position) => {
        const proved = await prover.proveInclusion(position, checkpoint);
        return proved !== null && verifyInclusion(proved.inclusion, sha256).ok;
      }),
    );
    expect(new Set(await Promise.all(proofs))).toEqual(new Set([true]));
  });

  test('proves that the log of one size begins with that of another', async () => {
    const prover = createProver(ledger, { tilesMax });
    const pairs = [
      [0, 1],
      [1, 1],
      [1, LARGEST],
      [255, 256],
      [256, 257],
      [300, LARGEST],
      [512, 600],
      [600, LARGEST],
      [LARGEST - 1, LARGEST],
      [LARGEST, LARGEST],
      ...Array.from({ length: 100 }, (__, index) => [(index * 31) % 500, 500 + ((index * 17) % 500)]),
    ] as [number, number][];
    for (const [size1, size2] of pairs) {
      const proof = await prover.proveConsistency(size1, size2);
      if (proof === null) throw new Error('not proved');
      const name = `${size1} to ${size2}`;
      if (size1 > 0) expect(Buffer.compare(proof.root1, roots[size1 - 1] as Uint8Array), name).toBe(0);
      expect(Buffer.compare(proof.root2, roots[size2 - 1] as Uint8Array), name).toBe(0);
      expect(verifyConsistency(proof, sha256).ok, name).toBe(true);
    }
  });
});

test('a proof asks the database once, and not again for tiles that are kept', async () => {
  const query = vi.spyOn(ledger.database.pool, 'query');
  const last = checkpoints.at(-1) as PublishedCheckpoint;
  for (const [tilesMax, expected] of [
    [0, 2],
    [1_024, 1],
  ] as const) {
    query.mockClear();
    const prover = createProver(ledger, { tilesMax });
    await prover.proveInclusion(1_000, last);
    expect(query).toHaveBeenCalledTimes(1);
    await prover.proveInclusion(1_001, last);
    expect(query).toHaveBeenCalledTimes(expected);
  }
  query.mockRestore();
});

test('what is not published has no proof', async () => {
  await growTo(grower, ledger, LARGEST + 1);
  expect(await proveInclusion(ledger, LARGEST)).toBeNull();
  expect(await proveInclusion(ledger, -1)).toBeNull();
  expect(await proveInclusion(ledger, 0.5)).toBeNull();
  expect(await proveConsistency(ledger, 1, LARGEST + 1)).toBeNull();
  expect(await proveConsistency(ledger, 3, 2)).toBeNull();
  expect(await proveInclusion(ledger, LARGEST - 1)).toMatchObject({ published: { checkpoint: { size: LARGEST } } });
});

test('a tile that is missing or cut off gives no proof but a word about it', async () => {
  await grower.query('delete from ledger.tile where level = 0 and index = 7');
  await grower.query('update ledger.tile set nodes = substr(nodes, 1, 100) where level = 0 and index = 8');
  for (const tilesMax of [0, 10]) {
    const prover = createProver(ledger, { tilesMax });
    await expect(prover.proveInclusion(7 * 256 + 3)).rejects.toThrow(
      'tile 7 of level 0 is missing or damaged: run verify',
    );
    await expect(prover.proveInclusion(8 * 256 + 3)).rejects.toThrow(
      'tile 8 of level 0 is missing or damaged: run verify',
    );
  }
});
