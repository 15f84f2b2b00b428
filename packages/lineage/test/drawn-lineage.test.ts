import { expect, test } from 'vitest';
import { drawLineage } from '../src/trace/drawn-lineage.ts';
import { traceUp } from '../src/trace/trace.ts';
import { lineageBuilder } from '../testing/lineage-builder.ts';

function heap(loads: number) {
  const builder = lineageBuilder();
  const names = Array.from({ length: loads }, (_, index) => `LOAD-${index}`);
  for (const name of names) builder.origin(name, { Nd: 1n });
  builder.step({
    name: 'leaching',
    inputs: Object.fromEntries(names.map((name) => [name, { Nd: 1n }])),
    outputs: { LIQUOR: { Nd: BigInt(loads) } },
  });
  builder.step({
    name: 'calcination',
    inputs: { LIQUOR: { Nd: BigInt(loads) } },
    outputs: { OXIDE: { Nd: BigInt(loads) } },
  });
  return traceUp(builder.graph, builder.lot('OXIDE'));
}

test('forty loads of ore in one heap are one box', () => {
  const { boxes, edges, omittedLots } = drawLineage(heap(40), 10);
  expect(boxes.map(({ lots }) => lots.length)).toEqual([1, 1, 40]);
  expect(edges).toEqual([
    [1, 0],
    [2, 1],
  ]);
  expect(omittedLots).toBe(0);
});

test('lots of two makers, or that go different ways, are boxes of their own', () => {
  const builder = lineageBuilder();
  builder.origin('A', { Nd: 1n });
  builder.origin('B', { Nd: 1n }, { party: 'OTHER' });
  builder.origin('C', { Nd: 1n });
  builder.step({ inputs: { A: { Nd: 1n }, B: { Nd: 1n } }, outputs: { AB: { Nd: 2n } } });
  builder.step({ inputs: { AB: { Nd: 2n }, C: { Nd: 1n } }, outputs: { ALL: { Nd: 3n } } });
  const { boxes } = drawLineage(traceUp(builder.graph, builder.lot('ALL')), 10);
  expect(boxes.map(({ lots }) => lots.map(({ lot }) => lot))).toEqual([['ALL'], ['AB'], ['C'], ['A'], ['B']]);
});

test('of too much the boxes nearest to the subject are drawn, and say that they go on', () => {
  const { boxes, omittedLots } = drawLineage(heap(40), 2);
  expect(boxes.map(({ lots, goesOn }) => [lots[0]?.lot, goesOn])).toEqual([
    ['OXIDE', false],
    ['LIQUOR', true],
  ]);
  expect(omittedLots).toBe(40);
});

test('a tangle is cut to what can be laid out', () => {
  const builder = lineageBuilder();
  const names = Array.from({ length: 60 }, (_, index) => `LOT-${index}`);
  for (const [index, name] of names.entries()) {
    const inputs = Object.fromEntries(names.slice(0, index).map((taken) => [taken, { Nd: 1n }]));
    if (index === 0) builder.origin(name, { Nd: 100n });
    else builder.step({ inputs, outputs: { [name]: { Nd: 100n } } });
  }
  // Each is made from all before it: 1,770 edges in all, 435 between the 30 nearest.
  const { boxes, edges, omittedLots } = drawLineage(traceUp(builder.graph, builder.lot('LOT-59')), 60);
  expect([boxes.length, edges.length, omittedLots]).toEqual([30, 435, 30]);
});
