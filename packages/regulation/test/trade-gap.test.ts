import { expect, test } from 'vitest';
import { tradeGapOf } from '../src/mirror/trade-gap.ts';
import { stepOf } from './step-of.ts';

const GAP = { type: 'trade-gap-stated', gap: 'MT-1' };
const FIGURES = {
  exporter: 'CN',
  importer: 'DE',
  hsCode: '850511',
  fromMonth: '2026-01',
  toMonth: '2026-06',
  lagMonths: 2,
  exportsMilligrams: 10,
  importsMilligrams: 5,
  gapMilligrams: 5,
};

test('the latest statement of a gap counts, and all of them are told', () => {
  const gap = tradeGapOf([
    stepOf(1, 'OPERATOR', { ...GAP, status: 'open', figures: FIGURES, reason: 'as both tables have it' }),
    stepOf(2, 'EXPORTER', { ...GAP, status: 'explained', reason: 'it went by sea', shipments: ['SHP-1'] }),
  ]);
  expect(gap?.status).toBe('explained');
  expect(gap?.statements.map(({ party, status, shipments }) => [party, status, shipments])).toEqual([
    ['OPERATOR', 'open', []],
    ['EXPORTER', 'explained', ['SHP-1']],
  ]);
});

test('a gap of which nothing is stated is none', () => {
  expect(tradeGapOf([])).toBeNull();
});
