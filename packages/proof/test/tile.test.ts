import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  completedTiles,
  EXPANDED_TILE_BYTES,
  expandTile,
  nodeFromTile,
  nodeOffsetInTile,
  partialTiles,
  type Tile,
  tileHashes,
  tileOfNode,
  tileRoot,
} from '../src/tile.ts';
import { consistencyRanges, type HashOfNode, inclusionRanges, type TreeNode } from '../src/tree-node.ts';
import { makeLeaves, naiveConsistency, naiveInclusion, naiveRoot } from './naive-merkle.ts';
import { consistencyProof, inclusionProof, nodesOf, rootOf, wholeRange } from './range-hashes.ts';
import { nodeSha256, readVectors, toBase64Url } from './vectors.ts';

const leaves = makeLeaves(70_000);
const vectors = readVectors('tile.json') as {
  sizes: { size: number; complete: number[]; partial: (Tile & { width: number })[] }[];
  tile: { start: number; root: string; expandedBytes: number; expandedSha256: string };
};

/** All nodes of a complete tile, and the heights and positions that they have in it. */
const places = Array.from({ length: 8 }, (_, height) =>
  Array.from({ length: 256 >> height }, (__, position) => ({ height, position })),
).flat();

describe('an expanded tile', () => {
  const hashes = concat(leaves.slice(256, 512));
  const expanded = expandTile(hashes, nodeSha256);

  test('has the bytes of the vectors, and its root is theirs', () => {
    const { start, root, expandedBytes, expandedSha256 } = vectors.tile;
    expect(start).toBe(256);
    expect([expanded.length, EXPANDED_TILE_BYTES]).toEqual([expandedBytes, expandedBytes]);
    expect(toBase64Url(nodeSha256(expanded))).toBe(expandedSha256);
    expect(toBase64Url(tileRoot(expanded, nodeSha256))).toBe(root);
  });

  test('gives back the hashes that it was made of', () => {
    expect(tileHashes(expanded)).toEqual(hashes);
  });

  test('has a place of 32 bytes for each of its 510 nodes, none twice and none left over', () => {
    const offsets = places.map(({ height, position }) => nodeOffsetInTile(height, position));
    const expected = Array.from({ length: EXPANDED_TILE_BYTES / 32 }, (_, place) => place * 32);
    expect(offsets.length).toBe(510);
    expect(offsets).toEqual(expected);
  });

  test('holds at the place of each node the root over its leaves', () => {
    for (const { height, position } of places) {
      const node = { level: height, index: 2 ** (8 - height) + position };
      const { level, index, offsetBytes } = tileOfNode(node);
      expect({ level, index }).toEqual({ level: 0, index: 1 });
      expect(expanded.subarray(offsetBytes, offsetBytes + 32), `${height}, ${position}`).toEqual(naiveNode(node));
    }
  });

  test('is made of 256 hashes and no other number', () => {
    expect(() => expandTile(hashes.subarray(32), nodeSha256)).toThrow('found 8160');
    expect(() => expandTile(new Uint8Array(8193), nodeSha256)).toThrow('found 8193');
    expect(() => tileHashes(hashes)).toThrow('found 8192');
    expect(() => tileRoot(hashes, nodeSha256)).toThrow('found 8192');
  });
});

describe('the tile of a node', () => {
  test('has the node among its leaves, at the height that the level of the tile leaves over, at any size to 2^53', () => {
    const nodes = fc.nat(52).chain((level) => {
      const index = fc.maxSafeNat().map((leaf) => Math.floor(leaf / 2 ** level));
      return fc.record({ level: fc.constant(level), index });
    });
    fc.assert(
      fc.property(nodes, (node) => {
        const { level, index, offsetBytes } = tileOfNode(node);
        const height = node.level - 8 * level;
        expect([0, 1, 2, 3, 4, 5, 6, 7]).toContain(height);
        const place = offsetBytes / 32 - nodeOffsetInTile(height, 0) / 32;
        // The node's index counts those of all tiles before, and this tile has 256, 128, … of that height.
        expect(BigInt(index) * BigInt(256 >> height) + BigInt(place)).toBe(BigInt(node.index));
        expect(place).toBeLessThan(256 >> height);
      }),
    );
  });

  test('is one level up for the root of a tile', () => {
    expect(tileOfNode({ level: 7, index: 513 })).toEqual({ level: 0, index: 256, offsetBytes: 509 * 32 });
    expect(tileOfNode({ level: 8, index: 256 })).toEqual({ level: 1, index: 1, offsetBytes: 0 });
    expect(tileOfNode({ level: 16, index: 1 })).toEqual({ level: 2, index: 0, offsetBytes: 32 });
  });

  test('of a node that cannot be is a bug of the caller', () => {
    for (const node of [
      { level: -1, index: 0 },
      { level: 0.5, index: 0 },
      { level: 0, index: -1 },
      { level: 0, index: 2 ** 53 },
    ]) {
      expect(() => tileOfNode(node)).toThrow('Bug: ');
    }
  });
});

