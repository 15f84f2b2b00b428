/**
 * Hashes of the tree over a ledger's entries. Nodes of complete tiles are read by their place in them; those of the right
 * edge are computed from what is below it, at most 255 hashes a level.
 */
import {
  EXPANDED_TILE_BYTES,
  nodeFromTile,
  partialTiles,
  TILE_HASHES,
  type Tile,
  tileOfNode,
} from '@lodestone/proof/tile.ts';
import { SHA256_BYTES } from '@lodestone/proof/hash.ts';
import { hashChildren } from '@lodestone/proof/merkle-tree.ts';
import type { HashOfNode, TreeNode } from '@lodestone/proof/tree-node.ts';
import { readTree, type TilePart, type TreePlan } from '@lodestone/store/tiles.ts';
import { sha256 } from './node-crypto.ts';

/** Reads nodes of the tree of any size whose complete tiles are stored. */
export interface TreeReader {
  /** Reads nodes of the tree of `size` leaves, in one query or none; the answer gives the hash of each. */
  read(size: number, nodes: readonly TreeNode[]): Promise<HashOfNode>;
}

export interface TreeReaderOptions {
  /** How many complete tiles, of 16 KiB each, may stay in memory; with 0, single nodes are read and none is kept. */
  readonly tilesMax: number;
}

/** The right edge of the tree of one size, which never changes either: the hashes of its partial tiles, by level. */
interface Edge {
  readonly size: number;
  readonly hashes: ReadonlyMap<number, Uint8Array>;
  /** The nodes that were asked for so far. */
  readonly nodes: Map<number, Uint8Array>;
}

/** Makes a reader. What is complete never changes, so nothing that it keeps ever needs renewing. */
export function createTreeReader(
  client: Parameters<typeof readTree>[0],
  ledgerId: number,
  { tilesMax }: TreeReaderOptions,
): TreeReader {
  const keepsTiles = tilesMax > 0;
  const kept = new Map<number, Uint8Array>();
  let lastEdge: Edge | null = null;

  const keep = (key: number, bytes: Uint8Array) => {
    // The one that came first goes first: tiles near the root are soon read again.
    if (kept.size >= tilesMax) kept.delete(kept.keys().next().value as number);
    kept.set(key, bytes);
  };

  return {
    async read(size, nodes) {
      // What this answer needs: others may push it out of what is kept meanwhile.
      const held = new Map<number, Uint8Array>();
      const missing = new Map<number, TilePart>();
      let edge = lastEdge?.size === size ? lastEdge : null;
      let plan = NOTHING;
      for (const node of nodes) {
        const place = tileOfNode(node);
        if (!isComplete(place, size)) {
          if (edge === null && plan === NOTHING) plan = planEdge(size);
          continue;
        }
        const key = keepsTiles ? keyOf(place) : keyOf(node);
        if (held.has(key) || missing.has(key)) continue;
        const bytes = kept.get(key);
        if (bytes !== undefined) held.set(key, bytes);
        else missing.set(key, keepsTiles ? wholeTile(place) : { ...place, lengthBytes: SHA256_BYTES });
      }
      if (missing.size > 0 || plan !== NOTHING) {
        const parts = [...missing.values(), ...plan.parts];
        const read = await readTree(client, ledgerId, { parts, leaves: plan.leaves });
        for (const [place, key] of [...missing.keys()].entries()) {
          const bytes = read.parts[place] as Uint8Array;
          held.set(key, bytes);
          if (keepsTiles) keep(key, bytes);
        }
        if (plan !== NOTHING) {
          edge = edgeOf(size, read.leaves, read.parts.slice(missing.size));
          lastEdge = edge;
        }
      }
      return (node) => {
        const place = tileOfNode(node);
        if (!isComplete(place, size)) return nodeOfEdge(edge, node, place);
        const bytes = held.get(keepsTiles ? keyOf(place) : keyOf(node));
        if (bytes === undefined) throw notAskedFor(node);
        const start = keepsTiles ? place.offsetBytes : 0;
        return bytes.subarray(start, start + SHA256_BYTES);
      };
    },
  };
}

const NOTHING: TreePlan = { parts: [], leaves: { start: 0, end: 0 } };

/** One number for a node, or for a tile: no tree here has 64 levels, and 2^53 leaves leave room for them. */
function keyOf({ level, index }: Tile | TreeNode): number {
  return index * LEVELS_MAX + level;
}

const LEVELS_MAX = 64;

/** Says whether a tile is complete in a tree of `size` leaves. */
function isComplete({ level, index }: Tile, size: number): boolean {
  return (index + 1) * TILE_HASHES ** (level + 1) <= size;
}

function wholeTile({ level, index }: Tile): TilePart {
  return { level, index, offsetBytes: 0, lengthBytes: EXPANDED_TILE_BYTES };
}

/** The two nodes under the root of a complete tile, its last ones. */
const ROOT_CHILDREN_BYTES = 2 * SHA256_BYTES;

/** What the partial tiles of a size are made of: leaf hashes in level 0, roots of the tiles below in the others. */
function planEdge(size: number): TreePlan {
  const parts = partialTiles(size)
    .filter(({ level }) => level > 0)
    .flatMap(({ level, index, width }) =>
      Array.from({ length: width }, (_, place) => ({
        level: level - 1,
        index: index * TILE_HASHES + place,
        offsetBytes: EXPANDED_TILE_BYTES - ROOT_CHILDREN_BYTES,
        lengthBytes: ROOT_CHILDREN_BYTES,
      })),
    );
  return { parts, leaves: { start: size - (size % TILE_HASHES), end: size } };
}

function edgeOf(size: number, leaves: Uint8Array, rootChildren: readonly Uint8Array[]): Edge {
  const hashes = new Map<number, Uint8Array>();
  let next = 0;
  for (const { level, width } of partialTiles(size)) {
    if (level === 0) {
      hashes.set(level, leaves);
      continue;
    }
    const roots = rootChildren.slice(next, next + width).map(rootOver);
    next += width;
    hashes.set(level, Buffer.concat(roots));
  }
  return { size, hashes, nodes: new Map() };
}

/** The root of a tile, from the two nodes under it. */
export function rootOver(children: Uint8Array): Uint8Array {
  return hashChildren(children.subarray(0, SHA256_BYTES), children.subarray(SHA256_BYTES), sha256);
}

function nodeOfEdge(edge: Edge | null, node: TreeNode, { level }: Tile): Uint8Array {
  const key = keyOf(node);
  const known = edge?.nodes.get(key);
  if (known !== undefined) return known;
  const hashes = edge?.hashes.get(level);
  if (hashes === undefined) throw notAskedFor(node);
  const hash = nodeFromTile(hashes, node, sha256);
  edge?.nodes.set(key, hash);
  return hash;
}

function notAskedFor({ level, index }: TreeNode): Error {
  return new Error(`Bug: node ${index} of level ${level} was not asked for`);
}
