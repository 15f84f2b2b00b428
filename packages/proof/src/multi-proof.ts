/**
 * One proof that many leaves stand in one tree: each hash stands for a subtree that has none of them, so what the paths
 * of single proofs share is there once. For the leaves 1 and 2 of seven:
 *
 *                 root
 *              /        \
 *           ·            [4,7)  third hash
 *        /     \
 *       ·       ·
 *      / \     / \
 *  [0,1)  1   2  [3,4)
 *  first          second
 *
 * RFC 9162 has no such proof. This one follows its splitting (§2.1.1), and its hashes stand in the order of the leaves.
 */
import { assert } from './assert.ts';
import { equalBytes } from './equal-bytes.ts';
import { SHA256_BYTES, type Sha256 } from './hash.ts';
import { emptyRoot, hashChildren } from './merkle-tree.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { checkHashes, showHash } from './proof-hashes.ts';
import { type LeafRange, middleOf } from './tree-node.ts';

/** A leaf and where it is said to stand. */
export type PlacedLeaf = { readonly index: number; readonly leafHash: Uint8Array };

/** The claim that these leaves, by rising index, stand in a tree of `size` leaves with this root. */
export type MultiProof = {
  readonly size: number;
  readonly leaves: readonly PlacedLeaf[];
  readonly root: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/** The ranges that the hashes of a multi-proof stand for, in order; `indexes` rise and are below `size`. */
export function multiProofRanges(indexes: readonly number[], size: number): LeafRange[] {
  const disorder = findDisorder(indexes, size);
  if (disorder !== null) assert(false, disorder);
  const ranges: LeafRange[] = [];
  const collect = { leaf: ignore, other: (range: LeafRange) => void ranges.push(range), join: ignore };
  if (size > 0) foldTree({ start: 0, end: size }, indexes, 0, indexes.length, collect);
  return ranges;
}

/**
 * Verifies a multi-proof. Hashes that are missing or left over are refused, and so are leaves out of order, so a claim
 * has one proof. The value is the root that the proof leads to, equal to the one claimed.
 */
export function verifyMultiProof({ size, leaves, root, proof }: MultiProof, sha256: Sha256): Parsed<Uint8Array> {
  const badHash = checkHashes({ root }, proof) ?? checkLeafHashes(leaves);
  if (badHash !== undefined) return refuse(badHash);
  const indexes = leaves.map(({ index }) => index);
  const disorder = findDisorder(indexes, size);
  if (disorder !== null) return refuse(disorder);
  const expected = multiProofRanges(indexes, size).length;
  if (proof.length !== expected) {
    const which = `of these ${leaves.length} leaves in a tree of ${size}`;
    return refuse(`a proof ${which} has ${expected} hashes, found ${proof.length}`);
  }
  const hash = size === 0 ? emptyRoot(sha256) : rootOf(size, leaves, proof, sha256);
  if (equalBytes(hash, root)) return accept(hash);
  return refuse(`the proof leads to the root ${showHash(hash)}, expected ${showHash(root)}`);
}

/** The root that leaves and hashes lead to, each taken in its order. */
function rootOf(size: number, leaves: readonly PlacedLeaf[], proof: readonly Uint8Array[], sha256: Sha256): Uint8Array {
  let nextHash = 0;
  const indexes = leaves.map(({ index }) => index);
  return foldTree<Uint8Array>({ start: 0, end: size }, indexes, 0, indexes.length, {
    leaf: (place) => (leaves[place] as PlacedLeaf).leafHash,
    other: () => proof[nextHash++] as Uint8Array,
    join: (left, right) => hashChildren(left, right, sha256),
  });
}

interface Fold<Value> {
  /** A leaf of the claim, by its place among them. */
  leaf(place: number): Value;
  /** A subtree without any. */
  other(range: LeafRange): Value;
  join(left: Value, right: Value): Value;
}

/** Goes through the tree from the left; indexes[from, until) are those within the range. As deep as the tree is high. */
function foldTree<Value>(
  range: LeafRange,
  indexes: readonly number[],
  from: number,
  until: number,
  fold: Fold<Value>,
): Value {
  const { start, end } = range;
  if (from === until) return fold.other(range);
  if (end - start === 1) return fold.leaf(from);
  const middle = middleOf(start, end);
  let split = from;
  while (split < until && (indexes[split] as number) < middle) split += 1;
  const left = foldTree({ start, end: middle }, indexes, from, split, fold);
  return fold.join(left, foldTree({ start: middle, end }, indexes, split, until, fold));
}

/** What keeps the indexes from being places in a tree of this size, in order; null when they are. */
function findDisorder(indexes: readonly number[], size: number): string | null {
  if (!Number.isSafeInteger(size) || size < 0) return `a tree cannot have ${size} leaves`;
  let least = 0;
  for (const index of indexes) {
    if (!Number.isSafeInteger(index) || index < 0 || index >= size) {
      return `leaf ${index} is not in a tree of ${size} leaves`;
    }
    if (index < least) return `leaf ${index} stands after leaf ${least - 1}: the leaves of a proof rise`;
    least = index + 1;
  }
  return null;
}

function checkLeafHashes(leaves: readonly PlacedLeaf[]): string | undefined {
  const bad = leaves.find(({ leafHash }) => leafHash.length !== SHA256_BYTES);
  return bad && `the hash of leaf ${bad.index} has ${bad.leafHash.length} bytes, expected ${SHA256_BYTES}`;
}

function ignore(): void {
  // Of a plan, only the ranges count.
}
