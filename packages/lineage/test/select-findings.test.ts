import { describe, expect, it } from 'vitest';
import type { Finding } from '../src/finding.ts';
import { aboutLineage, type FindingFilter, isAtLeast, selectFindings } from '../src/select-findings.ts';
import { traceUp } from '../src/trace/trace.ts';
import { lineageBuilder } from '../testing/lineage-builder.ts';
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

describe('aboutLineage', () => {
  const trace = lineageOf('OX-1');

  it.each([
    ['of a lot upstream', FOUND, 'SHP-9', true],
    ['of the shipment itself', { ...FOUND, lots: ['OX-9'] }, 'SHP-1', true],
    ['of other lots of a party of it', { ...FOUND, lots: ['OX-9'] }, 'SHP-9', false],
    ['of a party of it, and of no lot', { ...FOUND, lots: [], shipments: [], others: ['MAKER'] }, 'SHP-9', true],
    ['of other parties, and of no lot', { ...FOUND, lots: [], shipments: [] }, 'SHP-9', false],
  ] as const)('tells what is %s', (_, finding, id, isAbout) => {
    expect(aboutLineage(trace, id)(finding)).toBe(isAbout);
  });
});

function lineageOf(lot: string) {
  const builder = lineageBuilder();
  builder.origin(lot, { Nd: 1n });
  return traceUp(builder.graph, builder.lot(lot));
}
