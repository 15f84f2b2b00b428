import { expect, test } from 'vitest';
import { recall } from '../src/recall/recall.ts';
import { pageOfRecall } from '../src/recall/recall-page.ts';
import { RECALL_SORTS, type RecallSort } from '../src/recall/recall-order.ts';
import { recallCsvLines } from '../src/recall/recall-sheet.ts';
import type { RecalledWhereabouts } from '../src/recall/recall-value.ts';
import { findPage } from '../src/trace/trace-page.ts';
import { lineageBuilder } from '../testing/lineage-builder.ts';

/** Suspect ore is blended with clean ore; of the blend comes an oxide, a part of which goes on as metal. */
function suspectChain() {
  const lineage = lineageBuilder();
  lineage.origin('ORE', { Nd: 60n }, { form: 'ore' });
  lineage.origin('CLEAN', { Nd: 20n }, { form: 'ore' });
  lineage.step({
    inputs: { ORE: { Nd: 60n }, CLEAN: { Nd: 20n } },
    outputs: { MIX: { Nd: 70n } },
    losses: { Nd: 10n },
  });
  lineage.step({ inputs: { MIX: { Nd: 40n } }, outputs: { OXIDE: { Nd: 40n } } });
  lineage.step({ inputs: { OXIDE: { Nd: 40n }, MIX: { Nd: 8n } }, outputs: { METAL: { Nd: 48n } } });
  const held = (lot: string, holder: string): [number, RecalledWhereabouts] => {
    return [lineage.lotNumber(lot), { status: 'held', holder, within: null, journey: null, netMilligrams: null }];
  };
  const whereabouts = new Map([held('ORE', 'C'), held('MIX', 'B'), held('OXIDE', 'D'), held('METAL', 'A')]);
  const suspects = new Set([lineage.lotNumber('ORE')]);
  // As it is read: without what nothing suspect came to.
  const lots = new Map([...lineage.graph.lots].filter(([number]) => number !== lineage.lotNumber('CLEAN')));
  return { graph: { ...lineage.graph, lots, changes: new Map() }, suspects, whereabouts };
}

const NOBODY = { parties: new Map(), shipments: new Map() };

function lotsBy(sort: RecallSort): string[] {
  return [...recall(suspectChain(), NOBODY, { sort }).lots].map(({ lot }) => lot);
}

test('lots come in the order asked for, and what ties by mass and then by place', () => {
  expect(Object.fromEntries(RECALL_SORTS.map((sort) => [sort, lotsBy(sort)]))).toEqual({
    // METAL has 36 mg of it, MIX 16.5 mg; of the two others nothing is left.
    mass: ['METAL', 'MIX', 'ORE', 'OXIDE'],
    share: ['ORE', 'METAL', 'MIX', 'OXIDE'],
    party: ['METAL', 'MIX', 'ORE', 'OXIDE'],
    status: ['METAL', 'MIX', 'ORE', 'OXIDE'],
    form: ['ORE', 'METAL', 'MIX', 'OXIDE'],
    shipment: ['METAL', 'MIX', 'ORE', 'OXIDE'],
    // From MIX it is nearer than by way of OXIDE.
    depth: ['ORE', 'MIX', 'METAL', 'OXIDE'],
    lot: ['METAL', 'MIX', 'ORE', 'OXIDE'],
  });
});

test('rows are made as they are read, in parts as well, and again', () => {
  const { lots, wastes } = recall(suspectChain(), NOBODY);
  const whole = [...lots];
  expect(whole.map(({ lot, depth, elements }) => [lot, depth, elements['Nd']])).toEqual([
    ['METAL', 2, { milligrams: 36n, share: '0.750000' }],
    ['MIX', 1, { milligrams: 17n, share: '0.750000' }],
    ['ORE', 0, { milligrams: 0n, share: '1.000000' }],
    ['OXIDE', 2, { milligrams: 0n, share: '0.750000' }],
  ]);
  expect([...lots.slice(0, 3), ...lots.slice(3, lots.length)]).toEqual(whole);
  expect([...wastes].map(({ fate, elementMilligrams }) => [fate, elementMilligrams])).toEqual([
    ['process-loss', { Nd: 7n }],
  ]);
  // Nobody has made a row that nobody reads.
  const lines = recallCsvLines(recall(suspectChain(), NOBODY));
  expect(lines.next().value).toMatch(/^lot,kind,.*NdShare\r\n$/);
  expect(lines.next().value).toMatch(/^METAL,/);
});

test('pages of the lots are together the whole, and what is in no lot follows the last', () => {
  const whole = recall(suspectChain(), NOBODY, { sort: 'depth' });
  const listed: string[] = [];
  const sheet: string[] = [];
  const pages: unknown[] = [];
  for (let after: string | null = null; pages.length < 5; after = listed.at(-1) ?? null) {
    const page = findPage(whole, { limit: 3, after });
    if (page === null) throw new Error(`${after} is not listed`);
    const shown = pageOfRecall(whole, page);
    listed.push(...[...shown.lots].map(({ lot }) => lot));
    sheet.push(...[...recallCsvLines(shown)].slice(1));
    pages.push(shown.page);
    expect(shown.elements).toBe(whole.elements);
    if (shown.page.lotsAfter === 0) break;
  }
  expect(pages).toEqual([
    { lotsBefore: 0, lotsAfter: 1 },
    { lotsBefore: 3, lotsAfter: 0 },
  ]);
  expect(listed).toEqual([...whole.lots].map(({ lot }) => lot));
  expect(sheet.join('')).toBe([...recallCsvLines(whole)].slice(1).join(''));
  expect(findPage(whole, { limit: 1, after: 'CLEAN' })).toBeNull();
});
