import { assert } from './assert.ts';
import { SHA256_BYTES, type Sha256 } from './hash.ts';
import { emptyRoot, hashChildren } from './merkle-tree.ts';

// Each hash of a proof stands for a range of leaves, as the root does, and is made of hashes that never change again, those
// of complete subtrees, which the caller reads from wherever it keeps them. The proof of leaf 2 in a tree of 7 leaves, for
// example, has three hashes, made of four nodes:
//
//                 root                     level     first hash    [0,3]
//              /        \                            second hash   [1,0]
//           ·              *                 2       third hash    [1,2] and [0,6], for the ragged edge *
//        /     \        /    \
//     [1,0]     ·     [1,2]    \             1
//      / \     / \     / \       \
//     0   1   2 [0,3] 4   5    [0,6]         0
//
// Sizes and indexes are whole numbers below 2^53. Nothing here is a 32-bit shift: halves and powers of two are exact.

/** The root of the complete subtree over the leaves [index · 2^level, (index + 1) · 2^level). Level 0 is a leaf. */
export type TreeNode = { readonly level: number; readonly index: number };

/** Gives the hash of a node that is asked for, 32 bytes, which must not change as long as the proof is used. */
export type HashOfNode = (node: TreeNode) => Uint8Array;

/**
 * The leaves [start, end) that one hash stands for: a complete subtree, or the ragged right edge of a tree, of which the
 * whole tree is the largest.
 */
export type LeafRange = { readonly start: number; readonly end: number };

/**
 * The ranges that the hashes of an inclusion proof stand for, nearest sibling first: PATH of RFC 9162 §2.1.3.1 as a loop
 * from the root down, where each step leaves behind the part without the leaf.
 */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  assertSize(size);
  assert(Number.isSafeInteger(index) && index >= 0 && index < size, `leaf ${index} is not in a tree of ${size} leaves`);
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size;
  while (end - start > 1) {
    const middle = middleOf(start, end);
    if (index < middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  return ranges.reverse();
}

/**
 * The ranges that the hashes of a consistency proof stand for: SUBPROOF of RFC 9162 §2.1.4.1 as a loop, down along the
 * edge between the trees, until that edge is the end of a subtree. That subtree is the first tree itself only if the way
 * never turned right; then its root is known (b = true). There are none where the sizes are equal and where the first is
 * 0, as `verifyConsistency` expects it.
 */
export function consistencyRanges(size1: number, size2: number): LeafRange[] {
  assertSize(size2);
  assert(Number.isSafeInteger(size1) && size1 >= 0, `a tree cannot have ${size1} leaves`);
  assert(size1 <= size2, `a tree of ${size2} leaves cannot begin with one of ${size1}`);
  if (size1 === 0) return [];
  const ranges: LeafRange[] = [];
  let start = 0;
  let end = size2;
  while (size1 < end) {
    const middle = middleOf(start, end);
    if (size1 <= middle) {
      ranges.push({ start: middle, end });
      end = middle;
    } else {
      ranges.push({ start, end: middle });
      start = middle;
    }
  }
  if (start > 0) ranges.push({ start, end });
  return ranges.reverse();
}

/** Where RFC 9162 splits [start, end): after the largest power of two leaves below its length. */
export function middleOf(start: number, end: number): number {
  return start + 2 ** highestBit(end - start - 1);
}

/**
 * The hash of a range that one of the above gives, of a leaf, or of a whole tree (RFC 9162 §2.1.1), from those of its
 * nodes: the smaller subtrees join first, from the right.
 */
export function hashRange(range: LeafRange, hashOf: HashOfNode, sha256: Sha256): Uint8Array {
  if (!isRange(range)) assert(false, `there are no leaves from ${range.start} to ${range.end}`);
  const hashes = rangeNodes(range).map((node) => {
    const hash = hashOf(node);
    if (hash.length !== SHA256_BYTES) assert(false, describeLength(node, hash));
    return hash;
  });
  return hashes.length === 0
    ? emptyRoot(sha256)
    : hashes.reduceRight((right, left) => hashChildren(left, right, sha256));
}

function isRange({ start, end }: LeafRange): boolean {
  return Number.isSafeInteger(start) && Number.isSafeInteger(end) && start >= 0 && start <= end;
}

/**
 * The complete subtrees that a range is made of, from the left, each smaller than the one before. A range that the
 * splitting gives starts at a multiple of a power of two not below its length, so every index here is whole.
 */
function rangeNodes({ start, end }: LeafRange): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (let next = start; next < end; ) {
    const level = highestBit(end - next);
    const sizeLeaves = 2 ** level;
    nodes.push({ level, index: next / sizeLeaves });
    next += sizeLeaves;
  }
  return nodes;
}

function describeLength({ level, index }: TreeNode, hash: Uint8Array): string {
  return `node ${index} of level ${level} has ${hash.length} bytes, expected ${SHA256_BYTES}`;
}

/** The place of the highest binary digit 1 of a whole number from 1 to 2^53 − 1, exactly, unlike `Math.log2`. */
function highestBit(value: number): number {
  return value < 2 ** 32 ? 31 - Math.clz32(value) : 63 - Math.clz32(Math.floor(value / 2 ** 32));
}

function assertSize(size: number): void {
  assert(Number.isSafeInteger(size) && size >= 0, `a tree cannot have ${size} leaves`);
}