describe('a partial tile', () => {
  test('gives every node that it reaches and no other, at every width', () => {
    for (let width = 1; width <= 256; width++) {
      const hashes = concat(leaves.slice(512, 512 + width));
      for (let height = 0; height < 8; height++) {
        const first = 2 * 2 ** (8 - height);
        const count = Math.floor(width / 2 ** height);
        const nodes = Array.from({ length: count }, (_, position) => ({ level: height, index: first + position }));
        const found = nodes.map((node) => nodeFromTile(hashes, node, nodeSha256));
        expect(show(found), `width ${width}, height ${height}`).toBe(show(nodes.map(naiveNode)));
        // The next one belongs to the next tile where this one is complete.
        if (width === 256) continue;
        const beyond = { level: height, index: first + count };
        expect(() => nodeFromTile(hashes, beyond, nodeSha256)).toThrow(`hashes of its tile, found ${width}`);
      }
    }
  });

  test('has whole hashes, 256 at most', () => {
    expect(() => nodeFromTile(new Uint8Array(33), { level: 0, index: 0 }, nodeSha256)).toThrow('have 33 bytes');
    expect(() => nodeFromTile(new Uint8Array(257 * 32), { level: 0, index: 0 }, nodeSha256)).toThrow('8224 bytes');
  });
});

describe('the tiles of a tree', () => {
  test.each(vectors.sizes)('of $size leaves are those of the vectors', ({ size, complete, partial }) => {
    expect(partialTiles(size)).toEqual(partial);
    // The list from nothing would be long for the largest sizes: the last 1,000 leaves show where it ends.
    const last = completedTiles(Math.max(0, size - 1000), size);
    for (const [level, count] of complete.entries()) {
      const before = Math.floor(Math.max(0, size - 1000) / 256 ** (level + 1));
      const expected = Array.from({ length: count - before }, (_, place) => ({ level, index: before + place }));
      expect(last.filter((tile) => tile.level === level)).toEqual(expected);
    }
    expect(last.every(({ level }) => level < complete.length)).toBe(true);
  });

  test('of 70,000 leaves are 273 and 1 complete ones, and partial ones of widths 112, 17 and 1, as C2SP counts them', () => {
    const complete = completedTiles(0, 70_000);
    expect(complete.filter(({ level }) => level === 0).length).toBe(273);
    expect(complete.filter(({ level }) => level === 1)).toEqual([{ level: 1, index: 0 }]);
    expect(complete.length).toBe(274);
    expect(partialTiles(70_000).map(({ width }) => width)).toEqual([112, 17, 1]);
  });

  test('become complete once, whatever the steps in which it grows', () => {
    const steps = fc.array(fc.nat(70_000), { maxLength: 20 });
    fc.assert(
      fc.property(steps, (middle) => {
        const sizes = [0, ...middle.sort((a, b) => a - b), 70_000];
        const byStep = sizes.slice(1).flatMap((size, step) => completedTiles(sizes[step] as number, size));
        const inOne = completedTiles(0, 70_000);
        expect(new Set(byStep.map(keyOf))).toEqual(new Set(inOne.map(keyOf)));
        expect(byStep.length).toBe(inOne.length);
      }),
    );
  });

  test('become complete after the tiles whose roots they hold, in one list', () => {
    const list = completedTiles(60_000, 70_000).map(keyOf);
    expect(list.indexOf('1/0')).toBeGreaterThan(list.indexOf('0/255'));
    expect(list.indexOf('0/255')).toBeGreaterThan(-1);
  });

  test('cannot become complete by shrinking, or without a size', () => {
    expect(() => completedTiles(2, 1)).toThrow('a tree of 2 leaves does not grow to 1');
    expect(() => completedTiles(0, 2 ** 53)).toThrow('Bug: ');
    expect(() => completedTiles(-1, 1)).toThrow('Bug: ');
    expect(() => partialTiles(0.5)).toThrow('Bug: ');
  });

  test('hold, built as the tree grows, every node that roots and proofs need', () => {
    // Sizes in order; the tiles that each step completes are made of leaves and of the tiles below.
    const small = Array.from({ length: 34 }, (_, size) => size);
    const sizes = [...small, 127, 128, 129, 255, 256, 257, 511, 513, 65_535, 65_536, 65_537, 70_000];
    const complete = new Map<string, Uint8Array>();
    for (const [step, size] of sizes.entries()) {
      for (const tile of completedTiles(sizes[step - 1] ?? 0, size)) {
        complete.set(keyOf(tile), expandTile(hashesOf(tile, 256, complete), nodeSha256));
      }
      const partial = new Map(
        partialTiles(size).map((tile) => [keyOf(tile), hashesOf(tile, tile.width, complete)] as const),
      );
      expectProofs(size, (node) => {
        const { offsetBytes, ...tile } = tileOfNode(node);
        const expanded = complete.get(keyOf(tile));
        if (expanded !== undefined) return expanded.subarray(offsetBytes, offsetBytes + 32);
        return nodeFromTile(partial.get(keyOf(tile)) as Uint8Array, node, nodeSha256);
      });
    }
  });
});

