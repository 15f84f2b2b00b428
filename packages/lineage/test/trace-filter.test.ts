import { describe, expect, test } from 'vitest';
import { formatTraceCsv } from '../src/trace/trace-csv.ts';
import { formatTraceDot } from '../src/trace/trace-dot.ts';
import type { LineageGraph } from '../src/graph.ts';
import { findIndirectWays } from '../src/trace/indirect-ways.ts';
import { possibleMasses } from '../src/attribution/possible-masses.ts';
import { traceDown, traceUp } from '../src/trace/trace.ts';
import type { TraceFilter } from '../src/trace/trace-filter.ts';
import { formatTraceMermaid } from '../src/trace/trace-mermaid.ts';
import { formatTraceTree } from '../src/trace/trace-tree.ts';
import type { Trace } from '../src/trace/trace-value.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';

/** ORE → LIQUOR → OXIDE → METAL → MAGNET, with ALLOY beside METAL; DOPED goes round METAL. */
function chain(): LineageBuilder {
  const lineage = lineageBuilder();
  const Nd = 10_000_000n;
  lineage.origin('ORE', { Nd }, { party: 'MINE', form: 'ore' });
  lineage.origin('ALLOY', { Nd }, { party: 'TRADER', form: 'alloy', kind: 'imported' });
  lineage.step({ party: 'REFINER', inputs: { ORE: { Nd } }, outputs: { LIQUOR: { Nd } } });
  lineage.step({
    party: 'REFINER',
    inputs: { LIQUOR: { Nd } },
    outputs: { OXIDE: { Nd: Nd / 2n }, DOPED: { Nd: Nd / 2n } },
  });
  lineage.step({ party: 'METALS', inputs: { OXIDE: { Nd: Nd / 2n } }, outputs: { METAL: { Nd: Nd / 2n } } });
  const inputs = { METAL: { Nd: Nd / 2n }, ALLOY: { Nd }, DOPED: { Nd: Nd / 2n } };
  lineage.step({ party: 'MAGNETS', inputs, outputs: { MAGNET: { Nd: Nd * 2n } } });
  return lineage;
}

const ALL: TraceFilter = { parties: [], facilities: [], forms: [], since: null, until: null };

function listing(graph: LineageGraph, filter: Partial<TraceFilter>) {
  const histories = [...graph.lots.keys()].map((lotNumber) => {
    const madeAt = `2026-01-0${lotNumber + 1}T00:00:00.000Z`;
    return [lotNumber, { madeAt, receivers: lotNumber === 0 ? ['CARRIER'] : [] }] as const;
  });
  return { filter: { ...ALL, ...filter }, histories: new Map(histories) };
}

function filtered(filter: Partial<TraceFilter>, bounds?: typeof possibleMasses): Trace {
  const { graph, lot } = chain();
  return traceUp(graph, lot('MAGNET'), { listing: listing(graph, filter), bounds });
}

const lotsOf = ({ lots }: Trace): string => lots.map(({ lot }) => lot).join(' ');
const edgesOf = ({ edges }: Trace): string[] =>
  edges.map(({ from, to, lotsBetween }) =>
    lotsBetween === undefined ? `${from} ${to}` : `${from} …${lotsBetween} ${to}`,
  );

