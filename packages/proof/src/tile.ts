import { assert } from './assert.ts';
import { SHA256_BYTES, type Sha256 } from './hash.ts';
import { hashChildren } from './merkle-tree.ts';
import type { TreeNode } from './tree-node.ts';

// A tile (C2SP tlog-tiles) is a piece of the tree eight levels high. Its hashes are the 256 nodes of its lowest level:
// leaves in tile level 0, and in every other the roots of the complete tiles one level down. So each node of the tree
// belongs to one tile: tile level L has the nodes of tree levels 8L to 8L + 7, and a tile's own root is a hash of the
// tile above. An *expanded* tile holds all its 510 nodes, so that one can be read without hashing, level by level:
//
//     byte                                       nodes
//          0  height 0: the hashes of the tile    256    the 8,192 bytes that C2SP serves
//      8,192  height 1: each over two of them     128
//     12,288  height 2                             64
//     14,336  height 3                             32
//     15,360  height 4                             16
//     15,872  height 5                              8
//     16,128  height 6                              4
//     16,256  height 7: the children of the root    2
//     16,320  end
//
// A tile changes only by growing, and once complete never: what is read of it can be kept for ever.

/** Levels of the tree in a tile. */
const TILE_LEVELS = 8;

/** Hashes in a complete tile, and entries in a complete bundle. */
export const TILE_HASHES = 256;

/** Bytes of a complete tile as C2SP serves it. */
const TILE_BYTES = TILE_HASHES * SHA256_BYTES;

/** Bytes of an expanded tile: 256 + 128 + … + 2 nodes. */
export const EXPANDED_TILE_BYTES = (2 * TILE_HASHES - 2) * SHA256_BYTES;

/** Which tile: its level among tiles, and its place in that level. */
export type Tile = { readonly level: number; readonly index: number };

/** The tile that a node lies in, and the byte of the expanded tile where its 32 bytes start. */
export function tileOfNode(node: TreeNode): { level: number; index: number; offsetBytes: number } {
  const { height, position, index } = placeOf(node);
  return { level: (node.level - height) / TILE_LEVELS, index, offsetBytes: nodeOffsetInTile(height, position) };
}

/** The byte of an expanded tile where the node at `position`, of those at `height` levels above its hashes, starts. */
export function nodeOffsetInTile(height: number, position: number): number {
  // The heights below take 256 + 128 + …, which is twice the 256 less twice what this height takes.
  return (2 * TILE_HASHES - 2 * nodesAtHeight(height) + position) * SHA256_BYTES;
}

/** Computes all nodes of a complete tile from its 256 hashes, in the layout above. */
export function expandTile(hashes: Uint8Array, sha256: Sha256): Uint8Array {
  assert(hashes.length === TILE_BYTES, `a complete tile has ${TILE_BYTES} bytes, found ${hashes.length}`);
  const expanded = new Uint8Array(EXPANDED_TILE_BYTES);
  expanded.set(hashes);
  // Level by level, so the children of the n-th inner node are the 2n-th and the next node from the start.
  let children = 0;
  for (let parent = TILE_BYTES; parent < EXPANDED_TILE_BYTES; parent += SHA256_BYTES) {
    expanded.set(hashPair(expanded, children, sha256), parent);
    children += 2 * SHA256_BYTES;
  }
  return expanded;
}

/** The hashes of an expanded tile, as C2SP serves them: a view of its first 8,192 bytes. */
export function tileHashes(expanded: Uint8Array): Uint8Array {
  assertExpanded(expanded);
  return expanded.subarray(0, TILE_BYTES);
}

/** The root of a complete tile, which is a hash of the tile above: of tile `index >> 8`, at place `index & 255`. */
export function tileRoot(expanded: Uint8Array, sha256: Sha256): Uint8Array {
  assertExpanded(expanded);
  return hashPair(expanded, EXPANDED_TILE_BYTES - 2 * SHA256_BYTES, sha256);
}

/**
 * Computes a node from the hashes of its tile as C2SP serves it, complete or partial: what the right edge needs, where
 * there is no expanded tile yet. The tile must reach as far as the node does.
 */
