import { equalBytes } from './equal-bytes.ts';
import type { Sha256 } from './hash.ts';
import { emptyRoot, hashChildren } from './merkle-tree.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { checkHashes, showHash } from './proof-hashes.ts';

/** The claim that the tree of `size2` leaves begins with the tree of `size1` leaves. Hashes are of 32 bytes. */
export type ConsistencyProof = {
  readonly size1: bigint;
  readonly size2: bigint;
  readonly root1: Uint8Array;
  readonly root2: Uint8Array;
  readonly proof: readonly Uint8Array[];
};

/**
 * Verifies a consistency proof (RFC 9162 §2.1.4.2). Trees of equal size need equal roots and no proof. Every tree begins
 * with the empty one: a first size of 0 needs the root of the empty tree and no proof, as for a witness that has seen
 * nothing yet (C2SP tlog-witness). The value is the second root.
 */
export function verifyConsistency(claim: ConsistencyProof, sha256: Sha256): Parsed<Uint8Array> {
  const { size1, size2, root1, root2, proof } = claim;
  const badHash = checkHashes({ root1, root2 }, proof);
  if (badHash !== undefined) return refuse(badHash);
  if (size1 < 0n || size1 > size2) return refuse(`a tree of ${size2} leaves cannot begin with one of ${size1}`);
  if (size1 === size2 || size1 === 0n) return verifyWithoutProof(claim, sha256);
  // Where the first tree is complete, its root is a node of the second one and the proof leaves it out (step 2).
  const path = isPowerOfTwo(size1) ? [root1, ...proof] : proof;
  const [start, ...siblings] = path;
  if (start === undefined) return refuse(describeLength(claim));
  let nodeIndex = size1 - 1n;
  let lastIndex = size2 - 1n;
  for (; isOdd(nodeIndex); nodeIndex >>= 1n) lastIndex >>= 1n;
  let hash1 = start;
  let hash2 = start;
  for (const sibling of siblings) {
    if (lastIndex === 0n) return refuse(describeLength(claim));
    if (isOdd(nodeIndex) || nodeIndex === lastIndex) {
      hash1 = hashChildren(sibling, hash1, sha256);
      hash2 = hashChildren(sibling, hash2, sha256);
      while (!isOdd(nodeIndex) && nodeIndex !== 0n) {
        nodeIndex >>= 1n;
        lastIndex >>= 1n;
      }
    } else {
      hash2 = hashChildren(hash2, sibling, sha256);
    }
    nodeIndex >>= 1n;
    lastIndex >>= 1n;
  }
  if (lastIndex !== 0n) return refuse(describeLength(claim));
  return checkRoots(claim, hash1, hash2);
}

function verifyWithoutProof(claim: ConsistencyProof, sha256: Sha256): Parsed<Uint8Array> {
  const { size1, root1, root2, proof } = claim;
  if (proof.length > 0) return refuse(describeLength(claim));
  // Size 0 first, so that two empty trees need the one root that an empty tree has.
  if (size1 === 0n) return checkRoots(claim, emptyRoot(sha256), claim.size2 === 0n ? emptyRoot(sha256) : root2);
  return checkRoots(claim, root1, root1);
}

function checkRoots({ root1, root2 }: ConsistencyProof, found1: Uint8Array, found2: Uint8Array): Parsed<Uint8Array> {
  if (!equalBytes(found1, root1)) {
    return refuse(`the proof leads to the first root ${showHash(found1)}, expected ${showHash(root1)}`);
  }
  if (!equalBytes(found2, root2)) {
    return refuse(`the proof leads to the second root ${showHash(found2)}, expected ${showHash(root2)}`);
  }
  return accept(root2);
}

function isOdd(index: bigint): boolean {
  return (index & 1n) === 1n;
}

function isPowerOfTwo(size: bigint): boolean {
  return (size & (size - 1n)) === 0n;
}

function describeLength({ size1, size2, proof }: ConsistencyProof): string {
  return `a proof of ${proof.length} hashes is not the length of the proof from ${size1} to ${size2} leaves`;
}
