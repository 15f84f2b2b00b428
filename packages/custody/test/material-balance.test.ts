import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ELEMENT_SYMBOLS } from '../src/element.ts';
import type { ElementMasses } from '../src/element-masses.ts';
import { findExcesses, isWithinUncertainty, type MaterialBalance } from '../src/material-balance.ts';
import { enter, findingsOf, openWorld, record, refusalOf, type World } from '../testing/given.ts';
import type { JsonObject } from '../testing/json-object.ts';
import { lotCreated, oreCreated, transformed } from './drafts.ts';

function balance(input: ElementMasses, given: ElementMasses, stock: Partial<MaterialBalance> = {}): MaterialBalance {
  return {
    inputElementMilligrams: input,
    givenElementMilligrams: given,
    recordedStockElementMilligrams: {},
    statedOpeningElementMilligrams: {},
    uncertain: [],
    ...stock,
  };
}

describe('what comes out above what went in', () => {
  test('is tolerated up to 5,000 parts per million of the inputs, and not a milligram more', () => {
    expect(findExcesses(balance({ Nd: 1_000_000n }, { Nd: 1_005_000n }), 5_000)).toEqual([]);
    expect(findExcesses(balance({ Nd: 1_000_000n }, { Nd: 1_005_001n }), 5_000)).toEqual([
      {
        element: 'Nd',
        inMilligrams: 1_000_000n,
        recordedStockMilligrams: 0n,
        statedOpeningMilligrams: 0n,
        outMilligrams: 1_005_001n,
        excessMilligrams: 5_001n,
        toleranceMilligrams: 5_000n,
        balanceToleranceMilligrams: 5_000n,
        uncertaintyToleranceMilligrams: null,
      },
    ]);
  });

  test('has a tolerance rounded down', () => {
    expect(findExcesses(balance({ Nd: 399n }, { Nd: 401n }), 5_000)).toMatchObject([{ toleranceMilligrams: 1n }]);
    expect(findExcesses(balance({ Nd: 399n }, { Nd: 400n }), 5_000)).toEqual([]);
    expect(findExcesses(balance({ Nd: 199n }, { Nd: 200n }), 5_000)).toMatchObject([{ toleranceMilligrams: 0n }]);
  });

  test('has no tolerance where no input states the element', () => {
    expect(findExcesses(balance({ Nd: 1_000_000n }, { Dy: 1n }), 5_000)).toMatchObject([
      { element: 'Dy', inMilligrams: 0n, excessMilligrams: 1n, toleranceMilligrams: 0n },
    ]);
    expect(findExcesses(balance({ Nd: 1_000_000n, Dy: 0n }, { Dy: 1n }), 5_000)).toHaveLength(1);
    expect(findExcesses(balance({ Nd: 1_000_000n }, { Dy: 0n }), 5_000)).toEqual([]);
  });

  test('is looked for element by element: what is missing of one makes up for no other', () => {
    const excesses = findExcesses(balance({ Nd: 100n, Pr: 100n, Dy: 100n }, { Nd: 1n, Pr: 200n, Dy: 101n }), 0);
    expect(excesses.map(({ element, excessMilligrams }) => [element, excessMilligrams])).toEqual([
      ['Pr', 100n],
      ['Dy', 1n],
    ]);
  });

  test('counts opening stock above the record as well, and once', () => {
    const stock = { recordedStockElementMilligrams: { Nd: 100n }, statedOpeningElementMilligrams: { Nd: 103n } };
    expect(findExcesses(balance({}, { Nd: 50n }, stock), 0)).toMatchObject([{ excessMilligrams: 3n }]);
    expect(findExcesses(balance({}, { Nd: 103n }, stock), 0)).toMatchObject([{ excessMilligrams: 3n }]);
    expect(findExcesses(balance({}, { Nd: 105n }, stock), 0)).toMatchObject([{ excessMilligrams: 5n }]);
  });

  test('is found exactly where the gain is above its share of the inputs', () => {
    const masses: fc.Arbitrary<ElementMasses> = fc.dictionary(
      fc.constantFrom(...ELEMENT_SYMBOLS),
      fc.bigInt(0n, 2n ** 53n - 1n),
    );
    fc.assert(
      fc.property(masses, masses, fc.nat(1_000_000), (input, given, tolerance) => {
        const excesses = findExcesses(balance(input, given), tolerance);
        for (const element of ELEMENT_SYMBOLS) {
          const [went, came] = [input[element] ?? 0n, given[element] ?? 0n];
          const found = excesses.find((excess) => excess.element === element);
          // The tolerance in fractions of a milligram says the same of whole milligrams.
          expect(found !== undefined).toBe((came - went) * 1_000_000n > went * BigInt(tolerance));
          if (found !== undefined) expect(found.excessMilligrams).toBe(came - went);
        }
      }),
    );
  });
});

