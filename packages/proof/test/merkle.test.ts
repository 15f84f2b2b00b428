import { describe, expect, test } from 'vitest';
import { type ConsistencyProof, verifyConsistency } from '../src/consistency-proof.ts';
import { type InclusionProof, verifyInclusion } from '../src/inclusion-proof.ts';
import { createMerkleTree, emptyRoot, hashChildren, hashLeaf } from '../src/merkle-tree.ts';
import { nobleSha256 } from '../src/noble-sha256.ts';
import type { Parsed } from '../src/parsed.ts';
import { makeLeaves, naiveConsistency, naiveInclusion, naiveRoot } from './naive-merkle.ts';
import { flipBit, fromBase64Url, nodeSha256, readVectors, titleOf, toBase64Url, type Vector } from './vectors.ts';

const MAX_SIZE = 130;
const leaves = makeLeaves(MAX_SIZE);
const roots = Array.from({ length: MAX_SIZE + 1 }, (_, size) => naiveRoot(leaves, 0, size));

type Included = { index: number; size: number; leafHash: string; root: string; proof: string[] };
type Consistent = { size1: number; size2: number; root1: string; root2: string; proof: string[] };
const vectors = readVectors('merkle.json') as {
  leaves: string[];
  leafHashes: string[];
  roots: string[];
  inclusion: Vector<Included>[];
  consistency: Vector<Consistent>[];
};

describe('a Merkle tree', () => {
  test('has the roots of the vectors at every size', () => {
    const tree = createMerkleTree(nobleSha256);
    expect(toBase64Url(tree.root())).toBe(vectors.roots[0]);
    for (const [index, leaf] of vectors.leaves.entries()) {
      const hash = hashLeaf(Buffer.from(leaf), nobleSha256);
      expect(toBase64Url(hash)).toBe(vectors.leafHashes[index]);
      tree.append(hash);
      expect(tree.size).toBe(index + 1);
      expect(toBase64Url(tree.root())).toBe(vectors.roots[index + 1]);
    }
  });

  test(`has the root that the recursion of RFC 9162 gives, at every size to ${MAX_SIZE}`, () => {
    const tree = createMerkleTree(nodeSha256);
    expect(tree.root()).toEqual(emptyRoot(nodeSha256));
    for (const [index, leaf] of leaves.entries()) {
      tree.append(leaf);
      expect(tree.root(), `size ${index + 1}`).toEqual(roots[index + 1]);
    }
  });

  test('asked for its root twice gives it twice, and keeps what it gave', () => {
    const tree = createMerkleTree(nodeSha256);
    for (const leaf of leaves.slice(0, 5)) tree.append(leaf);
    const root = tree.root();
    expect(tree.root()).toEqual(root);
    tree.append(leaves[5] as Uint8Array);
    expect(root).toEqual(roots[5]);
    expect(tree.root()).toEqual(roots[6]);
  });

  test('takes no hash of another length, which would move bytes from one child to the other', () => {
    expect(() => hashChildren(new Uint8Array(31), new Uint8Array(33), nodeSha256)).toThrow('found 31');
    expect(() => hashChildren(new Uint8Array(32), new Uint8Array(33), nodeSha256)).toThrow('found 33');
  });
});

describe('an inclusion proof', () => {
  test.each(vectors.inclusion.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const { index, size, leafHash, root, proof } = vector;
    const claim = {
      index: BigInt(index),
      size: BigInt(size),
      leafHash: fromBase64Url(leafHash),
      root: fromBase64Url(root),
      proof: proof.map(fromBase64Url),
    };
    const verified = verifyInclusion(claim, nobleSha256);
    expect(verified.ok, JSON.stringify(verified)).toBe(vector.result === 'accepted');
    if (verified.ok) expect(toBase64Url(verified.value)).toBe(root);
  });

  test(`holds for every leaf of every tree to ${MAX_SIZE} leaves`, () => {
    for (let size = 1; size <= MAX_SIZE; size++) {
      for (let index = 0; index < size; index++) {
        expect(verifyInclusion(claimInclusion(index, size), nodeSha256).ok, `leaf ${index} of ${size}`).toBe(true);
      }
    }
  });

  test('of one leaf proves no other leaf, index, size or root, in every tree to 20 leaves', () => {
    for (let size = 1; size <= 20; size++) {
      for (let index = 0; index < size; index++) {
        const claim = claimInclusion(index, size);
        for (let other = 0; other < 24; other++) {
          const where = `leaf ${index} of ${size}, other ${other}`;
          if (other !== index) {
            expect(verifyInclusion({ ...claim, leafHash: leaves[other] as Uint8Array }, nodeSha256).ok, where).toBe(
              false,
            );
            expect(verifyInclusion({ ...claim, index: BigInt(other) }, nodeSha256).ok, where).toBe(false);
          }
          if (other !== size) {
            expect(verifyInclusion({ ...claim, root: roots[other] as Uint8Array }, nodeSha256).ok, where).toBe(false);
          }
        }
        for (const proof of lengthsOff(claim.proof)) {
          expectLengthProblem(verifyInclusion({ ...claim, proof }, nodeSha256), `leaf ${index} of ${size}`);
        }
      }
    }
  });

  test('with any single bit changed, in the leaf, the root or the proof, is refused', () => {
    const claim = claimInclusion(5, 11);
    for (let bit = 0; bit < 256; bit++) {
      expect(verifyInclusion({ ...claim, leafHash: flipBit(claim.leafHash, bit) }, nodeSha256).ok).toBe(false);
      expect(verifyInclusion({ ...claim, root: flipBit(claim.root, bit) }, nodeSha256).ok).toBe(false);
      for (const proof of eachFlipped(claim.proof, bit)) {
        expect(verifyInclusion({ ...claim, proof }, nodeSha256).ok).toBe(false);
      }
    }
  });

  test('that fails shows both roots', () => {
    const claim = { ...claimInclusion(0, 2), root: roots[3] as Uint8Array };
    const problem = `the proof leads to the root ${vectors.roots[2]}, expected ${vectors.roots[3]}`;
    expect(verifyInclusion(claim, nodeSha256)).toEqual({ ok: false, problem });
  });
});

