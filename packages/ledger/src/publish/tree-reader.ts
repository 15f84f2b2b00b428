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
import { type HashOfNode, hashRange, type LeafRange, type TreeNode } from '@lodestone/proof/tree-node.ts';
import { readTree, type TilePieces, type TreeBytes, type TreePlan } from '@lodestone/store/log/tiles.ts';
import { sha256 } from '../keys/node-crypto.ts';

/** Reads the tree of any size whose complete tiles are stored. */
export interface TreeReader {
  /** Reads the hash of each range of the tree of `size` leaves, in their order, with one query or none. */
  read(size: number, ranges: readonly LeafRange[]): Promise<Uint8Array[]>;
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

/** What one answer has found or read so far: others may push it out of what is kept meanwhile. */
interface Held {
  readonly edge: Edge | null;
  /** Whole tiles by tile, or hashes by node. */
  readonly bytes: Map<number, Uint8Array>;
}

/** What an answer lacks: pieces of complete tiles, by tile, and the edge. */
interface Lacking {
  readonly tiles: Map<number, PiecesOfNodes>;
  edge: boolean;
}

interface PiecesOfNodes extends TilePieces {
  readonly offsetsBytes: number[];
  /** Under which the pieces are held. */
  readonly keys: number[];
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
  /** Hashes of the ranges to the end of one tree, by their start: all proofs of a size have some of them. */
  let toTheEnd: { readonly size: number; readonly hashes: Map<number, Uint8Array> } = { size: 0, hashes: new Map() };

  const keep = (key: number, bytes: Uint8Array) => {
    // The one that came first goes first: tiles near the root are soon read again.
    if (kept.size >= tilesMax) kept.delete(kept.keys().next().value as number);
    kept.set(key, bytes);
  };

  const hold = ({ bytes }: Held, key: number): Uint8Array | undefined => {
    const tile = kept.get(key);
    if (tile !== undefined) bytes.set(key, tile);
    return tile;
  };

  /** Computes the hashes from what is in memory; where that is not enough, they are of no use, and `lacking` says why. */
  const compute = (
    size: number,
    ranges: readonly LeafRange[],
    held: Held,
  ): { hashes: Uint8Array[]; lacking: Lacking } => {
    const lacking: Lacking = { tiles: new Map(), edge: false };
    const hashOf: HashOfNode = (node) => {
      const place = tileOfNode(node);
      if (!isComplete(place, size)) {
        if (held.edge !== null) return nodeOfEdge(held.edge, node, place);
        lacking.edge = true;
        return UNKNOWN;
      }
      if (keepsTiles) {
        const key = keyOf(place);
        const tile = held.bytes.get(key) ?? hold(held, key);
        if (tile !== undefined) return tile.subarray(place.offsetBytes, place.offsetBytes + SHA256_BYTES);
      } else {
        const hash = held.bytes.get(keyOf(node));
        if (hash !== undefined) return hash;
      }
      addPiece(lacking.tiles, node, place);
      return UNKNOWN;
    };
    if (toTheEnd.size !== size) toTheEnd = { size, hashes: new Map() };
    const { hashes: ends } = toTheEnd;
    const hashes = ranges.map((range) => {
      const known = range.end === size ? ends.get(range.start) : undefined;
      if (known !== undefined) return known;
      const hash = hashRange(range, hashOf, sha256);
      if (range.end === size && !lacksAny(lacking)) ends.set(range.start, hash);
      return hash;
    });
    return { hashes, lacking };
  };

  const addPiece = (tiles: Lacking['tiles'], node: TreeNode, place: Tile & { offsetBytes: number }) => {
    const tileKey = keyOf(place);
    const known = tiles.get(tileKey);
    const { level, index } = place;
    if (keepsTiles) {
      const whole = { level, index, offsetsBytes: [0], lengthBytes: EXPANDED_TILE_BYTES, keys: [tileKey] };
      if (known === undefined) tiles.set(tileKey, whole);
    } else if (known === undefined) {
      const first = { offsetsBytes: [place.offsetBytes], lengthBytes: SHA256_BYTES, keys: [keyOf(node)] };
      tiles.set(tileKey, { level, index, ...first });
    } else {
      known.offsetsBytes.push(place.offsetBytes);
      known.keys.push(keyOf(node));
    }
  };

