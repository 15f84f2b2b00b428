import { addArc, addNode, createNetwork, greatestChange } from '@lodestone/lineage/attribution/flow-network.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchMonths, type MonthlyMass } from '../src/mirror/match-months.ts';

const mass = (month: number, milligrams: number): MonthlyMass => ({ month, leftMilligrams: BigInt(milligrams) });

const sideOf = fc.array(
  fc.record({ month: fc.nat(9), milligrams: fc.nat(50) }).map(({ month, milligrams }) => mass(month, milligrams)),
  { maxLength: 8 },
);

/** The same asked of a network of pipes: from each export to each import that it can be. */
function greatestMatch(
  exports: readonly MonthlyMass[],
  imports: readonly MonthlyMass[],
  lagMonths: number,
): bigint | null {
  const network = createNetwork();
  const [from, to] = [addNode(network), addNode(network)];
  const all = [...exports, ...imports].reduce((sum, { leftMilligrams }) => sum + leftMilligrams, 0n);
  const closed = addArc(network, to, from, 0n);
  const arrivals = imports.map(({ leftMilligrams }) => {
    const node = addNode(network);
    addArc(network, node, to, leftMilligrams);
    return node;
  });
  for (const { month, leftMilligrams } of exports) {
    const node = addNode(network);
    addArc(network, from, node, leftMilligrams);
    imports.forEach((arrived, index) => {
      const canArrive = arrived.month >= month && arrived.month <= month + lagMonths;
      if (canArrive) addArc(network, node, arrivals[index] ?? to, all);
    });
  }
  return greatestChange(network, { from, to, closed, limit: all + 1n }, { left: Infinity });
}

describe('matchMonths', () => {
  it('lets goods arrive up to the lag after they left, and not before', () => {
    const exports = [mass(1, 10), mass(4, 5)];
    const imports = [mass(0, 3), mass(3, 8), mass(4, 4)];
    const matches = matchMonths(exports, imports, 2);
    expect(matches.map(({ left, arrived, milligrams }) => [left.month, arrived.month, milligrams])).toEqual([
      [1, 3, 8n],
      [4, 4, 4n],
    ]);
    expect(exports.map(({ leftMilligrams }) => leftMilligrams)).toEqual([2n, 1n]);
    expect(imports.map(({ leftMilligrams }) => leftMilligrams)).toEqual([3n, 0n, 0n]);
  });

  it('matches as much as the greatest flow, whatever the months', () => {
    fc.assert(
      fc.property(sideOf, sideOf, fc.nat(4), (exports, imports, lag) => {
        const most = greatestMatch(exports, imports, lag);
        const matches = matchMonths(exports, imports, lag);
        expect(matches.reduce((sum, { milligrams }) => sum + milligrams, 0n)).toBe(most);
        for (const { left, arrived, milligrams } of matches) {
          expect(milligrams).toBeGreaterThan(0n);
          expect(arrived.month - left.month).toBeGreaterThanOrEqual(0);
          expect(arrived.month - left.month).toBeLessThanOrEqual(lag);
        }
      }),
      { numRuns: 300 },
    );
  });
});
