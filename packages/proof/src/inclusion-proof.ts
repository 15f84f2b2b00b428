import { equalBytes } from './equal-bytes.ts';
import type { Sha256 } from './hash.ts';
import { hashChildren } from './merkle-tree.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { checkHashes, showHash } from './proof-hashes.ts';

/** The claim that a leaf stands at `index` of a tree of `size` leaves with this root. Hashes are of 32 bytes. */
export type InclusionProof = {
  readonly index: bigint;
  readonly size: bigint;
  readonly leafHash: Uint8Array;
  readonly root: Uint8Array;
  /** The hashes of the siblings on the way up, nearest to the leaf first. */
  readonly proof: readonly Uint8Array[];
};

/**
 * Verifies an inclusion proof (RFC 9162 §2.1.3.2). A proof that is longer or shorter than the path is refused, so a
 * claim has one proof. The value is the root that the proof leads to, equal to the one claimed.
 */
export function verifyInclusion(claim: InclusionProof, sha256: Sha256): Parsed<Uint8Array> {
  const { index, size, leafHash, root, proof } = claim;
  const badHash = checkHashes({ leafHash, root }, proof);
  if (badHash !== undefined) return refuse(badHash);
  if (index < 0n || index >= size) return refuse(`leaf ${index} is not in a tree of ${size} leaves`);
  let nodeIndex = index;
  let lastIndex = size - 1n;
  let hash = leafHash;
  for (const sibling of proof) {
    if (lastIndex === 0n) return refuse(describeLength(claim));
    if (isOdd(nodeIndex) || nodeIndex === lastIndex) {
      hash = hashChildren(sibling, hash, sha256);
      // The last node of a level has no right sibling while its index is even: it rises unchanged.
      while (!isOdd(nodeIndex) && nodeIndex !== 0n) {
        nodeIndex >>= 1n;
        lastIndex >>= 1n;
      }
    } else {
      hash = hashChildren(hash, sibling, sha256);
    }
    nodeIndex >>= 1n;
    lastIndex >>= 1n;
  }
  if (lastIndex !== 0n) return refuse(describeLength(claim));
  if (!equalBytes(hash, root)) {
    return refuse(`the proof leads to the root ${showHash(hash)}, expected ${showHash(root)}`);
  }
  return accept(hash);
}

function isOdd(index: bigint): boolean {
  return (index & 1n) === 1n;
}

function describeLength({ index, size, proof }: InclusionProof): string {
  return `a proof of ${proof.length} hashes is not the length of the path of leaf ${index} in a tree of ${size} leaves`;
}
