import { describe, expect, test } from 'vitest';
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { traceDown, traceUp } from '../src/trace/trace.ts';
import { formatTraceTree } from '../src/trace/trace-tree.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';

/** One feed reaches the magnet by two ways; a circuit keeps some of it; a little of its Dy nobody explains. */
function twoWays(): LineageBuilder {
  const lineage = lineageBuilder();
  lineage.origin(
    'ORE',
    { Nd: 2_000_000n, Dy: 500_000n },
    { product: 'ionic clay ore', netMilligrams: 1_000_000_000n, facility: 'PIT', party: 'MINE', custodian: 'PLANT' },
  );
  lineage.step({
    name: 'solvent-extraction',
    party: 'PLANT',
    inputs: { ORE: { La: 700_000n, Ce: 9_000_000n, Nd: 2_000_000n, Dy: 500_000n } },
    outputs: { 'OX-DY': { Dy: 400_000n } },
    losses: { La: 700_000n, Ce: 8_000_000n, Dy: 60_000n },
    closing: { 'SX-1#1': { Nd: 2_000_000n } },
  });
  lineage.step({
    name: 'solvent-extraction',
    party: 'PLANT',
    inputs: { 'SX-1#1': { Nd: 2_000_000n } },
    outputs: { 'OX-ND': { Nd: 1_500_000n } },
  });
  lineage.step({
    name: 'strip-casting',
    party: 'MAGNETS',
    inputs: { 'OX-DY': { Dy: 300_000n }, 'OX-ND': { Nd: 1_500_000n } },
    outputs: { MAGNET: { Nd: 1_234_567n, Dy: 301_000n } },
  });
  return lineage;
}

