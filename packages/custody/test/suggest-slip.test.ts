import { describe, expect, test } from 'vitest';
import { ELEMENT_SYMBOLS, elementPerOxide, tradeOxide } from '../src/element.ts';
import { suggestSlip } from '../src/suggest-slip.ts';
import { enter, openWorld, record, refusalOf } from '../testing/given.ts';
import { dispatched, lotCreated, oreCreated, transformed } from './drafts.ts';

const KILOGRAM = 1_000_000n;

const world = () => enter(openWorld(), { 'MINE-A': ['mine'], 'REFINER-B': ['refiner'] });

describe('two figures that differ', () => {
  test.each([...ELEMENT_SYMBOLS])(
    'by what the oxide of %s weighs more than it: the oxide was taken for the metal',
    (element) => {
      const { numerator, denominator } = elementPerOxide(element);
      const stated = (KILOGRAM * denominator) / numerator;
      expect(suggestSlip({ what: element, stated, expected: KILOGRAM })).toContain(
        `oxide taken for metal? ${tradeOxide(element)} weighs`,
      );
      const less = (KILOGRAM * numerator) / denominator;
      expect(suggestSlip({ what: element, stated: less, expected: KILOGRAM })).toContain('metal taken for oxide?');
    },
  );

  test.each([
    [1_140_000n, 'oxide taken for metal?'],
    [1_230_000n, 'oxide taken for metal?'],
    [880_000n, 'metal taken for oxide?'],
    [800_000n, 'metal taken for oxide?'],
  ])('by a ratio of %i millionths at the ends of what oxides have', (stated, question) => {
    expect(suggestSlip({ what: 'Nd', stated, expected: KILOGRAM })).toBe(
      `${question} Nd2O3 weighs 1.1664 times its Nd`,
    );
  });

  test.each([1_139_999n, 1_230_001n, 880_001n, 799_999n, 1_010_000n, 1_000_000n, 2_000_000n])(
    'by a ratio of %i millionths are no oxide',
    (stated) => {
      expect(suggestSlip({ what: 'Nd', stated, expected: KILOGRAM })).toBeNull();
    },
  );

  test.each([
    ['netMilligrams', 1_000_000_000n, KILOGRAM, 'kg written as t?'],
    ['netMilligrams', 1_002n, KILOGRAM, 't written as kg?'],
    ['Dy', 1_000_000_000n, KILOGRAM, 'kg written as t?'],
    ['volumeMillilitres', 1_000_000_000n, KILOGRAM, 'L written as m3?'],
    ['volumeMillilitres', 1_000n, KILOGRAM, 'm3 written as L?'],
  ])('%s a thousand times over are a slip of the unit', (what, stated, expected, question) => {
    expect(suggestSlip({ what, stated, expected })).toBe(question);
  });

  test('as wet and dry do, are a slip of the moisture that is stated', () => {
    const wet = { what: 'netMilligrams', expected: KILOGRAM, moisturePartsPerMillion: 155_000 };
    expect(suggestSlip({ ...wet, stated: 845_000n })).toBe('15.5 % moisture missing?');
    expect(suggestSlip({ ...wet, stated: 1_183_000n })).toBe('15.5 % moisture counted in?');
    expect(suggestSlip({ ...wet, stated: 700_000n })).toBeNull();
    // Nothing is taken off metal.
    expect(suggestSlip({ ...wet, moisturePartsPerMillion: 0, stated: 845_000n })).toBeNull();
  });

  test('of an element, as shares of the wet mass and of the dry do', () => {
    const moist = { what: 'Nd', expected: KILOGRAM, moisturePartsPerMillion: 80_000 };
    expect(suggestSlip({ ...moist, stated: 1_087_000n })).toBe('shares of the dry mass taken of the wet? 8 % moisture');
  });

  test('of a form that is weighed wet, are a moisture that nobody stated', () => {
    const ore = { what: 'netMilligrams', expected: KILOGRAM, form: 'concentrate' } as const;
    expect(suggestSlip({ ...ore, stated: 880_000n })).toBe('12 % moisture missing?');
    expect(suggestSlip({ ...ore, stated: 1_136_364n })).toBe('12 % moisture counted in?');
    expect(suggestSlip({ ...ore, stated: 500_000n })).toBeNull();
    expect(suggestSlip({ ...ore, stated: 995_000n })).toBeNull();
    expect(suggestSlip({ ...ore, form: 'magnet', stated: 880_000n })).toBeNull();
  });

  test('by the packaging, are gross and net', () => {
    const drum = { what: 'netMilligrams', stated: 1_040_000n, expected: KILOGRAM, grossMilligrams: 1_040_000 };
    expect(suggestSlip(drum)).toBe('gross taken for net?');
    expect(suggestSlip({ ...drum, grossMilligrams: 1_050_000 })).toBeNull();
  });

  test('of the net mass of an oxide, may be the mass of its metal', () => {
    const oxide = { what: 'netMilligrams', expected: KILOGRAM, form: 'oxide' } as const;
    expect(suggestSlip({ ...oxide, stated: 857_000n })).toBe('metal taken for oxide?');
    expect(suggestSlip({ ...oxide, stated: 1_166_000n })).toBe('oxide taken for metal?');
    expect(suggestSlip({ ...oxide, form: 'body', stated: 857_000n })).toBeNull();
  });

  test('from nothing, or equal, or in pieces, suggest nothing', () => {
    expect(suggestSlip({ what: 'Nd', stated: KILOGRAM, expected: 0n })).toBeNull();
    expect(suggestSlip({ what: 'Nd', stated: 0n, expected: KILOGRAM })).toBeNull();
    expect(suggestSlip({ what: 'Nd', stated: KILOGRAM, expected: KILOGRAM })).toBeNull();
    expect(suggestSlip({ what: 'pieces', stated: 1_000n, expected: 1n })).toBeNull();
  });
});

