import { expect, test } from 'vitest';
import { formatAmount, formatKilograms, formatLitres } from '../src/format-amount.ts';

test.each([
  [0n, '0 kg'],
  [1n, '0.000001 kg'],
  [1_000_000n, '1 kg'],
  [1_500_000n, '1.5 kg'],
  [999_999_999_999n, '999,999.999999 kg'],
  [1_000_000_000_000n, '1,000,000 kg'],
  [-1_234_500_000n, '-1,234.5 kg'],
  [9_007_199_254_740_993n, '9,007,199,254.740993 kg'],
])('%s mg reads %s: every decimal that is there, none that is not', (milligrams, text) => {
  expect(formatKilograms(milligrams)).toBe(text);
});

test('litres have three decimals', () => {
  expect(formatLitres(1_234_567n)).toBe('1,234.567 L');
  expect(formatLitres(1_000n)).toBe('1 L');
});

test.each([
  ['netMilligrams', '0.000012 kg net'],
  ['volumeMillilitres', '0.012 L'],
  ['pieces', '12 pieces'],
  ['Nd', '0.000012 kg Nd'],
])('%s is named with its amount', (what, text) => {
  expect(formatAmount(what, 12n)).toBe(text);
});
