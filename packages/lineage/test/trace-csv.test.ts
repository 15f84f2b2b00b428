import { describe, expect, test } from 'vitest';
import { traceDown, traceUp } from '../src/trace/trace.ts';
import { formatTraceCsv, traceRows } from '../src/trace/trace-csv.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';

function blend(product = 'oxide'): LineageBuilder {
  const lineage = lineageBuilder();
  lineage.origin('ORE', { Nd: 10n }, { product });
  lineage.origin('SCRAP', { Nd: 20n, Dy: 4n }, { kind: 'collected', form: 'scrap', consumption: 'post-consumer' });
  lineage.step({ inputs: { ORE: { Nd: 10n }, SCRAP: { Nd: 20n, Dy: 4n } }, outputs: { OUT: { Nd: 31n, Dy: 3n } } });
  lineage.step({ name: 'split', inputs: { OUT: { Nd: 31n, Dy: 3n } }, outputs: { PART: { Nd: 30n, Dy: 3n } } });
  return lineage;
}

const RECYCLED_TITLES = ['Nd', 'Dy']
  .flatMap((element) => ['PostConsumer', 'PreConsumer'].map((class_) => `${element}${class_}`))
  .flatMap((title) => [`${title}Milligrams`, `${title}Share`])
  .join(',');

describe('the CSV of a trace', () => {
  test('has a row for each lot, the masses beside their origins, and a row for the unknown', () => {
    const { graph, lot } = blend();
    expect(formatTraceCsv(traceUp(graph, lot('OUT')))).toBe(
      [
        'depth,lot,kind,form,product,facility,party,custodian,country,step,madeFrom,NdMilligrams,NdShare,DyMilligrams,DyShare,DyUnaccountedMilligrams,' +
          RECYCLED_TITLES,
        '0,OUT,transformed,oxide,product of OUT,WORKS,MAKER,MAKER,CN,blend,ORE; SCRAP,,,,,1,,,,,,,,',
        '1,ORE,mined,ore,oxide,WORKS,MAKER,MAKER,CN,,,10,0.322581,,,,,,,,,,,',
        '1,SCRAP,collected,scrap,product of SCRAP,WORKS,MAKER,MAKER,CN,,,20,0.645161,3,1.000000,,,,,,,,,',
        ',,unknown,,,,,,,,,1,,,,,,,,,,,,',
        ',,recycled,,,,,,,,,,,,,,20,0.645161,0,0.000000,3,1.000000,0,0.000000',
        '',
      ].join('\r\n'),
    );
  });

  test('sums to the mass of the subject in each element, also where the depth leaves the origins out', () => {
    const { graph, lot } = blend();
    for (const depth of [0, 1, 2]) {
      const trace = traceUp(graph, lot('PART'), { depth });
      const [header = [], ...rows] = traceRows(trace);
      for (const [element, attribution] of Object.entries(trace.elements)) {
        const column = header.indexOf(`${element}Milligrams`);
        expect(rows.reduce((sum, row) => sum + Number(row[column]), 0)).toBe(attribution.milligrams);
      }
      expect(rows.every((row) => row.length === header.length)).toBe(true);
    }
  });

  test('says once of each step what it lost, by kind, so that the columns add up', () => {
    const lineage = lineageBuilder();
    lineage.origin('ORE', { Nd: 100n, Dy: 10n });
    const outputs = { A: { Nd: 40n }, B: { Nd: 30n, Dy: 5n } };
    lineage.step({ inputs: { ORE: { Nd: 100n, Dy: 10n } }, outputs, losses: { Nd: 20n } });
    lineage.step({ inputs: outputs, outputs: { C: { Nd: 69n, Dy: 5n } }, losses: { Nd: 1n } });
    for (const trace of [traceUp(lineage.graph, lineage.lot('C')), traceDown(lineage.graph, lineage.lot('ORE'), [])]) {
      const [header = [], ...rows] = traceRows(trace);
      const of = (title: string) =>
        rows.map((row) => `${row[1]}:${row[header.indexOf(title)]}`).filter((cell) => /\d$/.test(cell));
      expect(of('NdLossMilligrams (process-loss)').toSorted()).toEqual(['A:20', 'C:1']);
      expect(of('NdUnaccountedMilligrams')).toEqual(['A:10']);
      expect(of('DyUnaccountedMilligrams')).toEqual(['A:5']);
      expect(rows.every((row) => row.length === header.length)).toBe(true);
    }
  });

  test('names downstream the shipments that packed the lot', () => {
    const lineage = blend();
    const packed = ['SHP-2', 'SHP-1'].map((shipment) => ({ shipment, lotNumber: lineage.lotNumber('PART') }));
    const [header, ...rows] = traceRows(traceDown(lineage.graph, lineage.lot('OUT'), packed));
    const column = header?.indexOf('shipments') ?? -1;
    expect(rows.map((row) => row[column])).toEqual(['', 'SHP-1; SHP-2', '']);
  });

  test('quotes commas, quotation marks and line breaks', () => {
    const { graph, lot } = blend('oxide, "99.9"\r\nfine');
    expect(formatTraceCsv(traceUp(graph, lot('ORE')))).toContain(',"oxide, ""99.9""\r\nfine",');
  });

  test.each(['=cmd()', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '＝1'])(
    'keeps a spreadsheet from running %j',
    (product) => {
      const { graph, lot } = blend(product);
      expect(traceRows(traceUp(graph, lot('ORE')))[1]).toContain(product);
      expect(formatTraceCsv(traceUp(graph, lot('ORE'))).replaceAll('"', '')).toContain(`,ore,'${product},WORKS,`);
    },
  );
});