export function nodeFromTile(hashes: Uint8Array, node: TreeNode, sha256: Sha256): Uint8Array {
  const { height, position } = placeOf(node);
  const count = 2 ** height;
  const end = (position + 1) * count;
  const width = hashes.length / SHA256_BYTES;
  if (!Number.isInteger(width) || width > TILE_HASHES) assert(false, `a tile cannot have ${hashes.length} bytes`);
  if (end > width) {
    assert(false, `node ${node.index} of level ${node.level} needs ${end} hashes of its tile, found ${width}`);
  }
  return subtreeRoot(hashes, position * count, count, sha256);
}

/**
 * The tiles that become complete when a tree grows from `sizeBefore` to `sizeAfter` leaves: level by level from the
 * lowest, so that a tile stands after those whose roots it holds, and by index in each.
 */
export function completedTiles(sizeBefore: number, sizeAfter: number): Tile[] {
  assertSize(sizeBefore);
  assertSize(sizeAfter);
  assert(sizeBefore <= sizeAfter, `a tree of ${sizeBefore} leaves does not grow to ${sizeAfter}`);
  const tiles: Tile[] = [];
  for (let level = 0, sizeLeaves = TILE_HASHES; sizeLeaves <= sizeAfter; level++, sizeLeaves *= TILE_HASHES) {
    const end = Math.floor(sizeAfter / sizeLeaves);
    for (let index = Math.floor(sizeBefore / sizeLeaves); index < end; index++) tiles.push({ level, index });
  }
  return tiles;
}

/**
 * The partial tiles of a tree of `size` leaves, at most one a level, from the lowest. Each has from 1 to 255 hashes, its
 * `width`; with all complete tiles they hold every node that a root or proof of this size needs.
 */
export function partialTiles(size: number): (Tile & { readonly width: number })[] {
  assertSize(size);
  const tiles: (Tile & { width: number })[] = [];
  for (let level = 0, hashes = size; hashes > 0; level++, hashes = Math.floor(hashes / TILE_HASHES)) {
    const width = hashes % TILE_HASHES;
    if (width > 0) tiles.push({ level, index: Math.floor(hashes / TILE_HASHES), width });
  }
  return tiles;
}

/** Where a node lies: how far above its tile's hashes, at which place there, and in which tile of that tile level. */
function placeOf({ level, index }: TreeNode): { height: number; position: number; index: number } {
  if (!Number.isSafeInteger(level) || level < 0) assert(false, `a tree has no level ${level}`);
  if (!Number.isSafeInteger(index) || index < 0) assert(false, `level ${level} has no node ${index}`);
  const height = level % TILE_LEVELS;
  const count = nodesAtHeight(height);
  return { height, position: index % count, index: Math.floor(index / count) };
}

function nodesAtHeight(height: number): number {
  return TILE_HASHES / 2 ** height;
}

function hashPair(nodes: Uint8Array, offsetBytes: number, sha256: Sha256): Uint8Array {
  const middle = offsetBytes + SHA256_BYTES;
  return hashChildren(nodes.subarray(offsetBytes, middle), nodes.subarray(middle, middle + SHA256_BYTES), sha256);
}

/** The root over `count` hashes from `start`, `count` being a power of two. */
function subtreeRoot(hashes: Uint8Array, start: number, count: number, sha256: Sha256): Uint8Array {
  if (count === 1) return hashes.subarray(start * SHA256_BYTES, (start + 1) * SHA256_BYTES);
  const half = count / 2;
  const left = subtreeRoot(hashes, start, half, sha256);
  const right = subtreeRoot(hashes, start + half, half, sha256);
  return hashChildren(left, right, sha256);
}

function assertExpanded(expanded: Uint8Array): void {
  const found = expanded.length;
  assert(found === EXPANDED_TILE_BYTES, `an expanded tile has ${EXPANDED_TILE_BYTES} bytes, found ${found}`);
}

function assertSize(size: number): void {
  assert(Number.isSafeInteger(size) && size >= 0, `a tree cannot have ${size} leaves`);
}
