import { describe, expect, test } from 'vitest';
import { attribute } from '../src/attribution/attribution.ts';
import type { LineageGraph, LineageSubject } from '../src/graph.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';

/** Two mines blended 3 : 1 in Nd; Dy enters late, from a third lot; a tenth of the magnet's Dy is explained by nothing. */
function smallChain(): LineageBuilder {
  const lineage = lineageBuilder();
  lineage.origin('MINE-1', { Nd: 3_000n });
  lineage.origin('MINE-2', { Nd: 1_000n });
  lineage.origin('DY-ORE', { Dy: 90n });
  lineage.step({
    inputs: { 'MINE-1': { Nd: 3_000n }, 'MINE-2': { Nd: 1_000n } },
    outputs: { OXIDE: { Nd: 3_600n } },
    losses: { Nd: 400n },
  });
  lineage.step({
    name: 'split',
    inputs: { OXIDE: { Nd: 3_600n } },
    outputs: { LEFT: { Nd: 1_800n }, RIGHT: { Nd: 1_800n } },
  });
  lineage.step({
    name: 'strip-casting',
    inputs: { LEFT: { Nd: 1_800n }, 'DY-ORE': { Dy: 90n } },
    outputs: { MAGNET: { Nd: 1_001n, Dy: 100n } },
  });
  return lineage;
}

function summary(graph: LineageGraph, subject: LineageSubject) {
  const attributions = [...attribute(graph, subject)];
  return Object.fromEntries(
    attributions.map(([element, { milligrams, unknownMilligrams, origins }]) => [
      element,
      {
        milligrams,
        unknownMilligrams,
        origins: origins.map(({ lotNumber, milligrams: mass, share }) => [graph.lots.get(lotNumber)?.lot, mass, share]),
      },
    ]),
  );
}

