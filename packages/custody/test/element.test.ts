import { describe, expect, test } from 'vitest';
import { ELEMENT_SYMBOLS, elementOfOxide, elementPerOxide, isElementSymbol, tradeOxide } from '../src/element.ts';

/**
 * Element in oxide, worked out apart from the sources with exact fractions of the CIAAW masses: milligrams in a million
 * tonnes, rounded, and the factor to six decimals as the trade prints it.
 */
const FACTORS = [
  ['Sc', 'Sc2O3', 651_965_682_193_453n, '0.651966'],
  ['Y', 'Y2O3', 787_443_951_002_131n, '0.787444'],
  ['La', 'La2O3', 852_683_148_237_578n, '0.852683'],
  ['Ce', 'CeO2', 814_088_336_800_028n, '0.814088'],
  ['Pr', 'Pr6O11', 827_704_154_555_274n, '0.827704'],
  ['Nd', 'Nd2O3', 857_355_987_410_879n, '0.857356'],
  ['Sm', 'Sm2O3', 862_361_169_659_065n, '0.862361'],
  ['Eu', 'Eu2O3', 863_615_827_235_917n, '0.863616'],
  ['Gd', 'Gd2O3', 867_593_386_979_754n, '0.867593'],
  ['Tb', 'Tb4O7', 850_215_545_811_967n, '0.850216'],
  ['Dy', 'Dy2O3', 871_320_680_863_385n, '0.871321'],
  ['Ho', 'Ho2O3', 872_975_976_577_931n, '0.872976'],
  ['Er', 'Er2O3', 874_522_567_742_441n, '0.874523'],
  ['Tm', 'Tm2O3', 875_612_078_011_506n, '0.875612'],
  ['Yb', 'Yb2O3', 878_207_096_402_571n, '0.878207'],
  ['Lu', 'Lu2O3', 879_383_490_488_040n, '0.879383'],
] as const;

const MILLION_TONNES_MILLIGRAMS = 10n ** 15n;

describe.each(FACTORS)('%s in %s', (element, oxide, milligrams, sixDecimals) => {
  test('is the exact ratio of the atomic masses', () => {
    const { numerator, denominator } = elementPerOxide(element);
    const twice = (2n * MILLION_TONNES_MILLIGRAMS * numerator) / denominator;
    expect((twice + 1n) / 2n).toBe(milligrams);
    expect((Number(numerator) / Number(denominator)).toFixed(6)).toBe(sixDecimals);
  });

  test('goes both ways by name', () => {
    expect(tradeOxide(element)).toBe(oxide);
    expect(elementOfOxide(oxide)).toBe(element);
  });
});

test('the elements are those that occur, by atomic number: the order of stored masses', () => {
  expect(ELEMENT_SYMBOLS).toEqual(FACTORS.map(([element]) => element));
});

test.each(['Pm', 'nd', 'ND', '', 'Fe', '__proto__', 'toString', 'Nd2O3'])(
  '%j is no element that a quantity states',
  (text) => {
    expect(isElementSymbol(text)).toBe(false);
  },
);

test.each(['Pr2O3', 'Tb2O3', 'Ce2O3', 'Pm2O3', 'Nd', '', 'nd2o3'])('%j is no trade oxide', (oxide) => {
  expect(elementOfOxide(oxide)).toBeUndefined();
});