describe('a consistency proof', () => {
  test.each(vectors.consistency.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const { size1, size2, root1, root2, proof } = vector;
    const claim = {
      size1: BigInt(size1),
      size2: BigInt(size2),
      root1: fromBase64Url(root1),
      root2: fromBase64Url(root2),
      proof: proof.map(fromBase64Url),
    };
    const verified = verifyConsistency(claim, nobleSha256);
    expect(verified.ok, JSON.stringify(verified)).toBe(vector.result === 'accepted');
    if (verified.ok) expect(toBase64Url(verified.value)).toBe(root2);
  });

  test('of a tree that is larger than the second, or of less than nothing, is refused before anything is hashed', () => {
    const claim = claimConsistency(6, 11);
    for (const [size1, size2] of [
      [12n, 11n],
      [-1n, 11n],
      [-2n, -1n],
    ] as const) {
      const problem = `a tree of ${size2} leaves cannot begin with one of ${size1}`;
      expect(verifyConsistency({ ...claim, size1, size2 }, nodeSha256)).toEqual({ ok: false, problem });
    }
  });

  test(`holds for every pair of sizes to ${MAX_SIZE}`, () => {
    for (let size2 = 0; size2 <= MAX_SIZE; size2++) {
      for (let size1 = 0; size1 <= size2; size1++) {
        expect(verifyConsistency(claimConsistency(size1, size2), nodeSha256).ok, `${size1} in ${size2}`).toBe(true);
      }
    }
  });

  test('of one pair proves no other size and no other root, for every pair of sizes to 20', () => {
    for (let size2 = 1; size2 <= 20; size2++) {
      for (let size1 = 0; size1 <= size2; size1++) {
        const claim = claimConsistency(size1, size2);
        for (let other = 0; other <= 22; other++) {
          const where = `${size1} in ${size2}, other ${other}`;
          const otherRoot = roots[other] as Uint8Array;
          if (other !== size1) {
            expect(verifyConsistency({ ...claim, root1: otherRoot }, nodeSha256).ok, where).toBe(false);
            expect(verifyConsistency({ ...claim, size1: BigInt(other) }, nodeSha256).ok, where).toBe(false);
          }
          // Every tree begins with the empty one, so there nothing ties the second root.
          if (other !== size2 && size1 > 0) {
            expect(verifyConsistency({ ...claim, root2: otherRoot }, nodeSha256).ok, where).toBe(false);
          }
        }
        for (const proof of lengthsOff(claim.proof)) {
          expectLengthProblem(verifyConsistency({ ...claim, proof }, nodeSha256), `${size1} in ${size2}`);
        }
      }
    }
  });

  test('with any single bit changed, in the roots or the proof, is refused', () => {
    for (const claim of [claimConsistency(6, 11), claimConsistency(8, 11)]) {
      for (let bit = 0; bit < 256; bit++) {
        expect(verifyConsistency({ ...claim, root1: flipBit(claim.root1, bit) }, nodeSha256).ok).toBe(false);
        expect(verifyConsistency({ ...claim, root2: flipBit(claim.root2, bit) }, nodeSha256).ok).toBe(false);
        for (const proof of eachFlipped(claim.proof, bit)) {
          expect(verifyConsistency({ ...claim, proof }, nodeSha256).ok).toBe(false);
        }
      }
    }
  });
});

function claimInclusion(index: number, size: number): InclusionProof {
  return {
    index: BigInt(index),
    size: BigInt(size),
    leafHash: leaves[index] as Uint8Array,
    root: roots[size] as Uint8Array,
    proof: naiveInclusion(index, leaves, 0, size),
  };
}

function claimConsistency(size1: number, size2: number): ConsistencyProof {
  return {
    size1: BigInt(size1),
    size2: BigInt(size2),
    root1: roots[size1] as Uint8Array,
    root2: roots[size2] as Uint8Array,
    proof: size1 === 0 ? [] : naiveConsistency(size1, leaves, size2),
  };
}

function expectLengthProblem(verified: Parsed<Uint8Array>, where: string): void {
  expect(verified.ok ? 'accepted' : verified.problem, where).toContain('is not the length of the');
}

/** The proof with a hash too few or too many, at either end. */
function lengthsOff(proof: readonly Uint8Array[]): Uint8Array[][] {
  const extra = roots[1] as Uint8Array;
  const longer = [
    [...proof, extra],
    [extra, ...proof],
  ];
  return proof.length === 0 ? longer : [...longer, proof.slice(0, -1), proof.slice(1)];
}

/** The proof with one bit changed, once for each of its hashes. */
function eachFlipped(proof: readonly Uint8Array[], bit: number): Uint8Array[][] {
  return proof.map((_, at) => proof.map((hash, index) => (index === at ? flipBit(hash, bit) : hash)));
}
