import fc from 'fast-check';
import { assert } from '../src/assert.ts';
import { hashChildren } from '../src/merkle-tree.ts';
import type { HashOfNode } from '../src/tree-node.ts';
import { nodeSha256 } from './vectors.ts';

// A tree of ten million leaves takes half a minute to hash. In this one only every 64th block of 256 leaves has leaves;
// of the others there is a root that stands for them. Sizes and leaves are drawn from the blocks that have some.

const WIDE_TREE_SIZE_MAX = 10_000_000;
const BLOCK_LEVEL = 8;
const BLOCK_LEAVES = 2 ** BLOCK_LEVEL;
const BLOCKS_APART = 64;

/** The hash of any node of the tree; of a leaf or a lower node only in a block that has leaves. */
export function wideTree(): HashOfNode {
  const known = new Map<string, Uint8Array>();
  const make: HashOfNode = ({ level, index }) => {
    const isStandIn = level === BLOCK_LEVEL && index % BLOCKS_APART !== 0;
    if (level === 0 || isStandIn) return nodeSha256(Buffer.from(`${level}/${index}`));
    return hashChildren(
      hashOf({ level: level - 1, index: index * 2 }),
      hashOf({ level: level - 1, index: index * 2 + 1 }),
      nodeSha256,
    );
  };
  const hashOf: HashOfNode = (node) => {
    const { level, index } = node;
    if (level < BLOCK_LEVEL) {
      const block = Math.floor(index / 2 ** (BLOCK_LEVEL - level));
      assert(block % BLOCKS_APART === 0, `block ${block} of the tree has no leaves`);
    }
    const key = `${level}/${index}`;
    const hash = known.get(key) ?? make(node);
    known.set(key, hash);
    return hash;
  };
  return hashOf;
}

/** A number of leaves that the tree can be cut to: it ends in a block that has leaves, or between two blocks. */
export const wideTreeSize: fc.Arbitrary<number> = fc
  .oneof(
    placeInBlock(0, BLOCK_LEAVES),
    fc.nat(Math.floor(WIDE_TREE_SIZE_MAX / BLOCK_LEAVES)).map((block) => block * BLOCK_LEAVES),
  )
  .filter((size) => size > 0 && size <= WIDE_TREE_SIZE_MAX);

/** Leaves below a size, rising. */
export function wideTreeLeaves(size: number): fc.Arbitrary<number[]> {
  const lastBlock = Math.floor((size - 1) / BLOCK_LEAVES / BLOCKS_APART) * BLOCKS_APART;
  const index = fc
    .oneof(
      placeInBlock(0, BLOCK_LEAVES - 1),
      fc.nat(BLOCK_LEAVES - 1).map((offset) => lastBlock * BLOCK_LEAVES + offset),
    )
    .filter((leaf) => leaf < size);
  return fc.uniqueArray(index, { minLength: 1, maxLength: 20 }).map((leaves) => leaves.sort((a, b) => a - b));
}

function placeInBlock(offsetMin: number, offsetMax: number): fc.Arbitrary<number> {
  const block = fc.nat(Math.floor(WIDE_TREE_SIZE_MAX / BLOCK_LEAVES / BLOCKS_APART)).map((step) => step * BLOCKS_APART);
  return fc
    .tuple(block, fc.integer({ min: offsetMin, max: offsetMax }))
    .map(([at, offset]) => at * BLOCK_LEAVES + offset);
}
