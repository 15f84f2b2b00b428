import { describe, expect, test } from 'vitest';
import { traceDown, traceUp } from '../src/trace/trace.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';

/** Ore and scrap become oxide; the magnet takes oxide, and Dy alloy, a part of which goes its own way. */
function smallChain(): LineageBuilder {
  const lineage = lineageBuilder();
  lineage.origin('ORE', { Nd: 80n, La: 50n }, { party: 'MINE', custodian: 'REFINER', country: 'CN' });
  lineage.origin(
    'SCRAP',
    { Nd: 20n },
    { kind: 'collected', form: 'scrap', party: 'RECYCLER', custodian: 'REFINER', country: 'JP' },
  );
  lineage.origin(
    'ALLOY',
    { Dy: 10n },
    { kind: 'imported', form: 'alloy', party: 'TRADER', custodian: 'MAGNETS', country: 'MM' },
  );
  lineage.step({
    name: 'solvent-extraction',
    party: 'REFINER',
    inputs: { ORE: { Nd: 80n, La: 50n }, SCRAP: { Nd: 20n } },
    outputs: { OXIDE: { Nd: 100n }, LANTHANUM: { La: 50n } },
  });
  lineage.step({
    name: 'strip-casting',
    party: 'MAGNETS',
    inputs: { OXIDE: { Nd: 100n }, ALLOY: { Dy: 10n } },
    outputs: { MAGNET: { Nd: 90n, Dy: 8n }, SLAG: { Nd: 10n, Dy: 2n } },
  });
  return lineage;
}