/** MINE-A holds ORE-1 with 1,000 g of neodymium, and ORE-2 that states no element. */
function world(options: Parameters<typeof openWorld>[0]): World {
  const given = enter(openWorld(options), { 'MINE-A': ['mine'] });
  const quantity = { netMilligrams: 10_000_000, elementMilligrams: { Nd: 1_000_000 } };
  record(given, 'MINE-A', oreCreated('ORE-1', quantity));
  record(given, 'MINE-A', lotCreated({ lot: 'ORE-2', quantity: { netMilligrams: 10_000_000 } }));
  return given;
}

/** Nothing useful comes out, so that there is no yield to look at besides. */
function giving(elementMilligrams: JsonObject, lot = 'ORE-1') {
  const step = { step: 'beneficiation', form: 'tailings', netMilligrams: 9_000_000 } as const;
  return transformed({ ...step, inputs: [{ lot }], elementMilligrams });
}

const losing = (Nd: number) => ({
  ...giving({ Nd: 900_000 }),
  losses: [{ kind: 'dust', elementMilligrams: { Nd } }],
});

const uncertain = (element: ElementMasses, uncertaintyPartsPerMillion: number) => ({
  elementMilligrams: element,
  uncertaintyPartsPerMillion,
});

describe('uncertainty', () => {
  test('of inputs and outputs counts three times, combined, where it is more than the share of the inputs', () => {
    // 3 × √((1,000,000 × 3 %)² + (1,000,000 × 4 %)²) = 150,000.
    const sides = { uncertain: [uncertain({ Nd: 1_000_000n }, 30_000), uncertain({ Nd: 1_000_000n }, 40_000)] };
    const [within] = findExcesses(balance({ Nd: 1_000_000n }, { Nd: 1_150_000n }, sides), 5_000);
    expect(within).toMatchObject({
      toleranceMilligrams: 150_000n,
      balanceToleranceMilligrams: 5_000n,
      uncertaintyToleranceMilligrams: 150_000n,
    });
    expect(within && isWithinUncertainty(within)).toBe(true);
    const [beyond] = findExcesses(balance({ Nd: 1_000_000n }, { Nd: 1_150_001n }, sides), 5_000);
    expect(beyond && isWithinUncertainty(beyond)).toBe(false);
    const [generous] = findExcesses(balance({ Nd: 1_000_000n }, { Nd: 1_200_001n }, sides), 200_000);
    expect(generous).toMatchObject({ toleranceMilligrams: 200_000n, uncertaintyToleranceMilligrams: 150_000n });
  });

  test('of an output makes nothing out of an element that no input states', () => {
    const sides = { uncertain: [uncertain({ Dy: 1_000n }, 1_000_000)] };
    expect(findExcesses(balance({ Nd: 1n }, { Dy: 1n }, sides), 5_000)).toMatchObject([
      { element: 'Dy', toleranceMilligrams: 0n, uncertaintyToleranceMilligrams: null },
    ]);
  });

  test('of what was taken lets a step through with a finding, and is in the refusal beyond', () => {
    const given = enter(openWorld(), { 'MINE-A': ['mine'] });
    const elementMilligrams = { Nd: 1_000_000 };
    const quantity = { netMilligrams: 10_000_000, elementMilligrams, uncertaintyPartsPerMillion: 10_000 };
    record(given, 'MINE-A', oreCreated('ORE-1', quantity));
    const refusal = refusalOf(given, 'MINE-A', giving({ Nd: 1_030_001 }));
    expect(refusal.facts).toMatchObject({
      excess: '30001',
      tolerance: '30000',
      balanceTolerance: '5000',
      uncertaintyTolerance: '30000',
    });
    expect(refusal.message).toContain(
      'tolerance 0.03 kg, three times the combined uncertainty; 0.005 kg by the policy',
    );
    const facts = record(given, 'MINE-A', giving({ Nd: 1_030_000 }));
    expect(findingsOf(facts)).toEqual(['gained-within-uncertainty']);
    expect(facts.filter(({ kind }) => kind === 'finding')).toMatchObject([
      { message: expect.stringContaining('0.03 kg more (tolerance 0.03 kg, three times') },
    ]);
    expect(facts.filter(({ kind }) => kind === 'lot')).toMatchObject([{ uncertaintyPartsPerMillion: null }]);
  });

  test('less than the share of the inputs leaves that in force, and is named beside it', () => {
    const given = enter(openWorld(), { 'MINE-A': ['mine'] });
    const elementMilligrams = { Nd: 1_000_000 };
    const quantity = { netMilligrams: 10_000_000, elementMilligrams, uncertaintyPartsPerMillion: 1_000 };
    record(given, 'MINE-A', oreCreated('ORE-1', quantity));
    const { facts, message } = refusalOf(given, 'MINE-A', giving({ Nd: 1_005_001 }));
    expect(facts).toMatchObject({ tolerance: '5000', balanceTolerance: '5000', uncertaintyTolerance: '3000' });
    expect(message).toContain('tolerance 0.005 kg by the policy; three times the combined uncertainty is 0.003 kg');
  });
});

