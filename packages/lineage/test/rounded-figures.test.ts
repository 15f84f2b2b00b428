import { expect, test } from 'vitest';
import { percentOf, roundedAmount, roundedKilograms, roundedPercent } from '../src/rounded-figures.ts';

test.each([
  [0, '0 %'],
  [0.82, '82 %'],
  [0.000_000_012_34, '0.000001234 %'],
  [1.002_95, '100.3 %'],
  [195.8, '19,580 %'],
  [-12.345, '-1,235 %'],
])('a share of %s reads %s', (share, text) => {
  expect(percentOf(share)).toBe(text);
});

test('a part of a whole reads as its share', () => {
  expect(roundedPercent(1_003n, 100_000n)).toBe('1.003 %');
});

test('kilograms are rounded half away from zero', () => {
  expect(roundedKilograms(266_550_000n)).toBe('266.6 kg');
  expect(roundedKilograms(-266_550_000n)).toBe('-266.6 kg');
});

test('what a step uses up reads in kilograms, litres or kilowatt-hours', () => {
  expect(roundedAmount('netMilligrams', 1_287_000_000n)).toBe('1,287 kg');
  expect(roundedAmount('volumeMillilitres', 81_449n)).toBe('81.45 L');
  expect(roundedAmount('wattHours', 12_345_678n)).toBe('12,350 kWh');
});