describe('tracing upstream', () => {
  test('lists lots by distance and then id, the ways between them, and whence the masses came', () => {
    const { graph, shipment } = smallChain();
    const trace = traceUp(graph, shipment('SHP-1', ['MAGNET']));
    expect(trace).toMatchObject({
      subject: { kind: 'shipment', id: 'SHP-1' },
      direction: 'up',
      limits: { element: null, depth: null },
      custodians: ['MAGNETS', 'MAKER', 'MINE', 'RECYCLER', 'REFINER', 'TRADER'],
      countries: ['CN', 'JP', 'MM'],
      missing: [],
    });
    expect(trace.lots.map(({ lot, depth }) => [lot, depth])).toEqual([
      ['MAGNET', 0],
      ['ALLOY', 1],
      ['OXIDE', 1],
      ['ORE', 2],
      ['SCRAP', 2],
    ]);
    expect(trace.lots[0]).toEqual({
      lot: 'MAGNET',
      kind: 'transformed',
      form: 'oxide',
      product: 'product of MAGNET',
      facility: 'WORKS',
      party: 'MAGNETS',
      custodian: 'MAKER',
      country: 'CN',
      step: 'strip-casting',
      netMilligrams: null,
      elementMilligrams: { Nd: 90, Dy: 8 },
      gainedMilligrams: {},
      depth: 0,
      continues: false,
    });
    expect(trace.edges).toEqual([
      { from: 'ALLOY', to: 'MAGNET', kind: 'transformation', step: 'strip-casting', event: 'digest-of-step-1' },
      { from: 'OXIDE', to: 'MAGNET', kind: 'transformation', step: 'strip-casting', event: 'digest-of-step-1' },
      { from: 'ORE', to: 'OXIDE', kind: 'transformation', step: 'solvent-extraction', event: 'digest-of-step-0' },
      { from: 'SCRAP', to: 'OXIDE', kind: 'transformation', step: 'solvent-extraction', event: 'digest-of-step-0' },
    ]);
    const imported = { lot: 'ALLOY', kind: 'imported', party: 'TRADER', facility: 'WORKS', country: 'MM' };
    expect(trace.elements.Dy).toEqual({
      milligrams: 8,
      unknownMilligrams: 0,
      origins: [{ ...imported, milligrams: 8, share: '1.000000' }],
      recycled: {
        preConsumerMilligrams: 0,
        preConsumerShare: '0.000000',
        postConsumerMilligrams: 0,
        postConsumerShare: '0.000000',
      },
    });
    expect(trace.elements.Nd?.origins.map(({ lot, milligrams, share }) => [lot, milligrams, share])).toEqual([
      ['ORE', 72, '0.800000'],
      ['SCRAP', 18, '0.200000'],
    ]);
  });

  test('gives a lot its shortest distance when there are several ways to it', () => {
    const lineage = smallChain();
    lineage.step({ inputs: { MAGNET: { Nd: 1n }, SCRAP: { Nd: 1n } }, outputs: { MOTOR: { Nd: 2n } } });
    const { lots } = traceUp(lineage.graph, lineage.lot('MOTOR'));
    expect(lots.map(({ lot, depth }) => `${lot} ${depth}`)).toEqual([
      'MOTOR 0',
      'MAGNET 1',
      'SCRAP 1',
      'ALLOY 2',
      'OXIDE 2',
      'ORE 3',
    ]);
  });

  test('lists to the depth asked for, says where it stops, and attributes all the way', () => {
    const { graph, lot } = smallChain();
    const trace = traceUp(graph, lot('MAGNET'), { depth: 1 });
    expect(trace.lots.map(({ lot: id, continues }) => [id, continues])).toEqual([
      ['MAGNET', false],
      ['ALLOY', false],
      ['OXIDE', true],
    ]);
    expect(trace.edges.map(({ from }) => from)).toEqual(['ALLOY', 'OXIDE']);
    expect(trace.elements).toEqual(traceUp(graph, lot('MAGNET')).elements);
    expect(trace.limits).toEqual({ element: null, depth: 1 });
    expect(traceUp(graph, lot('MAGNET'), { depth: 0 }).lots).toHaveLength(1);
    expect(traceUp(graph, lot('MAGNET'), { depth: 2 }).lots.some(({ continues }) => continues)).toBe(false);
  });

  test('follows one element only, where asked to', () => {
    const { graph, lot } = smallChain();
    const trace = traceUp(graph, lot('MAGNET'), { element: 'Dy' });
    expect(trace.lots.map(({ lot: id }) => id)).toEqual(['MAGNET', 'ALLOY']);
    expect(trace.edges.map(({ from, to }) => [from, to])).toEqual([['ALLOY', 'MAGNET']]);
    expect(Object.keys(trace.elements)).toEqual(['Dy']);
    expect(traceUp(graph, lot('MAGNET'), { element: 'La' })).toMatchObject({ lots: [], edges: [], elements: {} });
  });

  test('joins two lots once, however often the step took from the one', () => {
    const lineage = smallChain();
    const oxide = lineage.lotNumber('OXIDE');
    const { graph } = lineage;
    const steps = new Map(
      [...graph.steps].map(([number, step]) => [number, { ...step, inputs: [...step.inputs, ...step.inputs] }]),
    );
    const bases = new Map(
      [...steps].map(([number, step]) => [
        number,
        { ...step, baseElementMilligrams: { Nd: 1_000n, Dy: 1_000n, La: 1_000n } },
      ]),
    );
    const { edges } = traceUp({ ...graph, steps: bases }, lineage.lot('MAGNET'));
    expect(edges.filter(({ from }) => from === graph.lots.get(oxide)?.lot)).toHaveLength(1);
  });

  test('shows a circuit by the stock that it held between two steps', () => {
    const lineage = lineageBuilder();
    lineage.origin('FEED', { Nd: 10n });
    lineage.step({ inputs: { FEED: { Nd: 10n } }, outputs: {}, closing: { 'SX-1#1': { Nd: 10n } } });
    lineage.step({ inputs: { 'SX-1#1': { Nd: 10n } }, outputs: { OUT: { Nd: 10n } } });
    const { lots } = traceUp(lineage.graph, lineage.lot('OUT'));
    expect(lots[1]).toMatchObject({ lot: 'SX-1#1', kind: 'circuit-stock', form: null, product: null });
  });

  test('names the branches that could not be followed', () => {
    const { graph, lot, lotNumber } = smallChain();
    const lots = new Map([...graph.lots].filter(([number]) => number !== lotNumber('SCRAP')));
    const missing = [{ lotNumber: lotNumber('SCRAP'), lot: 'SCRAP', reason: 'the event is withheld' }];
    const trace = traceUp({ ...graph, lots }, { ...lot('OXIDE'), missing });
    expect(trace.lots.map(({ lot: id }) => id)).toEqual(['OXIDE', 'ORE']);
    expect(trace.missing).toEqual([{ lot: 'SCRAP', why: 'withheld', reason: 'the event is withheld' }]);
    expect(trace.elements.Nd?.unknownMilligrams).toBe(20);
  });

  test('stops rather than round a mass that a JSON number cannot carry', () => {
    const lineage = lineageBuilder();
    lineage.origin('A', { Nd: 2n ** 53n - 1n });
    lineage.origin('B', { Nd: 1n });
    const { graph, shipment } = lineage;
    expect(traceUp(graph, shipment('S', ['A'])).elements.Nd?.milligrams).toBe(Number.MAX_SAFE_INTEGER);
    expect(() => traceUp(graph, shipment('S', ['A', 'B']))).toThrow('more than a JSON number can carry');
  });
});

