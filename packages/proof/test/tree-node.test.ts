import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { verifyConsistency } from '../src/consistency-proof.ts';
import { verifyInclusion } from '../src/inclusion-proof.ts';
import { createMerkleTree, hashChildren } from '../src/merkle-tree.ts';
import {
  consistencyRanges,
  type HashOfNode,
  hashRange,
  inclusionRanges,
  type LeafRange,
  type TreeNode,
} from '../src/tree-node.ts';
import { makeLeaves, naiveConsistency, naiveInclusion, naiveRoot } from './naive-merkle.ts';
import { consistencyProof, inclusionProof, nodesOf, rootOf, wholeRange } from './range-hashes.ts';
import { nodeSha256, readVectors, toBase64Url } from './vectors.ts';
import { wideTree, wideTreeSize } from './wide-tree.ts';

const MAX_SIZE = 300;
const leaves = makeLeaves(65_537);
const hashOf: HashOfNode = ({ level, index }) => naiveRoot(leaves, index * 2 ** level, (index + 1) * 2 ** level);

type Proof = { result: string; name: string; proof: string[] };
const vectors = readVectors('merkle.json') as {
  roots: string[];
  inclusion: (Proof & { index: number; size: number })[];
  consistency: (Proof & { size1: number; size2: number })[];
};
const accepted = <Case extends Proof>(cases: Case[]): Case[] => cases.filter(({ result }) => result === 'accepted');

describe('from the hashes of complete subtrees', () => {
  test('come the roots and proofs of the vectors', () => {
    for (const [size, root] of vectors.roots.entries()) {
      expect(toBase64Url(rootOf(size, hashOf)), `size ${size}`).toBe(root);
    }
    for (const { name, index, size, proof } of accepted(vectors.inclusion)) {
      expect(inclusionProof(index, size, hashOf).map(toBase64Url), name).toEqual(proof);
    }
    for (const { name, size1, size2, proof } of accepted(vectors.consistency)) {
      expect(consistencyProof(size1, size2, hashOf).map(toBase64Url), name).toEqual(proof);
    }
  });

  test(`comes the root of every size to ${MAX_SIZE}`, () => {
    const tree = createMerkleTree(nodeSha256);
    for (let size = 0; size <= MAX_SIZE; size++) {
      expect(rootOf(size, hashOf), `size ${size}`).toEqual(tree.root());
      tree.append(leaves[size] as Uint8Array);
    }
  });

  test(`comes the proof of RFC 9162 for every leaf of every tree to ${MAX_SIZE} leaves, and it verifies`, () => {
    for (let size = 1; size <= MAX_SIZE; size++) {
      for (let index = 0; index < size; index++) expectInclusion(index, size);
    }
  });

  test(`comes the proof of RFC 9162 for every pair of sizes to ${MAX_SIZE}, and it verifies`, () => {
    for (let size2 = 0; size2 <= MAX_SIZE; size2++) {
      for (let size1 = 0; size1 <= size2; size1++) expectConsistency(size1, size2);
    }
  });

  test.each([255, 256, 257, 65_535, 65_536, 65_537])('come proofs at %i leaves, around the edges of tiles', (size) => {
    expect(rootOf(size, hashOf)).toEqual(naiveRoot(leaves, 0, size));
    for (const edge of [0, 1, 254, 255, 256, 257, 511, 512, 65_279, 65_280, 65_535, 65_536, size - 1, size]) {
      if (edge < size) expectInclusion(edge, size);
      if (edge <= size) expectConsistency(edge, size);
    }
    fc.assert(fc.property(fc.nat(size - 1), (index) => expectInclusion(index, size)));
    fc.assert(fc.property(fc.nat(size), (size1) => expectConsistency(size1, size)));
  });
});

