import type { Crime } from '@lodestone/simulator/truth.ts';
import { describe, expect, test } from 'vitest';
import { formatScore } from '../src/format-score.ts';
import { type ScoredFinding, scoreFindings } from '../src/score-findings.ts';

const CRIME: Crime = {
  crime: 'CRIME-001',
  rule: 'D02',
  also: ['D03'],
  party: 'REFINER-001',
  facility: 'REFINER-001-WORKS',
  others: ['TRADER-001'],
  lots: ['OX-1'],
  shipments: ['SHIP-1'],
  from: '2026-03-01T00:00:00.000Z',
  to: '2026-04-01T00:00:00.000Z',
  what: 'A refiner books more than it has.',
};

const FINDING: ScoredFinding = {
  rule: 'D02',
  severity: 'medium',
  party: 'REFINER-001',
  facility: null,
  lots: [],
  shipments: [],
  others: [],
  from: '2026-03-10T00:00:00.000Z',
  to: '2026-03-20T00:00:00.000Z',
  sentence: 'More comes out than goes in.',
};

const ELSEWHERE: Partial<ScoredFinding> = { party: 'MINE-001' };

describe('a crime is caught', () => {
  test.each<[string, Partial<ScoredFinding>]>([
    ['its party', {}],
    ['another party of it', { party: 'TRADER-001' }],
    ['its party among others', { ...ELSEWHERE, others: ['REFINER-001'] }],
    ['its works', { ...ELSEWHERE, facility: 'REFINER-001-WORKS' }],
    ['one of its lots', { ...ELSEWHERE, lots: ['OX-9', 'OX-1'] }],
    ['one of its shipments', { ...ELSEWHERE, shipments: ['SHIP-1'] }],
    ['its party, by a rule that may see it as well', { rule: 'D03' }],
    ['its party, two weeks after it', { from: '2026-04-14T00:00:00.000Z', to: '2026-04-14T00:00:00.000Z' }],
  ])('by a finding that names %s', (_, change) => {
    expect(scoreFindings([{ ...FINDING, ...change }], [CRIME]).recall).toEqual({ part: 1, of: 1 });
  });

  test.each<[string, Partial<ScoredFinding>]>([
    ['is about somebody else', ELSEWHERE],
    ['is about another time', { from: '2026-04-16T00:00:00.000Z', to: '2026-05-01T00:00:00.000Z' }],
    ['ended before it', { from: '2026-01-01T00:00:00.000Z', to: '2026-02-01T00:00:00.000Z' }],
  ])('not by one that %s, which is wrong', (_, change) => {
    const finding = { ...FINDING, ...change };
    const { recall, wrong, missed } = scoreFindings([finding], [CRIME]);
    expect(recall).toEqual({ part: 0, of: 1 });
    expect(wrong).toEqual([finding]);
    expect(missed).toEqual([CRIME]);
  });

  test('not by one of another rule, which is right all the same and stands in the confusion table', () => {
    const { recall, precision, precisionByRule, confusion } = scoreFindings([{ ...FINDING, rule: 'D11' }], [CRIME]);
    expect(recall).toEqual({ part: 0, of: 1 });
    expect(precision).toEqual({ part: 1, of: 1 });
    expect(precisionByRule).toEqual({ part: 0, of: 1 });
    expect(confusion.get('D02')?.get('D11')).toBe(1);
  });
});

test('precision is told of what a person is asked to look at, and of all', () => {
  const low: ScoredFinding = { ...FINDING, ...ELSEWHERE, severity: 'low' };
  const { precision, precisionOfAll, precisionByRule } = scoreFindings([FINDING, low], [CRIME]);
  expect(precision).toEqual({ part: 1, of: 1 });
  expect(precisionOfAll).toEqual({ part: 1, of: 2 });
  expect(precisionByRule).toEqual({ part: 1, of: 1 });
});

test('a score says what was missed and what was wrong', () => {
  const text = formatScore(scoreFindings([{ ...FINDING, ...ELSEWHERE }], [CRIME]));
  expect(text).toContain('recall 0/1 0.00, precision 0/1 0.00 of medium and high');
  expect(text).toContain('D02 2026-03-01 to 2026-04-01: A refiner books more than it has.');
  expect(text).toContain('D02 medium: More comes out than goes in.');
});