describe('attribution', () => {
  test('gives each element its own origins, to the milligram', () => {
    const { graph, lot } = smallChain();
    expect(summary(graph, lot('MAGNET'))).toEqual({
      // 1,001 × 3/4 = 750.75 and 1,001 × 1/4 = 250.25: the milligram left goes to the larger remainder.
      Nd: {
        milligrams: 1_001n,
        unknownMilligrams: 0n,
        origins: [
          ['MINE-1', 751n, '0.750000'],
          ['MINE-2', 250n, '0.250000'],
        ],
      },
      Dy: { milligrams: 100n, unknownMilligrams: 10n, origins: [['DY-ORE', 90n, '0.900000']] },
    });
  });

  test('rounds once for the shipment, not lot by lot', () => {
    const lineage = lineageBuilder();
    lineage.origin('A', { Nd: 10n });
    lineage.origin('B', { Nd: 20n });
    lineage.step({
      inputs: { A: { Nd: 10n }, B: { Nd: 20n } },
      outputs: { X: { Nd: 1n }, Y: { Nd: 1n }, Z: { Nd: 1n } },
    });
    const { graph, shipment } = lineage;
    // Lot by lot every milligram would be B's, the larger remainder each time.
    expect(summary(graph, shipment('SHP', ['X', 'Y', 'Z']))['Nd']?.origins).toEqual([
      ['B', 2n, '0.666667'],
      ['A', 1n, '0.333333'],
    ]);
  });

  test('gives an exact tie to the smaller id in byte order, and to the unknown last', () => {
    const lineage = lineageBuilder();
    for (const lot of ['Z', 'Ａ', '🧲']) lineage.origin(lot, { Nd: 1n });
    lineage.step({ inputs: { Z: { Nd: 1n }, Ａ: { Nd: 1n }, '🧲': { Nd: 1n } }, outputs: { OUT: { Nd: 4n } } });
    const { graph, lotNumber } = lineage;
    const ofMilligrams = (milligrams: bigint): LineageSubject => ({
      kind: 'lot',
      id: 'OUT',
      missing: [],
      parts: [{ lotNumber: lotNumber('OUT'), at: 0, elementMilligrams: { Nd: milligrams } }],
    });
    expect(summary(graph, ofMilligrams(3n))['Nd']).toEqual({
      milligrams: 3n,
      unknownMilligrams: 0n,
      origins: [
        ['Z', 1n, '0.250000'],
        ['Ａ', 1n, '0.250000'],
        ['🧲', 1n, '0.250000'],
      ],
    });
    expect(summary(graph, ofMilligrams(2n))['Nd']?.origins.map(([lot]) => lot)).toEqual(['Z', 'Ａ', '🧲']);
    expect(summary(graph, ofMilligrams(2n))['Nd']?.origins.map(([, mass]) => mass)).toEqual([1n, 1n, 0n]);
  });

  test('lists an origin of less than a milligram, and none of which nothing was taken', () => {
    const lineage = lineageBuilder();
    lineage.origin('MOST', { Nd: 10n ** 12n });
    lineage.origin('TRACE', { Nd: 1n });
    lineage.origin('NOTHING', { Nd: 0n });
    lineage.step({
      inputs: { MOST: { Nd: 10n ** 12n }, TRACE: { Nd: 1n }, NOTHING: { Nd: 0n } },
      outputs: { OUT: { Nd: 1_000n } },
    });
    expect(summary(lineage.graph, lineage.lot('OUT'))['Nd']?.origins).toEqual([
      ['MOST', 1_000n, '1.000000'],
      ['TRACE', 0n, '0.000000'],
    ]);
  });

  test("passes a circuit's closing stock on to the circuit's next step", () => {
    const lineage = lineageBuilder();
    lineage.origin('FIRST', { Nd: 100n });
    lineage.origin('SECOND', { Nd: 150n });
    lineage.step({
      name: 'solvent-extraction',
      inputs: { FIRST: { Nd: 100n } },
      outputs: { OUT1: { Nd: 50n } },
      closing: { 'SX-1#1': { Nd: 50n } },
    });
    lineage.step({
      name: 'solvent-extraction',
      inputs: { SECOND: { Nd: 150n }, 'SX-1#1': { Nd: 50n } },
      outputs: { OUT2: { Nd: 100n } },
      closing: { 'SX-1#2': { Nd: 100n } },
    });
    expect(summary(lineage.graph, lineage.lot('OUT2'))['Nd']?.origins).toEqual([
      ['SECOND', 75n, '0.750000'],
      ['FIRST', 25n, '0.250000'],
    ]);
  });

  test('counts an element that the making of the lot knew nothing of as unknown', () => {
    const { graph, lotNumber } = smallChain();
    const parts = [{ lotNumber: lotNumber('OXIDE'), at: 0, elementMilligrams: { Tb: 7n } }];
    expect(summary(graph, { kind: 'shipment', id: 'SHP', parts, missing: [] })).toEqual({
      Tb: { milligrams: 7n, unknownMilligrams: 7n, origins: [] },
    });
  });

  test('counts what comes from a missing branch as unknown, never as the known origins', () => {
    const { graph, lot, lotNumber } = smallChain();
    const lots = new Map([...graph.lots].filter(([number]) => number !== lotNumber('MINE-2')));
    const missing = [{ lotNumber: lotNumber('MINE-2'), lot: 'MINE-2', reason: 'withheld' }];
    expect(summary({ ...graph, lots }, { ...lot('MAGNET'), missing })['Nd']).toEqual({
      milligrams: 1_001n,
      unknownMilligrams: 250n,
      origins: [['MINE-1', 751n, '0.750000']],
    });
    expect(() => attribute({ ...graph, lots }, lot('MAGNET'))).toThrow('neither in the graph nor said to be missing');
  });

  test('leaves out elements of which the subject has none', () => {
    const { graph, lotNumber } = smallChain();
    const parts = [{ lotNumber: lotNumber('MAGNET'), at: 0, elementMilligrams: { Nd: 0n } }];
    expect(attribute(graph, { kind: 'shipment', id: 'SHP', parts, missing: [] }).size).toBe(0);
  });

  test('refuses a graph in which a lot is made from a later one', () => {
    const { graph, lot } = smallChain();
    const steps = new Map(
      [...graph.steps].map(([number, step]) => [
        number,
        { ...step, inputs: [{ lotNumber: 6, elementMilligrams: { Nd: 1n } }] },
      ]),
    );
    expect(() => attribute({ ...graph, steps }, lot('MAGNET'))).toThrow('not before it');
  });

  test('refuses a step that takes more than its base', () => {
    const { graph, lot } = smallChain();
    const steps = new Map(
      [...graph.steps].map(([number, step]) => [number, { ...step, baseElementMilligrams: { Nd: 1n } }]),
    );
    expect(() => attribute({ ...graph, steps }, lot('MAGNET'))).toThrow('more than its base');
  });
});