describe('the tree of a trace', () => {
  test('shows the masses, each lot once with how it came to be, and the origins of each element', () => {
    const { graph, shipment } = twoWays();
    expect(`\n${formatTraceTree(traceUp(graph, shipment('SHP-1', ['MAGNET'])))}`).toBe(`
Shipment SHP-1 · upstream · 5 lots · CN
  Nd 1.234567 kg · Dy 0.301 kg

● MAGNET  oxide · 1.535567 kg of rare earths · product of MAGNET
│ strip-casting of 2 lots · WORKS · MAGNETS · CN · held by MAKER
│ unaccounted: Nd 0.265433 kg
├─● OX-DY  oxide · 0.4 kg of rare earths · product of OX-DY
│ │ solvent-extraction · WORKS · PLANT · CN · held by MAKER
│ │ lost, process-loss: Dy 0.06 kg · 2 other elements 8.7 kg
│ │ unaccounted: Dy 0.04 kg · Ce 1 kg
│ ○ ORE  see below
● OX-ND  oxide · 1.5 kg of rare earths · product of OX-ND
│ solvent-extraction · WORKS · PLANT · CN · held by MAKER
│ unaccounted: Nd 0.5 kg
● SX-1#1  circuit stock · 2 kg of rare earths
│ left in the circuit by solvent-extraction · WORKS · PLANT · CN · held by MAKER
│ losses of this step: see OX-DY
◆ ORE  ore · 1,000 kg · ionic clay ore
  mined · PIT · MINE · CN · held by PLANT

Origins of each element (contained mass, metal basis)
  Nd  ORE      mined · PIT · MINE · CN  1.234567 kg  100.0000 %
  Dy  ORE      mined · PIT · MINE · CN  0.300000 kg   99.6678 %
      unknown  explained by no record   0.001000 kg

Recycled content: none
`);
  });

  test('keeps what was lost within the width, however many elements there are', () => {
    const lineage = lineageBuilder();
    const masses = Object.fromEntries(ELEMENT_SYMBOLS.map((element) => [element, 123_456_789n]));
    lineage.origin('ORE', masses);
    const made = Object.fromEntries(ELEMENT_SYMBOLS.map((element) => [element, 1n]));
    lineage.step({ inputs: { ORE: masses }, outputs: { OUT: made }, losses: masses });
    const lines = formatTraceTree(traceUp(lineage.graph, lineage.lot('OUT'))).split('\n');
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.join(' ').match(/123\.456789 kg/g)).toHaveLength(ELEMENT_SYMBOLS.length);
  });

  test('says what was recycled, each class by its mass and share', () => {
    const lineage = lineageBuilder();
    lineage.origin('OLD', { Nd: 250_000n }, { kind: 'collected', form: 'scrap', consumption: 'post-consumer' });
    lineage.origin('SWARF', { Nd: 500_000n }, { kind: 'collected', form: 'swarf', consumption: 'pre-consumer' });
    lineage.origin('ORE', { Nd: 250_000n, Dy: 1n });
    const tree = formatTraceTree(traceUp(lineage.graph, lineage.shipment('SHP', ['OLD', 'SWARF', 'ORE'])));
    expect(tree).toMatch(
      /\nRecycled content of each element .*\n +post-consumer +pre-consumer\n {2}Nd +0\.250000 kg +25\.0000 % +0\.500000 kg +50\.0000 %\n$/,
    );
  });

  test('shows downstream what the lot became and what packed it', () => {
    const lineage = twoWays();
    const packings = [{ shipment: 'SHP-1', lotNumber: lineage.lotNumber('MAGNET') }];
    const trace = traceDown(lineage.graph, lineage.lot('OX-ND'), packings);
    expect(formatTraceTree(trace).split('\n').slice(3, 10)).toEqual([
      '● OX-ND  oxide · 1.5 kg of rare earths · product of OX-ND',
      '│ solvent-extraction · WORKS · PLANT · CN · held by MAKER',
      '│ unaccounted: Nd 0.5 kg',
      '● MAGNET  oxide · 1.535567 kg of rare earths · product of MAGNET',
      '  strip-casting · WORKS · MAGNETS · CN · held by MAKER',
      '  ▸ packed in SHP-1',
      '  unaccounted: Nd 0.265433 kg',
    ]);
  });

  test('says where the depth or the element asked for leaves something out, and what could not be followed', () => {
    const { graph, lot } = twoWays();
    const missing = [{ lotNumber: 99, lot: 'GONE', reason: 'the event is withheld' }];
    const tree = formatTraceTree(traceUp(graph, { ...lot('MAGNET'), missing }, { depth: 1, element: 'Nd' }));
    expect(tree).toContain('Lot MAGNET · upstream · Nd only · to depth 1 · 2 lots · CN\n');
    expect(tree).toContain(
      '● OX-ND  oxide · 1.5 kg Nd · product of OX-ND\n│ solvent-extraction · WORKS · PLANT · CN · held by MAKER\n│ unaccounted: Nd 0.5 kg\n┆ more beyond',
    );
    expect(tree).toContain('│ strip-casting · ');
    expect(tree).toContain('\nMissing or in question\n  GONE  withheld  the event is withheld\n');
  });

  test('draws the lots of a shipment side by side and refers to what was drawn before', () => {
    const lineage = twoWays();
    lineage.step({ name: 'split', inputs: { MAGNET: { Nd: 2n } }, outputs: { M1: { Nd: 1n }, M2: { Nd: 1n } } });
    const tree = formatTraceTree(traceUp(lineage.graph, lineage.shipment('SHP', ['M1', 'M2'])));
    expect(tree).toContain(
      '\n\n● M2  oxide · 0.000001 kg of rare earths · product of M2\n│ split · WORKS · MAKER · CN\n○ MAGNET  see above\n',
    );
    expect(tree.match(/[●◆] MAGNET/g)).toHaveLength(1);
  });

  test('goes on in further lines where it would be wider than the terminal', () => {
    const { graph, shipment } = twoWays();
    const lines = formatTraceTree(traceUp(graph, shipment('SHP-1', ['MAGNET'])), 62).split('\n');
    expect(lines.filter((line) => line.length > 62)).toEqual([]);
    expect(lines.join('\n')).toContain(
      '│ left in the circuit by solvent-extraction · WORKS · PLANT\n│   CN · held by MAKER\n',
    );
    expect(lines.join('\n')).toMatch(/ {2}Nd {2}ORE +mined · PIT · MINE · CN\n {8}1\.2[\d.]* kg +\d/);
  });

  test('fits 100 columns, cutting what people wrote and never an id', () => {
    const lineage = lineageBuilder();
    lineage.origin('A', { Nd: 1n }, { product: 'oxide '.repeat(40) });
    lineage.origin('B'.repeat(120), { Nd: 1n });
    const tree = formatTraceTree(traceUp(lineage.graph, lineage.shipment('SHP', ['A', 'B'.repeat(120)])));
    const line = tree.split('\n').find((each) => each.startsWith('◆ A'));
    expect(line?.length).toBeLessThanOrEqual(100);
    expect(line).toMatch(/…$/);
    expect(tree).toContain('B'.repeat(120));
  });

  test('keeps a product name from steering the terminal', () => {
    const lineage = lineageBuilder();
    lineage.origin('A', { Nd: 1n }, { product: '\u001b[2Jnothing here\nLot B' });
    expect(formatTraceTree(traceUp(lineage.graph, lineage.lot('A')))).toContain(
      '◆ A  ore · 0.000001 kg of rare earths · �[2Jnothing here�Lot B\n',
    );
  });

  test('draws circuits of thousands of steps, each with its feed, in two columns', () => {
    const lineage = lineageBuilder();
    lineage.origin('STOCK-0', { Nd: 1n });
    for (let refill = 1; refill <= 3_000; refill += 1) {
      lineage.origin(`FEED-${refill}`, { Nd: 1n });
      const inputs = { [`STOCK-${refill - 1}`]: { Nd: 1n }, [`FEED-${refill}`]: { Nd: 1n } };
      lineage.step({ inputs, outputs: { [`STOCK-${refill}`]: { Nd: 1n } } });
    }
    const lines = formatTraceTree(traceUp(lineage.graph, lineage.lot('STOCK-3000'))).split('\n');
    expect(lines.filter((line) => /^(├─)?[●◆] /.test(line))).toHaveLength(6_001);
    expect(lines.filter((line) => line.startsWith('├─◆ FEED-'))).toHaveLength(2_999);
  });
});

test('a tree says what lots gained without a step, by the lot, and has it among the origins as unknown', () => {
  const lineage = lineageBuilder();
  lineage.origin('ORE', { Nd: 1_000_000n, La: 10n });
  lineage.gain('ORE', { Nd: 1_000_000n, La: 10n }, { Nd: 250_000n, La: 1_000_000n });
  lineage.step({ inputs: { ORE: { Nd: 1_250_000n } }, outputs: { OUT: { Nd: 1_250_000n } } });
  const tree = formatTraceTree(traceUp(lineage.graph, lineage.lot('OUT')));
  expect(tree).toContain(
    '  mined · WORKS · MAKER · CN\n  gained without a step, of unknown origin: Nd 0.25 kg · La 1 kg\n',
  );
  expect(tree).toMatch(/unknown +explained by no record +0.250000 kg/);
});
