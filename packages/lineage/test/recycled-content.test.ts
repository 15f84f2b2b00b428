import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatShare } from '../src/attribution/attribution.ts';
import type { LineageGraph, LineageSubject } from '../src/graph.ts';
import { recycledContentOf } from '../src/attribution/recycled-content.ts';
import { recycledExactly } from '../testing/exact-recycled.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';
import { type RandomLineage, randomLineage } from '../testing/random-lineage.ts';

/** Milligrams of neodymium: post-consumer, pre-consumer. */
function recycledNeodymium(graph: LineageGraph, subject: LineageSubject) {
  const content = recycledContentOf(graph, subject, ['Nd']).get('Nd');
  return content === undefined ? undefined : [content.postConsumer.milligrams, content.preConsumer.milligrams];
}

/** A step in which a lot of 1,000 mg becomes another. */
const follow = (lineage: LineageBuilder, name: string, from: string, to: string) =>
  lineage.step({ name, inputs: { [from]: { Nd: 1_000n } }, outputs: { [to]: { Nd: 1_000n } } });

/** 1,000 mg mined, smelted, machined; of the swarf oxide is made again. */
function loop(): LineageBuilder {
  const lineage = lineageBuilder();
  lineage.origin('ORE', { Nd: 2_000n });
  lineage.step({ name: 'electrolysis', inputs: { ORE: { Nd: 2_000n } }, outputs: { METAL: { Nd: 2_000n } } });
  lineage.step({
    name: 'machining',
    inputs: { METAL: { Nd: 2_000n } },
    outputs: { BODY: { Nd: 1_000n }, SWARF: { Nd: 1_000n } },
  });
  return lineage;
}

describe('recycled content', () => {
  test('is pre-consumer what a step left over and recycling brought back', () => {
    const lineage = loop();
    follow(lineage, 'recycling', 'SWARF', 'OXIDE');
    expect(recycledNeodymium(lineage.graph, lineage.lot('OXIDE'))).toEqual([0n, 1_000n]);
    // Not recycled yet, and never waste.
    expect(recycledNeodymium(lineage.graph, lineage.lot('SWARF'))).toEqual([0n, 0n]);
    expect(recycledNeodymium(lineage.graph, lineage.lot('BODY'))).toEqual([0n, 0n]);
  });

  test('stays what it is through splits, melts and another round', () => {
    const lineage = loop();
    follow(lineage, 'merge', 'SWARF', 'HEAP');
    follow(lineage, 'reuse', 'HEAP', 'POWDER');
    follow(lineage, 'sintering', 'POWDER', 'BLOCK');
    follow(lineage, 'recycling', 'BLOCK', 'AGAIN');
    expect(recycledNeodymium(lineage.graph, lineage.lot('AGAIN'))).toEqual([0n, 1_000n]);
  });

  test('is none where tailings are worked again: nothing was made of them', () => {
    const lineage = lineageBuilder();
    lineage.origin('ORE', { Nd: 1_000n });
    follow(lineage, 'beneficiation', 'ORE', 'TAILINGS');
    follow(lineage, 'recycling', 'TAILINGS', 'OXIDE');
    follow(lineage, 'electrolysis', 'OXIDE', 'METAL');
    expect(recycledNeodymium(lineage.graph, lineage.lot('METAL'))).toEqual([0n, 0n]);
  });

  test('is post-consumer what was collected from end users, even as swarf of its second life', () => {
    const lineage = lineageBuilder();
    lineage.origin('SCRAP', { Nd: 1_000n }, { kind: 'collected', form: 'scrap' });
    for (const [step, from, to] of [
      ['recycling', 'SCRAP', 'OXIDE'],
      ['electrolysis', 'OXIDE', 'METAL'],
      ['machining', 'METAL', 'SWARF'],
      ['recycling', 'SWARF', 'OXIDE-2'],
    ] as const) {
      follow(lineage, step, from, to);
    }
    expect(recycledNeodymium(lineage.graph, lineage.lot('OXIDE-2'))).toEqual([1_000n, 0n]);
  });

  test('of what is collected goes by the lot, else by its form: swarf is never post-consumer', () => {
    const lineage = lineageBuilder();
    lineage.origin('SWARF', { Nd: 1n }, { kind: 'collected', form: 'swarf' });
    lineage.origin('MAGNETS', { Nd: 1n }, { kind: 'collected', form: 'magnet' });
    lineage.origin('REJECTS', { Nd: 1n }, { kind: 'collected', form: 'magnet', consumption: 'pre-consumer' });
    lineage.origin('BOUGHT', { Nd: 1n }, { kind: 'imported', form: 'oxide', consumption: 'post-consumer' });
    lineage.origin('PRIMARY', { Nd: 1n }, { kind: 'imported', form: 'magnet' });
    const found = ['SWARF', 'MAGNETS', 'REJECTS', 'BOUGHT', 'PRIMARY'].map((lot) =>
      recycledNeodymium(lineage.graph, lineage.lot(lot)),
    );
    expect(found).toEqual([
      [0n, 1n],
      [1n, 0n],
      [0n, 1n],
      [1n, 0n],
      [0n, 0n],
    ]);
  });

  test('is mixed per element, by mass, and what nothing explains is neither', () => {
    const lineage = loop();
    lineage.origin('SCRAP', { Nd: 500n, Dy: 100n }, { kind: 'collected', form: 'scrap' });
    follow(lineage, 'recycling', 'SWARF', 'OXIDE');
    lineage.step({
      name: 'strip-casting',
      inputs: { OXIDE: { Nd: 1_000n }, BODY: { Nd: 1_000n }, SCRAP: { Nd: 500n, Dy: 100n } },
      outputs: { FLAKE: { Nd: 2_600n, Dy: 100n } },
    });
    const content = recycledContentOf(lineage.graph, lineage.lot('FLAKE'));
    expect(content.get('Nd')).toEqual({
      postConsumer: { milligrams: 500n, shareMillionths: 192_308n },
      preConsumer: { milligrams: 1_000n, shareMillionths: 384_615n },
    });
    expect(content.get('Dy')).toEqual({
      postConsumer: { milligrams: 100n, shareMillionths: 1_000_000n },
      preConsumer: { milligrams: 0n, shareMillionths: 0n },
    });
  });
});

