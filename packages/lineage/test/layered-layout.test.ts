import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Layout, layOut } from '../src/trace/layered-layout.ts';

/** Where boxes of one layer would touch: each is one wide. */
function overlaps({ nodes }: Layout): number {
  let count = 0;
  for (const [index, node] of nodes.entries()) {
    for (const other of nodes.slice(index + 1)) {
      if (node.layer === other.layer && Math.abs(node.x - other.x) < 1) count += 1;
    }
  }
  return count;
}

/** Edges from a higher to a lower number, so that there are no cycles. */
const graphs = fc.integer({ min: 1, max: 25 }).chain((count) => {
  const node = fc.integer({ min: 0, max: count - 1 });
  const edges = fc.uniqueArray(fc.tuple(node, node), { maxLength: 60, selector: ([from, to]) => `${from} ${to}` });
  return fc.tuple(
    fc.constant(count),
    edges.map((all) => all.filter(([from, to]) => from > to)),
  );
});

describe('a layered layout', () => {
  test('puts a chain into one column, the end of it into layer 0', () => {
    const { nodes, layerCount, width } = layOut(3, [
      [2, 1],
      [1, 0],
    ]);
    expect(nodes.map(({ layer }) => layer)).toEqual([0, 1, 2]);
    expect(new Set(nodes.map(({ x }) => x.toFixed(6)))).toEqual(new Set(['0.500000']));
    expect({ layerCount, width }).toEqual({ layerCount: 3, width: 1 });
  });

  test('uncrosses what need not cross', () => {
    // 2 and 3 above 0 and 1, the wrong way round.
    const { nodes } = layOut(5, [
      [2, 1],
      [3, 0],
      [1, 4],
      [0, 4],
    ]);
    const x = (node: number) => nodes[node]?.x ?? 0;
    expect(Math.sign(x(2) - x(3))).toBe(Math.sign(x(1) - x(0)));
  });

  test('leads a long edge past the layers between, round their boxes', () => {
    // 3 → 2 → 1 → 0, and 3 → 0.
    const { nodes, edges } = layOut(4, [
      [3, 2],
      [2, 1],
      [1, 0],
      [3, 0],
    ]);
    const long = edges[3]?.points ?? [];
    expect(long.map(({ layer }) => layer)).toEqual([3, 2, 1, 0]);
    for (const { layer, x } of long.slice(1, -1)) {
      const box = nodes.find((node) => node.layer === layer);
      expect(Math.abs(x - (box?.x ?? 0))).toBeGreaterThan(0.5);
    }
  });

  test('of any graph has no box over another, every edge downwards, and everything within its width', () => {
    fc.assert(
      fc.property(graphs, ([count, given]) => {
        const layout = layOut(count, given);
        expect(overlaps(layout)).toBe(0);
        for (const [index, [from, to]] of given.entries()) {
          expect(layout.nodes[from]?.layer).toBeGreaterThan(layout.nodes[to]?.layer ?? 0);
          expect(layout.edges[index]?.points[0]).toEqual(layout.nodes[from]);
          expect(layout.edges[index]?.points.at(-1)).toEqual(layout.nodes[to]);
        }
        for (const { x } of layout.nodes) {
          expect(x).toBeGreaterThanOrEqual(0.5 - 1e-9);
          expect(x).toBeLessThanOrEqual(layout.width - 0.5 + 1e-9);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('of nothing is nothing', () => {
    expect(layOut(0, [])).toEqual({ nodes: [], edges: [], layerCount: 0, width: 0 });
  });
});
