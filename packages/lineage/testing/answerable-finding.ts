import type { Finding } from '../src/finding.ts';

/** A finding that somebody may answer. */
export const ANSWERABLE_FINDING: Finding = {
  id: 'D02/SX-GANZHOU/solvent-extraction',
  rule: 'D02',
  version: 1,
  family: 'mass',
  severity: 'medium',
  party: 'REFINER-B',
  facility: 'SX-GANZHOU',
  lots: ['OX-ND'],
  shipments: [],
  others: [],
  events: ['EV-1'],
  from: '2026-03-01T08:00:00.000Z',
  to: '2026-03-02T08:00:00.000Z',
  numbers: { yieldPartsPerMillion: 1_020_000, highPartsPerMillion: 990_000 },
  sentence: 'solvent extraction gave more than it can',
  clears: 'a stock count',
};
