import { describe, expect, it } from 'vitest';
import type { Finding } from '../src/finding.ts';
import { type FindingFilter, isAtLeast, selectFindings } from '../src/select-findings.ts';
import { dayOf } from '../testing/observations.ts';

const FOUND: Finding = {
  id: 'D02/REFINERY',
  rule: 'D02',
  version: 1,
  family: 'mass',
  severity: 'medium',
  party: 'REFINER',
  facility: 'REFINERY',
  lots: ['OX-1', 'OX-2'],
  shipments: ['SHP-1'],
  others: ['TRADER'],
  events: [],
  from: dayOf(10),
  to: dayOf(20),
  numbers: {},
  sentence: '',
  clears: '',
};

describe('selectFindings', () => {
  it.each([
    [{}, true],
    [{ lot: 'OX-2' }, true],
    [{ lot: 'OX-3' }, false],
    [{ shipment: 'SHP-1' }, true],
    [{ shipment: 'OX-1' }, false],
    [{ party: 'REFINER' }, true],
    [{ party: 'TRADER' }, true],
    [{ party: 'MINE' }, false],
    [{ facility: 'REFINERY' }, true],
    [{ facility: 'REFINER' }, false],
    [{ rule: 'D02' }, true],
    [{ rule: 'D01' }, false],
    [{ since: dayOf(20) }, true],
    [{ since: dayOf(21) }, false],
    [{ until: dayOf(10) }, false],
    [{ until: dayOf(11) }, true],
    [{ since: dayOf(12), until: dayOf(13) }, true],
    [{ party: 'REFINER', lot: 'OX-3' }, false],
  ] as const satisfies readonly (readonly [FindingFilter, boolean])[])('by %j: %s', (filter, isIn) => {
    expect(selectFindings([FOUND], filter)).toEqual(isIn ? [FOUND] : []);
  });

  it('knows how severe is severe enough', () => {
    expect([isAtLeast(FOUND, 'low'), isAtLeast(FOUND, 'medium'), isAtLeast(FOUND, 'high')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});