describe('in random trees to ten million leaves', () => {
  const tree = wideTree();

  test('the log of one size is proved to begin with that of another, and with no other', () => {
    fc.assert(
      fc.property(wideTreeSize, wideTreeSize, (one, other) => {
        const [size1, size2] = one < other ? [one, other] : [other, one];
        const proof = consistencyProof(size1, size2, tree);
        const [root1, root2] = [rootOf(size1, tree), rootOf(size2, tree)];
        const claim = { size1: BigInt(size1), size2: BigInt(size2), root1, root2, proof };
        expect(verifyConsistency(claim, nodeSha256).ok, `${size1} in ${size2}`).toBe(true);
        expect(verifyConsistency({ ...claim, root2: nodeSha256(root2) }, nodeSha256).ok).toBe(false);
        if (size1 !== size2) expect(verifyConsistency({ ...claim, root1: root2 }, nodeSha256).ok).toBe(false);
      }),
    );
  });
});

describe('the nodes of a range', () => {
  test('are complete subtrees from its left to its right, each smaller than the one before, in trees to 40 leaves', () => {
    for (let size = 0; size <= 40; size++) {
      expectNodes(wholeRange(size));
      for (let other = 0; other <= size; other++) {
        for (const range of consistencyRanges(other, size)) expectNodes(range);
        if (other < size) for (const range of inclusionRanges(other, size)) expectNodes(range);
      }
    }
  });

  test('reach to the end of the tree, and with the leaf cover it without overlap, at sizes to 2^53 - 1', () => {
    fc.assert(
      fc.property(sizes, sizes, (one, other) => {
        const [index, size] = one < other ? [one, other] : [other, one];
        expect(coverOf(nodesOf([wholeRange(size)]))).toBe(size === 0 ? '' : `0-${size}`);
        if (index < size) {
          const cover = coverOf([...nodesOf(inclusionRanges(index, size)), { level: 0, index }]);
          expect(cover).toBe(`0-${size}`);
        }
      }),
    );
  });

  test('leave out of a consistency proof what the first tree can compute, and nothing else, at sizes to 2^53 - 1', () => {
    fc.assert(
      fc.property(sizes, sizes, (one, other) => {
        const [size1, size2] = one < other ? [one, other] : [other, one];
        const nodes = nodesOf(consistencyRanges(size1, size2));
        // A first tree that is complete is a node itself: its root stands in for it.
        const level = Math.round(Math.log2(size1));
        const first = 2 ** level === size1 ? [{ level, index: 0 }] : [];
        if (size1 === 0 || size1 === size2) expect(nodes).toEqual([]);
        else expect(coverOf([...nodes, ...first])).toBe(`0-${size2}`);
      }),
    );
  });

  test('of a tree that cannot be are a bug of the caller', () => {
    for (const [index, size] of [
      [0, 0],
      [3, 3],
      [-1, 3],
      [0.5, 3],
      [0, 2 ** 53],
      [0, Number.NaN],
    ] as const) {
      expect(() => inclusionRanges(index, size), `leaf ${index} of ${size}`).toThrow('Bug: ');
    }
    for (const [size1, size2] of [
      [4, 3],
      [-1, 3],
      [0.5, 3],
      [1, 2 ** 53],
      [0, -1],
    ] as const) {
      expect(() => consistencyRanges(size1, size2), `${size1} in ${size2}`).toThrow('Bug: ');
    }
    for (const [start, end] of [
      [0, -1],
      [0, 0.5],
      [0, 2 ** 53],
      [0, Number.NaN],
      [-1, 0],
      [0.5, 1],
      [2, 1],
    ] as const) {
      expect(() => hashRange({ start, end }, hashOf, nodeSha256), `${start} to ${end}`).toThrow(
        'Bug: there are no leaves',
      );
    }
  });

  test('with a hash of another length are stopped at, even where that hash would go into the proof as it is', () => {
    expect(() => inclusionProof(0, 2, () => new Uint8Array(31))).toThrow('node 1 of level 0 has 31 bytes');
    expect(() => rootOf(1, () => new Uint8Array(33))).toThrow('node 0 of level 0 has 33 bytes');
  });
});