const Nd = (mass: bigint) => ({ Nd: mass });

/** 100 mg of a mine; a fifth is taken, the rest gains 20 mg, and half of it is taken after that. */
function gaining(): LineageBuilder {
  const lineage = lineageBuilder();
  lineage.origin('MINE', Nd(100n));
  lineage.step({ inputs: { MINE: Nd(20n) }, outputs: { EARLY: Nd(20n) } });
  lineage.gain('MINE', Nd(80n), Nd(20n));
  lineage.step({ inputs: { MINE: Nd(50n) }, outputs: { LATE: Nd(40n) }, losses: Nd(10n) });
  return lineage;
}

describe('what a lot gains without a step', () => {
  test('has an unknown origin, and what was taken before has none of it', () => {
    const { graph, lot, shipment } = gaining();
    expect(summary(graph, lot('EARLY'))['Nd']).toMatchObject({
      unknownMilligrams: 0n,
      origins: [['MINE', 20n, '1.000000']],
    });
    expect(summary(graph, lot('LATE'))['Nd']).toMatchObject({
      unknownMilligrams: 8n,
      origins: [['MINE', 32n, '0.800000']],
    });
    expect(summary(graph, shipment('SHP', ['EARLY', 'LATE']))['Nd']).toMatchObject({
      unknownMilligrams: 8n,
      origins: [['MINE', 52n, '0.866667']],
    });
  });

  test('is not in the lot as it was made, and is in it when it is shipped', () => {
    const { graph, lot, shipment } = gaining();
    expect(summary(graph, lot('MINE'))['Nd']).toMatchObject({ milligrams: 100n, unknownMilligrams: 0n });
    expect(summary(graph, shipment('SHP', ['MINE']))['Nd']).toMatchObject({ milligrams: 100n, unknownMilligrams: 20n });
  });

  test('mixes into what it gained before', () => {
    const lineage = gaining();
    lineage.gain('MINE', Nd(50n), Nd(50n));
    expect(summary(lineage.graph, lineage.shipment('SHP', ['MINE']))['Nd']).toMatchObject({
      unknownMilligrams: 60n,
      origins: [['MINE', 40n, '0.400000']],
    });
  });

  test('is all there is of an element of which there was none, whatever it is added to later', () => {
    const lineage = gaining();
    lineage.gain('MINE', Nd(0n), Nd(50n));
    lineage.gain('MINE', Nd(50n), Nd(1n));
    expect(summary(lineage.graph, lineage.shipment('SHP', ['MINE']))['Nd']).toMatchObject({
      unknownMilligrams: 100n,
      origins: [],
    });
  });

  test('is of the elements that were gained, and rounds as the unknown does', () => {
    const lineage = lineageBuilder();
    lineage.origin('MINE', { Nd: 2n, Dy: 10n });
    lineage.gain('MINE', { Nd: 2n }, { Nd: 1n });
    const subject = { kind: 'shipment', id: 'SHP', missing: [] } as const;
    const parts = [{ lotNumber: lineage.lotNumber('MINE'), at: 9, elementMilligrams: { Nd: 1n, Dy: 10n } }];
    // A third of a milligram is unknown: the one that there is goes to the larger remainder.
    expect(summary(lineage.graph, { ...subject, parts })).toEqual({
      Nd: { milligrams: 1n, unknownMilligrams: 0n, origins: [['MINE', 1n, '0.666667']] },
      Dy: { milligrams: 10n, unknownMilligrams: 0n, origins: [['MINE', 10n, '1.000000']] },
    });
  });
});