const packings = (lineage: LineageBuilder) => [
  { shipment: 'SHP-2', lotNumber: lineage.lotNumber('MAGNET') },
  { shipment: 'SHP-2', lotNumber: lineage.lotNumber('SLAG') },
  { shipment: 'SHP-1', lotNumber: lineage.lotNumber('LANTHANUM') },
  { shipment: 'SHP-0', lotNumber: lineage.lotNumber('ALLOY') },
];

describe('tracing downstream', () => {
  test('lists what was made of the lot, and the shipments it went into', () => {
    const lineage = smallChain();
    const trace = traceDown(lineage.graph, lineage.lot('ORE'), packings(lineage));
    expect(trace.direction).toBe('down');
    expect(trace.lots.map(({ lot, depth }) => `${lot} ${depth}`)).toEqual([
      'ORE 0',
      'LANTHANUM 1',
      'OXIDE 1',
      'MAGNET 2',
      'SLAG 2',
    ]);
    expect(trace.edges.map(({ from, to }) => [from, to])).toEqual([
      ['ORE', 'LANTHANUM'],
      ['ORE', 'OXIDE'],
      ['OXIDE', 'MAGNET'],
      ['OXIDE', 'SLAG'],
    ]);
    expect(trace.shipments).toEqual([
      { shipment: 'SHP-1', lots: ['LANTHANUM'] },
      { shipment: 'SHP-2', lots: ['MAGNET', 'SLAG'] },
    ]);
  });

  test('says of the subject itself where it came from', () => {
    const lineage = smallChain();
    const trace = traceDown(lineage.graph, lineage.lot('OXIDE'), []);
    expect(trace.elements).toEqual(traceUp(lineage.graph, lineage.lot('OXIDE')).elements);
  });

  test('follows one element only, where asked to', () => {
    const lineage = smallChain();
    const trace = traceDown(lineage.graph, lineage.lot('ORE'), packings(lineage), { element: 'Nd' });
    expect(trace.lots.map(({ lot }) => lot)).toEqual(['ORE', 'OXIDE', 'MAGNET', 'SLAG']);
    expect(trace.shipments.map(({ shipment }) => shipment)).toEqual(['SHP-2']);
  });

  test('stops at the depth asked for and says so', () => {
    const lineage = smallChain();
    const trace = traceDown(lineage.graph, lineage.lot('ORE'), packings(lineage), { depth: 1 });
    expect(trace.lots.map(({ lot, continues }) => [lot, continues])).toEqual([
      ['ORE', false],
      ['LANTHANUM', false],
      ['OXIDE', true],
    ]);
    expect(trace.shipments.map(({ shipment }) => shipment)).toEqual(['SHP-1']);
  });
});
