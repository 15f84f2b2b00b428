import { nodeSha256 } from './vectors.ts';

// RFC 9162 §2.1 as it is written there, by recursion over lists, for comparison with the code that is not. It hashes
// whole subtrees again and again; a cache by range keeps the tests short.

/** The root over the leaf hashes of [start, end) (§2.1.1). */
export function naiveRoot(leaves: readonly Uint8Array[], start = 0, end = leaves.length): Uint8Array {
  if (start === end) return nodeSha256(new Uint8Array(0));
  if (end - start === 1) return leaves[start] as Uint8Array;
  const cache = cacheOf(leaves);
  const key = `${start}-${end}`;
  const known = cache.get(key);
  if (known !== undefined) return known;
  const middle = start + largestPowerOfTwoBelow(end - start);
  const left = naiveRoot(leaves, start, middle);
  const right = naiveRoot(leaves, middle, end);
  const root = nodeSha256(Uint8Array.of(1, ...left, ...right));
  cache.set(key, root);
  return root;
}

/** The inclusion proof of leaf `index` in the tree over [start, end) (§2.1.3.1). */
export function naiveInclusion(index: number, leaves: readonly Uint8Array[], start: number, end: number): Uint8Array[] {
  if (end - start === 1) return [];
  const middle = start + largestPowerOfTwoBelow(end - start);
  return index < middle
    ? [...naiveInclusion(index, leaves, start, middle), naiveRoot(leaves, middle, end)]
    : [...naiveInclusion(index, leaves, middle, end), naiveRoot(leaves, start, middle)];
}

/** The consistency proof from the first `size` leaves to all of [0, end) (§2.1.4.1). */
export function naiveConsistency(size: number, leaves: readonly Uint8Array[], end: number): Uint8Array[] {
  return subproof(size, leaves, 0, end, true);
}

function subproof(
  size: number,
  leaves: readonly Uint8Array[],
  start: number,
  end: number,
  isWhole: boolean,
): Uint8Array[] {
  if (size === end - start) return isWhole ? [] : [naiveRoot(leaves, start, end)];
  const half = largestPowerOfTwoBelow(end - start);
  const middle = start + half;
  return size <= half
    ? [...subproof(size, leaves, start, middle, isWhole), naiveRoot(leaves, middle, end)]
    : [...subproof(size - half, leaves, middle, end, false), naiveRoot(leaves, start, middle)];
}

function largestPowerOfTwoBelow(size: number): number {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}

const caches = new WeakMap<readonly Uint8Array[], Map<string, Uint8Array>>();

function cacheOf(leaves: readonly Uint8Array[]): Map<string, Uint8Array> {
  const known = caches.get(leaves) ?? new Map<string, Uint8Array>();
  caches.set(leaves, known);
  return known;
}

/** The hashes of the leaves "leaf 0", "leaf 1", … */
export function makeLeaves(count: number): Uint8Array[] {
  return Array.from({ length: count }, (_, index) => nodeSha256(Buffer.from(`\0leaf ${index}`)));
}