describe('a refusal names the slip that would explain it', () => {
  test('when a step gives the oxide of what it took', () => {
    const ore = world();
    record(ore, 'MINE-A', oreCreated('ORE-1'));
    const step = { step: 'beneficiation', form: 'concentrate', inputs: [{ lot: 'ORE-1' }] } as const;
    const oxide = transformed({ ...step, elementMilligrams: { Nd: 11_664 } });
    expect(refusalOf(ore, 'MINE-A', oxide).message).toMatch(
      /; oxide taken for metal\? Nd2O3 weighs 1\.1664 times its Nd$/,
    );
    const more = transformed({ ...step, elementMilligrams: { Nd: 13_000 } });
    expect(refusalOf(ore, 'MINE-A', more).message).toMatch(/\(tolerance 0\.00005 kg\)$/);
  });

  test('when a dispatch states the dry mass', () => {
    const ore = world();
    record(ore, 'MINE-A', oreCreated('ORE-1'));
    const dry = dispatched('TR-1', 'REFINER-B', ['ORE-1'], {
      netMilligrams: 880_000,
      moisturePartsPerMillion: 120_000,
    });
    expect(refusalOf(ore, 'MINE-A', dry).message).toMatch(/split the lot first; 12 % moisture missing\?$/);
    const unstated = dispatched('TR-1', 'REFINER-B', ['ORE-1'], { netMilligrams: 880_000 });
    expect(refusalOf(ore, 'MINE-A', unstated).message).toMatch(/; 12 % moisture missing\?$/);
    record(ore, 'MINE-A', lotCreated({ lot: 'ORE-2', quantity: { netMilligrams: 1_000_000 } }));
    const part = dispatched('TR-1', 'REFINER-B', ['ORE-2'], { netMilligrams: 400_000 });
    expect(refusalOf(ore, 'MINE-A', part).message).toMatch(/split the lot first$/);
  });
});