test('at sizes to 2^53 - 1, every node that roots and proofs need lies in a complete tile or within the width of the partial one', () => {
  fc.assert(
    fc.property(fc.maxSafeNat(), fc.maxSafeNat(), (one, other) => {
      const [small, size] = one < other ? [one, other] : [other, one];
      const ranges = [wholeRange(size), ...consistencyRanges(small, size)];
      if (small < size) ranges.push(...inclusionRanges(small, size));
      const partial = partialTiles(size);
      for (const node of nodesOf(ranges)) {
        const { level, index, offsetBytes } = tileOfNode(node);
        const edge = partial.find((tile) => tile.level === level && tile.index === index);
        if (edge === undefined) {
          expect(BigInt(index + 1) * 256n ** BigInt(level + 1)).toBeLessThanOrEqual(BigInt(size));
        } else {
          const height = node.level % 8;
          const position = (offsetBytes - nodeOffsetInTile(height, 0)) / 32;
          expect((position + 1) * 2 ** height).toBeLessThanOrEqual(edge.width);
        }
      }
    }),
  );
});

/** The first `width` hashes of a tile: leaf hashes, or the roots of the complete tiles below. */
function hashesOf({ level, index }: Tile, width: number, complete: ReadonlyMap<string, Uint8Array>): Uint8Array {
  const start = index * 256;
  if (level === 0) return concat(leaves.slice(start, start + width));
  return concat(
    Array.from({ length: width }, (_, place) => {
      const below = complete.get(keyOf({ level: level - 1, index: start + place }));
      return tileRoot(below as Uint8Array, nodeSha256);
    }),
  );
}

/** Checks the root, and the proofs of all leaves and sizes, or of some at the edges of a larger tree. */
function expectProofs(size: number, hashOf: HashOfNode): void {
  expect(rootOf(size, hashOf), `size ${size}`).toEqual(naiveRoot(leaves, 0, size));
  const all = Array.from({ length: size }, (_, index) => index);
  const some = [0, 1, 127, 128, 255, 256, 257, 512, 65_279, 65_280, 65_535, 65_536, 69_887, 69_888, size - 1];
  for (const other of size <= 130 ? all : some.filter((index) => index >= 0 && index < size)) {
    const inclusion = inclusionProof(other, size, hashOf);
    expect(show(inclusion), `leaf ${other} of ${size}`).toBe(show(naiveInclusion(other, leaves, 0, size)));
    const consistency = consistencyProof(other, size, hashOf);
    const expected = other === 0 ? [] : naiveConsistency(other, leaves, size);
    expect(show(consistency), `${other} in ${size}`).toBe(show(expected));
  }
}

/** Hashes as one text: comparing texts takes a tenth of the time of comparing arrays of bytes. */
function show(proof: readonly Uint8Array[]): string {
  return proof.map(toBase64Url).join(' ');
}

function naiveNode({ level, index }: TreeNode): Uint8Array {
  return naiveRoot(leaves, index * 2 ** level, (index + 1) * 2 ** level);
}

function keyOf({ level, index }: Tile): string {
  return `${level}/${index}`;
}

function concat(hashes: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(hashes));
}