test('proofs hold in trees to 2^53 - 1 leaves, whose leaves are all the same', () => {
  // With equal leaves the nodes of a level are equal, so such a tree can be had whole: one hash a level.
  const levels = [leaves[0] as Uint8Array];
  for (let below = levels[0] as Uint8Array; levels.length <= 53; levels.push(below)) {
    below = hashChildren(below, below, nodeSha256);
  }
  const sameOf: HashOfNode = ({ level }) => levels[level] as Uint8Array;
  fc.assert(
    fc.property(sizes, sizes, (one, other) => {
      const [small, size] = one < other ? [one, other] : [other, one];
      const root = rootOf(size, sameOf);
      if (small < size) {
        const proof = inclusionProof(small, size, sameOf);
        const claim = { index: BigInt(small), size: BigInt(size), leafHash: levels[0] as Uint8Array, root, proof };
        expect(verifyInclusion(claim, nodeSha256)).toEqual({ ok: true, value: root });
      }
      const root1 = rootOf(small, sameOf);
      const proof = consistencyProof(small, size, sameOf);
      const claim = { size1: BigInt(small), size2: BigInt(size), root1, root2: root, proof };
      expect(verifyConsistency(claim, nodeSha256)).toEqual({ ok: true, value: root });
    }),
  );
});

/** Whole numbers to 2^53 - 1, with every power of two and its neighbours as likely as all others together. */
const sizes = fc.oneof(
  fc.maxSafeNat(),
  fc.tuple(fc.nat(53), fc.integer({ min: -1, max: 1 })).map(([exponent, off]) => {
    return Math.min(2 ** exponent + off, Number.MAX_SAFE_INTEGER);
  }),
);

function expectInclusion(index: number, size: number): void {
  const where = `leaf ${index} of ${size}`;
  const proof = inclusionProof(index, size, hashOf);
  expect(show(proof), where).toBe(show(naiveInclusion(index, leaves, 0, size)));
  const root = naiveRoot(leaves, 0, size);
  const claim = { index: BigInt(index), size: BigInt(size), leafHash: leaves[index] as Uint8Array, root, proof };
  expect(verifyInclusion(claim, nodeSha256).ok, where).toBe(true);
}

function expectConsistency(size1: number, size2: number): void {
  const where = `${size1} in ${size2}`;
  const proof = consistencyProof(size1, size2, hashOf);
  expect(show(proof), where).toBe(show(size1 === 0 ? [] : naiveConsistency(size1, leaves, size2)));
  const [root1, root2] = [naiveRoot(leaves, 0, size1), naiveRoot(leaves, 0, size2)];
  const claim = { size1: BigInt(size1), size2: BigInt(size2), root1, root2, proof };
  expect(verifyConsistency(claim, nodeSha256).ok, where).toBe(true);
}

/** A proof as one text: comparing texts takes a tenth of the time of comparing arrays of bytes. */
function show(proof: readonly Uint8Array[]): string {
  return proof.map(toBase64Url).join(' ');
}

function expectNodes(range: LeafRange): void {
  const where = `${range.start} to ${range.end}`;
  let next = range.start;
  let levelBefore = Number.POSITIVE_INFINITY;
  for (const { level, index } of nodesOf([range])) {
    expect(level, where).toBeLessThan(levelBefore);
    expect(index * 2 ** level, where).toBe(next);
    next += 2 ** level;
    levelBefore = level;
  }
  expect(next, where).toBe(range.end);
}

/** The leaves that nodes stand for, as ranges `start-end` joined where they meet; overlaps show as ranges of their own. */
function coverOf(nodes: readonly TreeNode[]): string {
  const ranges = nodes.map(({ level, index }) => {
    const size = 1n << BigInt(level);
    return { start: BigInt(index) * size, end: BigInt(index + 1) * size };
  });
  ranges.sort((a, b) => (a.start < b.start ? -1 : 1));
  const joined: { start: bigint; end: bigint }[] = [];
  for (const range of ranges) {
    const last = joined.at(-1);
    if (last?.end === range.start) last.end = range.end;
    else joined.push(range);
  }
  return joined.map(({ start, end }) => `${start}-${end}`).join(' ');
}
