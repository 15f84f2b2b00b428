import { expect, test } from 'vitest';
import { formatPercent } from '../src/format-percent.ts';

test.each([
  [0n, '0 %'],
  [264n, '0.0264 %'],
  [150_000n, '15 %'],
  [195_800_000n, '19,580 %'],
  [-195_805_000n, '-19,580.5 %'],
])('%s parts per million read %s', (partsPerMillion, text) => {
  expect(formatPercent(partsPerMillion)).toBe(text);
});