const STEPS = ['electrolysis', 'recycling', 'merge', 'machining', 'reuse', 'solvent-extraction', 'finishing'] as const;
const FORMS = ['scrap', 'swarf', 'magnet', 'ore'] as const;
const CONSUMPTIONS = [null, null, 'pre-consumer', 'post-consumer'] as const;

/** Gives the steps names, and makes some origins waste. */
function withNames({ graph, subject }: RandomLineage, turn: number): RandomLineage {
  const pick = <Value>(values: readonly Value[], index: number) => values[(index + turn) % values.length] as Value;
  const lots = [...graph.lots].map(([number, lot]) => {
    if (lot.step !== null) return [number, lot] as const;
    const kind = number % 2 === 0 ? ('collected' as const) : ('imported' as const);
    const details = { kind, form: pick(FORMS, number), consumption: pick(CONSUMPTIONS, number) };
    return [number, { ...lot, ...details }] as const;
  });
  const steps = [...graph.steps].map(([number, step]) => [number, { ...step, name: pick(STEPS, number) }] as const);
  return { graph: { lots: new Map(lots), steps: new Map(steps) }, subject };
}

test.each([
  ['few milligrams', 3n, 8, 1_500],
  ['masses as in practice', 10n ** 12n, 25, 200],
] as const)('agrees with its slow twin with exact fractions: %s', (_, maxMilligrams, maxMakings, numRuns) => {
  const shape = { maxMilligrams, maxMakings, minMakings: 2, maxInputs: 3, usualBack: 3 };
  const likely = { originPercent: 35, unexplainedPercent: 10, missingPercent: 2, gainPercent: 10 };
  let recycled = 0;
  fc.assert(
    fc.property(randomLineage({ ...shape, ...likely }), fc.nat({ max: 27 }), (random, turn) => {
      const { graph, subject } = withNames(random, turn);
      const content = recycledContentOf(graph, subject, ['Nd']).get('Nd');
      const found =
        content &&
        Object.fromEntries(
          Object.entries(content).map(([name, { milligrams, shareMillionths }]) => [
            name,
            { milligrams, share: formatShare(shareMillionths) },
          ]),
        );
      expect(found).toEqual(recycledExactly(graph, subject, 'Nd'));
      if ((content?.preConsumer.milligrams ?? 0n) > 0n && (content?.postConsumer.milligrams ?? 0n) > 0n) recycled += 1;
    }),
    { numRuns },
  );
  expect(recycled).toBeGreaterThan(numRuns / 20);
});
