import { describe, expect, test } from 'vitest';
import { findCompositionFindings } from '../src/decide/composition-findings.ts';
import { ELEMENT_SYMBOLS, elementPerOxide } from '../src/element.ts';
import { elementMassesOf } from '../src/element-masses.ts';
import type { Form, Step } from '../src/material.ts';

interface OutputOptions {
  readonly form?: Form;
  readonly grade?: string;
  readonly notDetected?: readonly ('Dy' | 'Tb')[];
}

/** The codes of what is found in a step that turns `taken` into one lot with `given`. */
function codesOf(
  step: Step,
  taken: Masses,
  given: Masses,
  options: OutputOptions = {},
  from: Form = 'scrap',
): string[] {
  const { form = 'oxide', grade, notDetected = [] } = options;
  const material = { form, product: form, ...(grade !== undefined && { grade }) };
  const output = { lot: 'OUT-1', material, elementMilligrams: elementMassesOf(given), notDetected };
  const inputs = { forms: [from], elementMilligrams: elementMassesOf(taken) };
  return findCompositionFindings(step, inputs, [output]).map(({ code }) => code);
}

type Masses = Readonly<Record<string, number>>;

/** Element masses of a million milligrams of oxides with these shares, in percent. */
function fromOxidePercents(percents: Masses): Masses {
  return Object.fromEntries(
    ELEMENT_SYMBOLS.flatMap((element) => {
      const percent = percents[element];
      if (percent === undefined) return [];
      const { numerator, denominator } = elementPerOxide(element);
      return [[element, Number((BigInt(Math.round(percent * 1e7)) * numerator) / denominator)]];
    }),
  );
}

const NATIONAL_SCRAP = fromOxidePercents({ Pr: 15.6, Nd: 62, Gd: 3.1, Tb: 0.5, Dy: 2.1, Ho: 0.5, Ce: 16.2 });

describe('recycling', () => {
  test('of swarf, scrap or residue into what magnets are made of is as it should be', () => {
    expect(codesOf('recycling', NATIONAL_SCRAP, NATIONAL_SCRAP)).toEqual([]);
  });

  test.each(['ore', 'concentrate', 'mixed-oxide'] as const)('of %s is asked about', (form) => {
    expect(codesOf('recycling', NATIONAL_SCRAP, NATIONAL_SCRAP, {}, form)).toEqual(['ore-in-recycling']);
  });

  test('into oxides with 6 % Y and 3 % Sm looks like ore', () => {
    const recyclate = fromOxidePercents({ Pr: 20, Nd: 71, Y: 6, Sm: 3 });
    expect(codesOf('recycling', recyclate, recyclate)).toEqual(['ore-like-recyclate']);
  });

  test('into oxides with 2 % Y, Sm and Eu is still as it should be, with 2.001 % it is not', () => {
    const atLimit = fromOxidePercents({ Nd: 98, Y: 1, Sm: 0.5, Eu: 0.5 });
    expect(codesOf('recycling', atLimit, atLimit)).toEqual([]);
    const above = fromOxidePercents({ Nd: 97.999, Y: 1.001, Sm: 0.5, Eu: 0.5 });
    expect(codesOf('recycling', above, above)).toEqual(['ore-like-recyclate']);
  });

  test('into oxides with more than a quarter of La and Ce looks like ore, unless it is what is left over', () => {
    const rich = fromOxidePercents({ Nd: 74, La: 13, Ce: 13 });
    expect(codesOf('recycling', rich, rich)).toEqual(['ore-like-recyclate']);
    expect(codesOf('recycling', rich, rich, { form: 'residue' })).toEqual([]);
  });
});

const XUNWU = { La: 254_507, Ce: 58_459, Nd: 258_808, Y: 79_314 };
const BAYAN_OBO = { La: 213_108, Ce: 407_730, Nd: 147_424, Y: 1_969 };

describe('a step that takes all rare earths alike', () => {
  test('keeps the proportions of its inputs, within a factor of three', () => {
    expect(codesOf('precipitation', XUNWU, { ...XUNWU, Y: 79_314 * 3 }, {}, 'ore')).toEqual([]);
    expect(codesOf('precipitation', XUNWU, { ...XUNWU, Y: 79_314 * 3 + 1 }, {}, 'ore')).toEqual(['signature-changed']);
  });

  test('does not turn clay into rock', () => {
    expect(codesOf('beneficiation', XUNWU, BAYAN_OBO, {}, 'ore')).toEqual(['signature-changed']);
  });

  test('is held to a hundredth of what is stated, and to nothing below', () => {
    const given = { La: 2_000, Y: 1 };
    expect(codesOf('precipitation', { La: 198, Y: 3 }, given, {}, 'ore')).toEqual(['signature-changed']);
    // Two of 200 are a hundredth, of 201 they are less.
    expect(codesOf('precipitation', { La: 198, Y: 2 }, given, {}, 'ore')).toEqual(['signature-changed']);
    expect(codesOf('precipitation', { La: 199, Y: 2 }, given, {}, 'ore')).toEqual([]);
  });

  test('is not held to traces, and leaching, which leaves cerium behind, not at all', () => {
    expect(codesOf('cracking', { ...XUNWU, Eu: 4_000 }, { ...XUNWU, Eu: 100 }, {}, 'ore')).toEqual([]);
    expect(codesOf('leaching', BAYAN_OBO, XUNWU, {}, 'ore')).toEqual([]);
  });
});

const magnet = (grade: string, notDetected: OutputOptions['notDetected'] = []) => ({
  form: 'magnet' as const,
  grade,
  notDetected,
});

describe('a magnet', () => {
  test('of a high grade that is said to have no Dy and no Tb is asked about', () => {
    expect(codesOf('finishing', { Nd: 9 }, { Nd: 9, Dy: 0, Tb: 0 }, magnet('42SH'))).toEqual([
      'heavy-rare-earths-missing',
    ]);
    expect(codesOf('finishing', { Nd: 9 }, { Nd: 9 }, magnet('38UH', ['Dy', 'Tb']))).toEqual([
      'heavy-rare-earths-missing',
    ]);
  });

  test('of a low grade, with one of them, or not tested for them is not', () => {
    expect(codesOf('finishing', { Nd: 9 }, { Nd: 9, Dy: 0, Tb: 0 }, magnet('N42'))).toEqual([]);
    expect(codesOf('finishing', { Nd: 9 }, { Nd: 9, Dy: 0, Tb: 1 }, magnet('42SH'))).toEqual([]);
    expect(codesOf('finishing', { Nd: 9 }, { Nd: 9 }, magnet('42SH'))).toEqual([]);
  });

  test('that is said to have no Dy though its inputs have is asked about, whatever its grade', () => {
    expect(codesOf('sintering', { Nd: 9, Dy: 1 }, { Nd: 9, Dy: 0 }, magnet('N42'))).toEqual([
      'heavy-rare-earths-missing',
    ]);
    expect(codesOf('machining', { Nd: 9, Dy: 1 }, { Nd: 9, Dy: 0 }, { form: 'swarf' })).toEqual([]);
  });
});
