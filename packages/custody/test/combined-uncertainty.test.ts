import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  chanceMilligrams,
  combinedUncertaintyMilligrams,
  combinedUncertaintyPartsPerMillion,
  type UncertainMass,
} from '../src/combined-uncertainty.ts';
import { attempt, enter, factsOf, openWorld, record, refusalOf } from '../testing/given.ts';
import { oreCreated } from './drafts.ts';

const mass = (milligrams: bigint, uncertaintyPartsPerMillion: number | null): UncertainMass => {
  return { milligrams, uncertaintyPartsPerMillion };
};
const masses = fc.array(
  fc.record({
    milligrams: fc.bigInt(0n, 2n ** 53n - 1n),
    uncertaintyPartsPerMillion: fc.option(fc.nat(1_000_000)),
  }),
  { maxLength: 20 },
);

describe('the combined uncertainty', () => {
  test('is the root of the sum of squares, rounded down', () => {
    expect(combinedUncertaintyMilligrams([mass(300n, 10_000), mass(400n, 10_000)])).toBe(5n);
    expect(combinedUncertaintyMilligrams([mass(300n, 10_000), mass(400n, 10_000)], 3n)).toBe(15n);
    expect(combinedUncertaintyMilligrams([mass(199n, 10_000)])).toBe(1n);
    expect(combinedUncertaintyMilligrams([mass(199n, 10_000)], 3n)).toBe(5n);
    expect(combinedUncertaintyMilligrams([mass(1_000n, 0)])).toBe(0n);
  });

  test('is unknown where nothing is stated', () => {
    expect(combinedUncertaintyMilligrams([])).toBeNull();
    expect(combinedUncertaintyMilligrams([mass(5n, null)])).toBeNull();
    expect(combinedUncertaintyMilligrams([mass(5n, null), mass(100n, 10_000)])).toBe(1n);
  });

  test('is the greatest whole number that is not above the exact one, at any size', () => {
    fc.assert(
      fc.property(masses, fc.bigInt(1n, 5n), (all, coverage) => {
        const found = combinedUncertaintyMilligrams(all, coverage);
        const stated = all.filter(({ uncertaintyPartsPerMillion }) => uncertaintyPartsPerMillion !== null);
        expect(found === null).toBe(stated.length === 0);
        if (found === null) return;
        const exactSquare = stated.reduce(
          (sum, each) => sum + (coverage * each.milligrams * BigInt(each.uncertaintyPartsPerMillion ?? 0)) ** 2n,
          0n,
        );
        expect((found * 1_000_000n) ** 2n <= exactSquare).toBe(true);
        expect(((found + 1n) * 1_000_000n) ** 2n > exactSquare).toBe(true);
      }),
    );
  });

  test('relative to the sum is less than that of its parts, and unknown when that of a part is', () => {
    expect(combinedUncertaintyPartsPerMillion([mass(300n, 10_000), mass(400n, 10_000)])).toBe(7_142);
    expect(combinedUncertaintyPartsPerMillion([mass(123n, 4_000)])).toBe(4_000);
    expect(combinedUncertaintyPartsPerMillion([mass(300n, 10_000), mass(400n, null)])).toBeNull();
    expect(combinedUncertaintyPartsPerMillion([mass(300n, 10_000), mass(0n, null)])).toBe(10_000);
    expect(combinedUncertaintyPartsPerMillion([mass(0n, 10_000), mass(0n, 20_000)])).toBe(20_000);
    expect(combinedUncertaintyPartsPerMillion([])).toBeNull();
  });
});

test('chance excuses three times the combined uncertainty, and no more of one than 10 %', () => {
  expect(chanceMilligrams([mass(300n, 10_000), mass(400n, 10_000)])).toBe(15n);
  expect(chanceMilligrams([mass(1_000n, 100_000)])).toBe(300n);
  expect(chanceMilligrams([mass(1_000n, 100_001)])).toBe(300n);
  expect(chanceMilligrams([mass(1_000n, 1_000_000), mass(5n, null)])).toBe(300n);
  expect(chanceMilligrams([mass(5n, null)])).toBeNull();
});

test('nobody makes three of one by stating that it is not sure at all', () => {
  const world = enter(openWorld(), { 'MINE-A': ['mine'] });
  record(world, 'MINE-A', oreCreated('ORE-1', quantity(1_000, 1_000_000)));
  const leached = (Nd: number) => ({
    type: 'lot-transformed',
    step: 'beneficiation',
    inputs: [{ lot: 'ORE-1' }],
    outputs: [{ lot: 'CON-1', material: { form: 'concentrate', product: 'c' }, quantity: quantity(Nd, 1_000_000) }],
  });
  // 3 × √((1,000 × 10 %)² + (1,500 × 10 %)²) = 540.8.
  expect(attempt(world, 'MINE-A', leached(1_500))).toMatchObject({ accepted: true });
  expect(refusalOf(world, 'MINE-A', leached(4_000))).toMatchObject({
    code: 'material-gained',
    facts: { tolerance: '1236', uncertaintyTolerance: '1236' },
  });
});

const quantity = (Nd: number, uncertaintyPartsPerMillion?: number) => {
  const stated = uncertaintyPartsPerMillion === undefined ? {} : { uncertaintyPartsPerMillion };
  return { netMilligrams: 1_000_000, elementMilligrams: { Nd }, ...stated };
};
const output = (lot: string, of: object) => ({ lot, material: { form: 'ore', product: 'ore' }, quantity: of });

test('a split inherits how sure its lot is, unless a part states it; a merge combines', () => {
  const world = enter(openWorld(), { 'MINE-A': ['mine'] });
  record(world, 'MINE-A', oreCreated('ORE-1', quantity(300, 10_000)));
  record(world, 'MINE-A', oreCreated('ORE-2', quantity(400, 10_000)));
  const merged = record(world, 'MINE-A', {
    type: 'lot-transformed',
    step: 'merge',
    inputs: [{ lot: 'ORE-1' }, { lot: 'ORE-2' }],
    outputs: [output('ORE-3', { ...quantity(700), netMilligrams: 2_000_000 })],
  });
  expect(factsOf(merged, 'lot')).toMatchObject([{ uncertaintyPartsPerMillion: 7_142 }]);
  const split = record(world, 'MINE-A', {
    type: 'lot-transformed',
    step: 'split',
    inputs: [{ lot: 'ORE-3' }],
    outputs: [output('ORE-4', quantity(350)), output('ORE-5', quantity(350, 500))],
  });
  expect(factsOf(split, 'lot')).toMatchObject([
    { uncertaintyPartsPerMillion: 7_142 },
    { uncertaintyPartsPerMillion: 500 },
  ]);
});
