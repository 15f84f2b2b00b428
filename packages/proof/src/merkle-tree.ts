import { assert } from './assert.ts';
import { SHA256_BYTES, type Sha256 } from './hash.ts';
import { prefixed } from './prefixed.ts';

/** Leaves and inner nodes are hashed under different prefixes, so that no inner node can pass for a leaf. */
export const LEAF_PREFIX = new Uint8Array([0x00]);
const NODE_PREFIX = 0x01;

// One buffer for `0x01 ‖ left ‖ right`, used again for every node: a tree of a million leaves makes a million of them.
const node = new Uint8Array(1 + 2 * SHA256_BYTES);

/** The hash of a leaf, SHA-256(0x00 ‖ data) (RFC 9162 §2.1.1). */
export function hashLeaf(data: Uint8Array, sha256: Sha256): Uint8Array {
  return sha256(prefixed(LEAF_PREFIX, data));
}

/** The hash of an inner node, SHA-256(0x01 ‖ left ‖ right) (RFC 9162 §2.1.1). */
export function hashChildren(left: Uint8Array, right: Uint8Array, sha256: Sha256): Uint8Array {
  if (left.length !== SHA256_BYTES) assert(false, `a node hash has ${SHA256_BYTES} bytes, found ${left.length}`);
  if (right.length !== SHA256_BYTES) assert(false, `a node hash has ${SHA256_BYTES} bytes, found ${right.length}`);
  node[0] = NODE_PREFIX;
  node.set(left, 1);
  node.set(right, 1 + SHA256_BYTES);
  return sha256(node);
}

/** The root of a tree without leaves, SHA-256 of no bytes (RFC 9162 §2.1.1). */
export function emptyRoot(sha256: Sha256): Uint8Array {
  return sha256(new Uint8Array(0));
}

/** A tree that grows leaf by leaf and gives the root at any time. */
export type MerkleTree = {
  readonly size: number;
  /** Adds a leaf by its hash (not its data). */
  append(leafHash: Uint8Array): void;
  /** The root over all leaves so far; the tree can go on growing. */
  root(): Uint8Array;
};

/**
 * Builds a Merkle tree (RFC 9162 §2.1.1) in memory that grows with the logarithm of its size: it keeps only the roots
 * of the complete subtrees, one for each binary digit 1 of the size, the largest first.
 */
export function createMerkleTree(sha256: Sha256): MerkleTree {
  const subtreeRoots: Uint8Array[] = [];
  let size = 0;
  return {
    get size() {
      return size;
    },
    append(leafHash) {
      // Adding a leaf is adding 1 to a binary number: every trailing digit 1 is a subtree that becomes twice as large.
      let root = leafHash;
      for (let digits = size; digits % 2 === 1; digits = Math.floor(digits / 2)) {
        root = hashChildren(subtreeRoots.pop() as Uint8Array, root, sha256);
      }
      subtreeRoots.push(root);
      size++;
    },
    root() {
      // RFC 9162 splits at the largest power of two below the size, so the smaller subtrees join first, from the right.
      return subtreeRoots.length === 0
        ? emptyRoot(sha256)
        : subtreeRoots.reduceRight((right, left) => hashChildren(left, right, sha256));
    },
  };
}