describe('a trace of which only some lots are listed', () => {
  test.for<[Partial<TraceFilter>, string]>([
    [{ parties: ['MINE'] }, 'MAGNET ORE'],
    [{ parties: ['CARRIER'] }, 'MAGNET ORE'],
    [{ parties: ['TRADER', 'METALS'] }, 'MAGNET ALLOY METAL'],
    [{ forms: ['ore', 'alloy'] }, 'MAGNET ALLOY ORE'],
    [{ forms: ['ore', 'alloy'], parties: ['TRADER'] }, 'MAGNET ALLOY'],
    [{ facilities: ['ELSEWHERE'] }, 'MAGNET'],
    [{ since: '2026-01-03T00:00:00.000Z', until: '2026-01-05T00:00:00.000Z' }, 'MAGNET LIQUOR OXIDE'],
  ])('%j lists %s', ([filter, lots]) => {
    const trace = filtered(filter);
    expect(lotsOf(trace)).toBe(lots);
    const lotsLeftOut = 7 - trace.lots.length;
    expect(trace.limits.filter).toEqual({ ...ALL, ...filter, lotsLeftOut, hasAllEdges: true });
  });

  test('attributes the whole mass all the same', () => {
    const { graph, lot } = chain();
    expect(filtered({ parties: ['MINE'] }).elements).toEqual(traceUp(graph, lot('MAGNET')).elements);
  });

  test('leads from lot to lot by the shortest way through those left out', () => {
    expect(edgesOf(filtered({ parties: ['MINE'] }))).toEqual(['ORE …2 MAGNET']);
    expect(edgesOf(filtered({ forms: ['ore', 'alloy'] }))).toEqual(['ALLOY MAGNET', 'ORE …2 MAGNET']);
    // METAL is listed, and DOPED is another way to LIQUOR.
    expect(edgesOf(filtered({ parties: ['METALS', 'MINE'] }))).toEqual([
      'METAL MAGNET',
      'ORE …2 MAGNET',
      'ORE …2 METAL',
    ]);
  });

  test('does so downstream as well, and names the shipments of the lots listed', () => {
    const { graph, lot, lotNumber } = chain();
    const packings = [{ shipment: 'SHP', lotNumber: lotNumber('MAGNET') }];
    const trace = traceDown(graph, lot('ORE'), packings, { listing: listing(graph, { parties: ['MAGNETS'] }) });
    expect(edgesOf(trace)).toEqual(['ORE …2 MAGNET']);
    expect(trace).toMatchObject({ shipments: [{ shipment: 'SHP', lots: ['MAGNET'] }] });
  });

  test('gives each lot one way alone where there would be too many', () => {
    const { graph } = chain();
    const reached = ['MAGNET', 'ALLOY', 'DOPED', 'METAL', 'LIQUOR', 'OXIDE', 'ORE'].flatMap((name) =>
      [...graph.lots.values()].filter(({ lot }) => lot === name),
    );
    const stepOf = (step: number | null) => (step === null ? undefined : graph.steps.get(step));
    const madeFrom = ({ step }: { step: number | null }) =>
      new Set(stepOf(step)?.inputs.map(({ lotNumber }) => lotNumber));
    const listed = new Set(
      reached.filter(({ lot }) => ['MAGNET', 'METAL', 'ORE'].includes(lot)).map((lot) => lot.lotNumber),
    );
    const { ways, isComplete } = findIndirectWays(reached, (lotNumber) => listed.has(lotNumber), madeFrom, 1);
    expect(isComplete).toBe(false);
    expect(ways.map(({ near, far, lotsBetween }) => [near.lot, far.lot, lotsBetween])).toEqual([['MAGNET', 'ORE', 2]]);
  });

  test('says so in the tree', () => {
    expect(`\n${formatTraceTree(filtered({ parties: ['MINE', 'METALS'] })).split('\n\nOrigins')[0]}\n`).toBe(`
Lot MAGNET · upstream · 3 of 7 lots · CN
  Nd 20 kg
  listed: lots made or held by MINE or METALS; 4 others left out, masses are of all

● MAGNET  oxide · 20 kg of rare earths · product of MAGNET
│ blend · WORKS · MAGNETS · CN · held by MAKER
┆ 2 lots between, not listed
├─○ ORE  see below
● METAL  oxide · 5 kg of rare earths · product of METAL
│ blend · WORKS · METALS · CN · held by MAKER
┆ 2 lots between, not listed
◆ ORE  ore · 10 kg of rare earths · product of ORE
  mined · WORKS · MINE · CN · held by MAKER
`);
  });

  test('draws such ways in dashes, and keeps them in a column of their own', () => {
    const trace = filtered({ parties: ['MINE', 'METALS'] });
    expect(formatTraceDot(trace)).toContain('lot2 -> lot0 [label="2 lots between", style=dashed];');
    expect(formatTraceMermaid(trace)).toContain('lot2 -.->|"2 lots between"| lot0');
    const [header = '', magnet = ''] = formatTraceCsv(trace).split('\r\n');
    expect(header).toContain(',step,madeFrom,madeFromIndirectly,NdMilligrams,NdShare,');
    expect(magnet).toContain(',blend,METAL,ORE,');
  });
});

describe('the least and most of an origin', () => {
  test('stand beside its mass where they are asked for, and nowhere else', () => {
    const { graph, lot } = chain();
    const { elements } = traceUp(graph, lot('MAGNET'), { bounds: possibleMasses });
    expect(elements.Nd?.origins).toMatchObject([
      { lot: 'ALLOY', milligrams: 10_000_000, leastMilligrams: 10_000_000, mostMilligrams: 10_000_000 },
      { lot: 'ORE', milligrams: 10_000_000, leastMilligrams: 10_000_000, mostMilligrams: 10_000_000 },
    ]);
    expect(elements.Nd).toMatchObject({ unknownLeastMilligrams: 0, unknownMostMilligrams: 0 });
    expect(JSON.stringify(traceUp(graph, lot('MAGNET')))).not.toMatch(/least|most/i);
  });

  test('are read beside the origins of the tree and in the CSV', () => {
    const lineage = chain();
    lineage.origin('SCRAP', { Nd: 5_000_000n });
    lineage.step({
      inputs: { MAGNET: { Nd: 20_000_000n }, SCRAP: { Nd: 5_000_000n } },
      outputs: { SOLD: { Nd: 4_000_000n }, KEPT: { Nd: 22_000_000n } },
    });
    const trace = traceUp(lineage.graph, lineage.lot('SOLD'), { bounds: possibleMasses });
    expect(formatTraceTree(trace).split('Origins')[1]).toMatch(
      /from least to most possible\n {2}Nd +ALLOY .* 1\.538462 kg +38\.4615 % {2}0 to 4 kg\n[^]*unknown .* kg +0 to 1 kg\n/,
    );
    const rows = formatTraceCsv(trace).split('\r\n');
    expect(rows[0]).toContain('NdMilligrams,NdShare,NdLeastMilligrams,NdMostMilligrams,');
    expect(rows.find((row) => row.includes(',ALLOY,'))).toContain(',1538462,0.384615,0,4000000,');
    expect(rows.find((row) => row.includes(',unknown,'))).toContain(',153846,,0,1000000,');
  });
});
