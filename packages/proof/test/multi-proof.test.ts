import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyInclusion } from '../src/inclusion-proof.ts';
import { createMerkleTree, emptyRoot } from '../src/merkle-tree.ts';
import { type MultiProof, multiProofRanges, verifyMultiProof } from '../src/multi-proof.ts';
import { hashRange, type HashOfNode, inclusionRanges, type LeafRange } from '../src/tree-node.ts';
import { makeLeaves, naiveRoot } from './naive-merkle.ts';
import { rootOf } from './range-hashes.ts';
import { flipBit, nodeSha256 } from './vectors.ts';
import { wideTree, wideTreeLeaves, wideTreeSize } from './wide-tree.ts';

const leaves = makeLeaves(512);
const hashOf: HashOfNode = ({ level, index }) => naiveRoot(leaves, index * 2 ** level, (index + 1) * 2 ** level);

function claim(indexes: readonly number[], size: number, hashes: HashOfNode = hashOf): MultiProof {
  return {
    size,
    leaves: indexes.map((index) => ({ index, leafHash: hashes({ level: 0, index }) })),
    root: rootOf(size, hashes),
    proof: multiProofRanges(indexes, size).map((range) => hashRange(range, hashes, nodeSha256)),
  };
}

/** Every set of leaves of a tree. */
function* subsets(size: number): Generator<number[]> {
  for (let bits = 0; bits < 2 ** size; bits++) {
    yield Array.from({ length: size }, (_, index) => index).filter((index) => (bits & (1 << index)) !== 0);
  }
}