describe('a step that gives more than it takes', () => {
  test('is refused under strict, with what went in, what came out, the excess and the tolerance', () => {
    const refusal = refusalOf(world({}), 'MINE-A', giving({ Nd: 1_005_001 }));
    expect(refusal.facts).toEqual({ element: 'Nd', in: '1000000', out: '1005001', excess: '5001', tolerance: '5000' });
    for (const amount of ['1 kg Nd', '1.005001 kg Nd', '0.005001 kg', '0.005 kg']) {
      expect(refusal.message).toContain(amount);
    }
  });

  test('is recorded under observe, with a finding for each element', () => {
    const facts = record(world({ enforcement: 'observe' }), 'MINE-A', giving({ Nd: 1_005_001, Dy: 1 }));
    expect(findingsOf(facts)).toEqual(['material-gained', 'material-gained']);
    expect(facts.filter(({ kind }) => kind === 'finding')).toMatchObject([{ index: 0 }, { index: 1 }]);
    expect(facts.filter(({ kind }) => kind === 'lot')).toHaveLength(1);
  });

  test('is no matter within the tolerance: no finding either', () => {
    expect(findingsOf(record(world({ enforcement: 'observe' }), 'MINE-A', giving({ Nd: 1_005_000 })))).toEqual([]);
  });

  test('asks for an assay of an input that states nothing', () => {
    const refusal = refusalOf(world({}), 'MINE-A', giving({ Nd: 1 }, 'ORE-2'));
    expect(refusal).toMatchObject({ code: 'material-gained', facts: { element: 'Nd', in: '0', tolerance: '0' } });
    expect(refusal.message).toContain('assay the input first');
    expect(findingsOf(record(world({}), 'MINE-A', giving({ Nd: 0 }, 'ORE-2')))).toEqual([]);
  });

  test('is held to the tolerance that the ledger was opened with', () => {
    const exact = world({ balancePartsPerMillion: 0 });
    expect(refusalOf(exact, 'MINE-A', giving({ Nd: 1_000_001 })).facts).toMatchObject({ excess: '1', tolerance: '0' });
    const generous = world({ balancePartsPerMillion: 20_000 });
    expect(findingsOf(record(generous, 'MINE-A', giving({ Nd: 1_020_000 })))).toEqual([]);
  });

  test('counts what it states as lost', () => {
    expect(findingsOf(record(world({}), 'MINE-A', losing(105_000)))).toEqual([]);
    expect(refusalOf(world({}), 'MINE-A', losing(105_001)).facts).toMatchObject({ out: '1005001' });
  });
});