  /** Reads what is lacking, and holds it beside the rest. */
  const fetch = async (size: number, lacking: Lacking, { edge, bytes }: Held): Promise<Held> => {
    const tiles = [...lacking.tiles.values()];
    const plan = lacking.edge ? planEdge(size) : NOTHING;
    const read = await readTree(client, ledgerId, { ...plan, tiles });
    for (const [place, { keys, lengthBytes }] of tiles.entries()) {
      const pieces = read.tiles[place] as Uint8Array;
      for (const [piece, key] of keys.entries()) {
        const found = pieces.subarray(piece * lengthBytes, (piece + 1) * lengthBytes);
        bytes.set(key, found);
        if (keepsTiles) keep(key, found);
      }
    }
    if (!lacking.edge) return { edge, bytes };
    lastEdge = edgeOf(size, read);
    return { edge: lastEdge, bytes };
  };

  return {
    async read(size, ranges) {
      const held: Held = { edge: lastEdge?.size === size ? lastEdge : null, bytes: new Map() };
      const known = compute(size, ranges, held);
      if (!lacksAny(known.lacking)) return known.hashes;
      const { hashes, lacking } = compute(size, ranges, await fetch(size, known.lacking, held));
      if (lacksAny(lacking)) throw new Error('Bug: what was read is not what was asked for');
      return hashes;
    },
  };
}

const NOTHING: EdgePlan = { roots: [], leaves: { start: 0, end: 0 } };
/** Stands for a hash that is not in memory, so that the others can be looked for as well. */
const UNKNOWN = new Uint8Array(SHA256_BYTES);

function lacksAny({ tiles, edge }: Lacking): boolean {
  return edge || tiles.size > 0;
}

/** One number for a node, or for a tile: no tree here has 64 levels, and 2^53 leaves leave room for them. */
function keyOf({ level, index }: Tile | TreeNode): number {
  return index * LEVELS_MAX + level;
}

const LEVELS_MAX = 64;

/** Says whether a tile is complete in a tree of `size` leaves. */
function isComplete({ level, index }: Tile, size: number): boolean {
  return (index + 1) * TILE_HASHES ** (level + 1) <= size;
}

type EdgePlan = Pick<TreePlan, 'roots' | 'leaves'>;

/** What the partial tiles of a size are made of: leaf hashes in level 0, roots of the tiles below in the others. */
function planEdge(size: number): EdgePlan {
  const roots = partialTiles(size)
    .filter(({ level }) => level > 0)
    .map(({ level, index, width }) => {
      const start = index * TILE_HASHES;
      return { level: level - 1, start, end: start + width };
    });
  return { roots, leaves: { start: size - (size % TILE_HASHES), end: size } };
}

/** The partial tiles, from what `planEdge` asks for. */
function edgeOf(size: number, { roots, leaves }: TreeBytes): Edge {
  const hashes = new Map<number, Uint8Array>();
  let next = 0;
  for (const { level } of partialTiles(size)) {
    if (level === 0) hashes.set(level, leaves);
    else hashes.set(level, rootsOver(roots[next++] as Uint8Array));
  }
  return { size, hashes, nodes: new Map() };
}

const PAIR_BYTES = 2 * SHA256_BYTES;

/** The roots of tiles, one after the other, from the two nodes under each. */
export function rootsOver(pairs: Uint8Array): Uint8Array {
  const roots = new Uint8Array(pairs.length / 2);
  for (let at = 0; at < pairs.length; at += PAIR_BYTES) {
    const middle = at + SHA256_BYTES;
    roots.set(hashChildren(pairs.subarray(at, middle), pairs.subarray(middle, at + PAIR_BYTES), sha256), at / 2);
  }
  return roots;
}

function nodeOfEdge(edge: Edge, node: TreeNode, { level }: Tile): Uint8Array {
  const key = keyOf(node);
  const known = edge.nodes.get(key);
  if (known !== undefined) return known;
  const hashes = edge.hashes.get(level);
  if (hashes === undefined) throw new Error(`Bug: the edge of size ${edge.size} has no tile of level ${level}`);
  const hash = nodeFromTile(hashes, node, sha256);
  edge.nodes.set(key, hash);
  return hash;
}
