import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ELEMENT_SYMBOLS, type ElementSymbol } from '../src/element.ts';
import type { ElementMasses } from '../src/element-masses.ts';
import { takePortion } from '../src/portion.ts';
import { AMOUNT_MEASURES, type Amounts, isSpent, subtractAmounts } from '../src/amounts.ts';
import { Refused } from '../src/refusal.ts';

type Input = Parameters<typeof takePortion>[1];

const LOT: Amounts = {
  netMilligrams: 1_000n,
  volumeMillilitres: 100n,
  pieces: 7n,
  elementMilligrams: { Nd: 333n, Pr: 1n, Dy: 0n },
};

const take = (input: Omit<Input, 'lot'>, remaining: Amounts = LOT) =>
  takePortion('inputs[0]', { lot: 'LOT-1', ...input }, remaining);

function refusalOf(input: Omit<Input, 'lot'>, remaining: Amounts = LOT) {
  try {
    take(input, remaining);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
  throw new Error('the part is taken');
}

describe('what an input takes of a lot', () => {
  test('is all when nothing is stated', () => {
    expect(take({})).toEqual(LOT);
  });

  test('is every measure and element in proportion to the net mass, rounded down', () => {
    expect(take({ netMilligrams: 500 })).toEqual({
      netMilligrams: 500n,
      volumeMillilitres: 50n,
      pieces: 3n,
      elementMilligrams: { Nd: 166n, Pr: 0n, Dy: 0n },
    });
  });

  test('is in proportion to the pieces', () => {
    expect(take({ pieces: 2 })).toEqual({
      netMilligrams: 285n,
      volumeMillilitres: 28n,
      pieces: 2n,
      elementMilligrams: { Nd: 95n, Pr: 0n, Dy: 0n },
    });
  });

  test('is in proportion to the volume', () => {
    expect(take({ volumeMillilitres: 99 })).toEqual({
      netMilligrams: 990n,
      volumeMillilitres: 99n,
      pieces: 6n,
      elementMilligrams: { Nd: 329n, Pr: 0n, Dy: 0n },
    });
  });

  test.each(AMOUNT_MEASURES)('is everything when it is all of the %s: no milligram stays behind', (measure) => {
    expect(take({ [measure]: Number(LOT[measure]) })).toEqual(LOT);
  });

  test('is just the elements that are stated: the net mass stays', () => {
    const taken = take({ elementMilligrams: { Nd: 333, Dy: 0 } });
    expect(taken.elementMilligrams).toEqual({ Nd: 333n, Dy: 0n });
    expect(subtractAmounts(LOT, taken)).toEqual({ ...LOT, elementMilligrams: { Nd: 0n, Pr: 1n, Dy: 0n } });
  });

  test('states no measure and no element that the lot does not state', () => {
    const bare = { netMilligrams: 10n, volumeMillilitres: null, pieces: null, elementMilligrams: {} };
    expect(take({ netMilligrams: 3 }, bare)).toEqual({ ...bare, netMilligrams: 3n });
  });

  test('multiplies before it divides, beyond the exactness of doubles', () => {
    const large = 9_007_199_254_740_991n;
    const remaining = { ...LOT, netMilligrams: large, elementMilligrams: { Nd: large - 1n } };
    expect(take({ netMilligrams: Number(large) - 1 }, remaining).elementMilligrams).toEqual({ Nd: large - 2n });
  });
});

describe('a lot is overdrawn', () => {
  test.each([
    ['netMilligrams', 1_001, '1000'],
    ['volumeMillilitres', 101, '100'],
    ['pieces', 8, '7'],
  ] as const)('by one more of %s than remains', (measure, asked, remaining) => {
    expect(refusalOf({ [measure]: asked })).toMatchObject({
      code: 'overdrawn',
      field: `inputs[0].${measure}`,
      facts: { lot: 'LOT-1', measure, asked: String(asked), remaining },
    });
  });

  test('by one more of an element than remains', () => {
    expect(refusalOf({ elementMilligrams: { Pr: 1, Nd: 334 } })).toMatchObject({
      code: 'overdrawn',
      field: 'inputs[0].elementMilligrams.Nd',
      facts: { measure: 'Nd', asked: '334', remaining: '333' },
    });
  });

  test('by an element that it does not state', () => {
    expect(refusalOf({ elementMilligrams: { Tb: 1 } })).toMatchObject({
      code: 'overdrawn',
      facts: { measure: 'Tb', asked: '1', remaining: '0' },
    });
  });

  test('by a measure that it does not have', () => {
    const refusal = refusalOf({ pieces: 1 }, { ...LOT, pieces: null });
    expect(refusal).toMatchObject({ code: 'overdrawn', facts: { measure: 'pieces', asked: '1', remaining: null } });
    expect(refusal.message).toContain('has no pieces');
  });
});

const lotWith = (changes: Partial<Amounts>) => ({ ...LOT, ...changes });

describe('a lot is spent', () => {
  test('when its net mass is gone, whatever else is left', () => {
    expect(isSpent(lotWith({ netMilligrams: 0n }))).toBe(true);
    expect(isSpent(lotWith({ netMilligrams: 1n, volumeMillilitres: 0n, pieces: 0n, elementMilligrams: {} }))).toBe(
      false,
    );
  });

  test('when it has no net mass and its volume is gone', () => {
    expect(isSpent(lotWith({ netMilligrams: null, volumeMillilitres: 0n }))).toBe(true);
    expect(isSpent(lotWith({ netMilligrams: null, volumeMillilitres: 1n, elementMilligrams: { Nd: 0n } }))).toBe(false);
  });

  test('when it has neither and every element is gone', () => {
    const neither = { netMilligrams: null, volumeMillilitres: null };
    expect(isSpent(lotWith({ ...neither, elementMilligrams: { Nd: 0n, Pr: 0n } }))).toBe(true);
    expect(isSpent(lotWith({ ...neither, elementMilligrams: { Nd: 0n, Pr: 1n } }))).toBe(false);
  });
});

describe('whatever is taken, in whatever order', () => {
  const mass = fc.bigInt(0n, 2n ** 53n - 1n);
  const positive = fc.bigInt(1n, 2n ** 53n - 1n);
  const elements: fc.Arbitrary<ElementMasses> = fc.dictionary(fc.constantFrom(...ELEMENT_SYMBOLS), mass, {
    maxKeys: 6,
  });
  const lots: fc.Arbitrary<Amounts> = fc.record({
    netMilligrams: positive,
    volumeMillilitres: fc.option(positive),
    pieces: fc.option(positive),
    elementMilligrams: elements,
  });
  /** Parts per million of what remains, in one measure or of the elements. */
  const parts = fc.record({
    by: fc.constantFrom(...AMOUNT_MEASURES, 'elementMilligrams' as const),
    partsPerMillion: fc.bigInt(0n, 1_000_000n),
  });

  test('what is left and what was taken are together what was, and neither is negative', () => {
    fc.assert(
      fc.property(lots, fc.array(parts, { maxLength: 8 }), (lot, asked) => {
        let left = lot;
        for (const { by, partsPerMillion } of asked) {
          const input = inputOf(left, by, partsPerMillion);
          if (input === null) continue;
          const taken = take(input, left);
          const next = subtractAmounts(left, taken);
          expectSum(left, taken, next);
          left = next;
        }
        if (!isSpent(left)) expect(isSpent(subtractAmounts(left, take({}, left)))).toBe(true);
      }),
    );
  });

  test('a larger part never takes less', () => {
    fc.assert(
      fc.property(lots, fc.constantFrom(...AMOUNT_MEASURES), fc.tuple(mass, mass), (lot, measure, [one, other]) => {
        const has = lot[measure];
        fc.pre(has !== null);
        const [less, more] = [one % has, other % has].sort((a, b) => (a < b ? -1 : 1)) as [bigint, bigint];
        const smaller = take({ [measure]: Number(less) }, lot);
        const larger = take({ [measure]: Number(more) }, lot);
        for (const [, a, b] of pairsOf(smaller, larger)) expect(a <= b).toBe(true);
      }),
    );
  });

  test('no part takes a larger share of an element than it asks for, nor a milligram less than the whole below it', () => {
    fc.assert(
      fc.property(lots, positive, (lot, seed) => {
        const net = lot.netMilligrams ?? 1n;
        const asked = (seed % net) + 1n;
        const { elementMilligrams } = take({ netMilligrams: Number(asked) }, lot);
        for (const element of Object.keys(lot.elementMilligrams) as ElementSymbol[]) {
          const exact = (lot.elementMilligrams[element] ?? 0n) * asked;
          const taken = (elementMilligrams[element] ?? 0n) * net;
          expect(taken <= exact && exact - taken < net).toBe(true);
        }
      }),
    );
  });
});

function inputOf(
  left: Amounts,
  by: (typeof AMOUNT_MEASURES)[number] | 'elementMilligrams',
  partsPerMillion: bigint,
): Omit<Input, 'lot'> | null {
  const part = (amount: bigint) => Number((amount * partsPerMillion) / 1_000_000n);
  if (by !== 'elementMilligrams') return left[by] === null || left[by] === 0n ? null : { [by]: part(left[by]) };
  const entries = Object.entries(left.elementMilligrams).map(([element, held]) => [element, part(held)]);
  return { elementMilligrams: Object.fromEntries(entries) as NonNullable<Input['elementMilligrams']> };
}

/** Measure by measure and element by element; what the first does not state, the second does not either. */
function pairsOf(one: Amounts, other: Amounts): [string, bigint, bigint][] {
  const pairs: [string, bigint, bigint][] = AMOUNT_MEASURES.map((measure) => [
    measure,
    one[measure] ?? 0n,
    other[measure] ?? 0n,
  ]);
  for (const element of Object.keys(one.elementMilligrams) as ElementSymbol[]) {
    pairs.push([element, one.elementMilligrams[element] ?? 0n, other.elementMilligrams[element] ?? 0n]);
  }
  return pairs;
}

function expectSum(before: Amounts, taken: Amounts, left: Amounts): void {
  expect(Object.keys(left.elementMilligrams)).toEqual(Object.keys(before.elementMilligrams));
  const remains = new Map(pairsOf(before, left).map(([what, , after]) => [what, after]));
  for (const [what, was, went] of pairsOf(before, taken)) {
    const after = remains.get(what) ?? 0n;
    expect(went + after).toBe(was);
    expect(went >= 0n && after >= 0n).toBe(true);
  }
}
