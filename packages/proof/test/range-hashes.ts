/** Roots and proofs as a server makes them of ranges, and the nodes that it has to read for them. */
import type { Sha256 } from '../src/hash.ts';
import {
  consistencyRanges,
  type HashOfNode,
  hashRange,
  inclusionRanges,
  type LeafRange,
  type TreeNode,
} from '../src/tree-node.ts';
import { nodeSha256 } from './vectors.ts';

/** All leaves of a tree. */
export function wholeRange(size: number): LeafRange {
  return { start: 0, end: size };
}

export function rootOf(size: number, hashOf: HashOfNode): Uint8Array {
  return hashRange(wholeRange(size), hashOf, nodeSha256);
}

export function inclusionProof(index: number, size: number, hashOf: HashOfNode): Uint8Array[] {
  return inclusionRanges(index, size).map((range) => hashRange(range, hashOf, nodeSha256));
}

export function consistencyProof(size1: number, size2: number, hashOf: HashOfNode): Uint8Array[] {
  return consistencyRanges(size1, size2).map((range) => hashRange(range, hashOf, nodeSha256));
}

const SOME_HASH = new Uint8Array(32);
const noSha256: Sha256 = () => SOME_HASH;

/** The nodes that are asked for, in that order. */
export function nodesOf(ranges: readonly LeafRange[]): TreeNode[] {
  const nodes: TreeNode[] = [];
  for (const range of ranges) {
    const note: HashOfNode = (node) => {
      nodes.push(node);
      return SOME_HASH;
    };
    hashRange(range, note, noSha256);
  }
  return nodes;
}