describe('a proof of several leaves', () => {
  test('holds for every set of leaves of every tree to 9 leaves', () => {
    for (let size = 0; size <= 9; size++) {
      for (const indexes of subsets(size)) {
        expect(verifyMultiProof(claim(indexes, size), nodeSha256).ok, `${indexes.join()} of ${size}`).toBe(true);
      }
    }
  });

  test('of one leaf has the hashes of its inclusion proof, in the order of the leaves', () => {
    for (let size = 1; size <= 40; size++) {
      for (let index = 0; index < size; index++) {
        const single = inclusionRanges(index, size).sort((left, right) => left.start - right.start);
        expect(multiProofRanges([index], size)).toEqual(single);
      }
    }
  });

  test('has no hash that could be made of its leaves and the others', () => {
    fc.assert(
      fc.property(setOfLeaves(512), ({ size, indexes }) => {
        const ranges = multiProofRanges(indexes, size);
        const covered = [
          ...indexes.map((index) => [index, index + 1]),
          ...ranges.map(({ start, end }) => [start, end]),
        ];
        covered.sort(([left = 0], [right = 0]) => left - right);
        expect(covered.map(([start]) => start)).toEqual([0, ...covered.slice(0, -1).map(([, end]) => end)]);
        expect(covered.at(-1)?.[1] ?? 0).toBe(size);
        const paths = new Set(indexes.flatMap((index) => inclusionRanges(index, size).map(nameOf)));
        // Each is on the path of some leaf, and none is there twice.
        const named = ranges.map(nameOf);
        if (indexes.length > 0) expect(named.filter((name) => !paths.has(name))).toEqual([]);
        expect(new Set(named).size).toBe(named.length);
      }),
    );
  });

  test('says the same as single proofs, for random leaves of random trees to ten million', () => {
    const tree = wideTree();
    const drawn = wideTreeSize.chain((size) => fc.tuple(fc.constant(size), wideTreeLeaves(size)));
    fc.assert(
      fc.property(drawn, ([size, indexes]) => {
        const many = claim(indexes, size, tree);
        expect(verifyMultiProof(many, nodeSha256)).toEqual({ ok: true, value: many.root });
        for (const { index, leafHash } of many.leaves) {
          const proof = inclusionRanges(index, size).map((range) => hashRange(range, tree, nodeSha256));
          const single = { index: BigInt(index), size: BigInt(size), leafHash, root: many.root, proof };
          expect(verifyInclusion(single, nodeSha256).ok, `leaf ${index} of ${size}`).toBe(true);
          expect(verifyInclusion({ ...single, index: BigInt((index + 1) % size) }, nodeSha256).ok).toBe(size === 1);
        }
      }),
    );
  });

  test('with any bit changed, a hash left out, added or moved, or another place or size, is refused', () => {
    const good = claim([1, 4, 5, 12], 13);
    expect(verifyMultiProof(good, nodeSha256).ok).toBe(true);
    const damaged: MultiProof[] = [];
    for (let bit = 0; bit < 256; bit++) {
      damaged.push({ ...good, root: flipBit(good.root, bit) });
      for (const at of good.proof.keys()) {
        damaged.push({ ...good, proof: good.proof.map((hash, place) => (place === at ? flipBit(hash, bit) : hash)) });
      }
      for (const at of good.leaves.keys()) {
        damaged.push({
          ...good,
          leaves: good.leaves.map((leaf, place) =>
            place === at ? { ...leaf, leafHash: flipBit(leaf.leafHash, bit) } : leaf,
          ),
        });
      }
    }
    for (const at of good.proof.keys()) {
      const { proof } = good;
      damaged.push({ ...good, proof: proof.toSpliced(at, 1) });
      damaged.push({ ...good, proof: proof.toSpliced(at, 0, proof[at] as Uint8Array) });
      damaged.push({ ...good, proof: [...proof.toSpliced(at, 1), proof[at] as Uint8Array].reverse() });
    }
    damaged.push({ ...good, proof: [...good.proof, good.root] });
    for (const at of good.leaves.keys()) {
      damaged.push({ ...good, leaves: good.leaves.toSpliced(at, 1) });
      for (const index of Array.from({ length: 14 }, (_, place) => place - 1)) {
        if (index === good.leaves[at]?.index) continue;
        const moved = good.leaves.map((leaf, place) => (place === at ? { ...leaf, index } : leaf));
        damaged.push({ ...good, leaves: moved });
      }
    }
    damaged.push({ ...good, leaves: good.leaves.toReversed() });
    damaged.push({ ...good, leaves: [...good.leaves, ...good.leaves.slice(-1)] });
    for (let size = 0; size < 40; size++) if (size !== good.size) damaged.push({ ...good, size });
    for (const size of [-1, 1.5, Number.NaN, 2 ** 53]) damaged.push({ ...good, size });
    const nothing = { leaves: [], root: emptyRoot(nodeSha256), proof: [] };
    for (const size of [-1, 1.5, Number.NaN, 2 ** 53]) damaged.push({ ...nothing, size });
    for (const each of damaged) expect(verifyMultiProof(each, nodeSha256).ok).toBe(false);
  });

  test('of none is the root, and of an empty tree there is none', () => {
    expect(claim([], 5).proof).toEqual([rootOf(5, hashOf)]);
    expect(verifyMultiProof({ size: 0, leaves: [], root: emptyRoot(nodeSha256), proof: [] }, nodeSha256).ok).toBe(true);
    expect(createMerkleTree(nodeSha256).root()).toEqual(emptyRoot(nodeSha256));
  });

  test('says what is wrong, with both values', () => {
    const good = claim([1, 4], 7);
    const problem = (each: Partial<MultiProof>) => {
      const verified = verifyMultiProof({ ...good, ...each }, nodeSha256);
      return verified.ok ? 'accepted' : verified.problem;
    };
    expect(problem({ proof: good.proof.slice(1) })).toBe(
      'a proof of these 2 leaves in a tree of 7 has 4 hashes, found 3',
    );
    expect(problem({ leaves: good.leaves.toReversed() })).toBe(
      'leaf 1 stands after leaf 4: the leaves of a proof rise',
    );
    expect(problem({ size: 4 })).toBe('leaf 4 is not in a tree of 4 leaves');
    expect(problem({ root: new Uint8Array(31) })).toBe('root has 31 bytes, expected 32');
    expect(problem({ leaves: [{ index: 1, leafHash: new Uint8Array(33) }] })).toBe(
      'the hash of leaf 1 has 33 bytes, expected 32',
    );
    expect(problem({ root: new Uint8Array(32) })).toMatch(/^the proof leads to the root .{43}, expected A{43}$/);
  });
});

function nameOf({ start, end }: LeafRange): string {
  return `${start}-${end}`;
}

function setOfLeaves(sizeMax: number): fc.Arbitrary<{ size: number; indexes: number[] }> {
  return fc.integer({ min: 1, max: sizeMax }).chain((size) => {
    return fc.uniqueArray(fc.nat(size - 1), { maxLength: 20 }).map((indexes) => {
      return { size, indexes: indexes.sort((left, right) => left - right) };
    });
  });
}
