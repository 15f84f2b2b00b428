import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { findLotGains, type LotPassage } from '@lodestone/custody/lot-gains.ts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { setAssaysAside } from '../src/assays-aside.ts';
import { attribute } from '../src/attribution/attribution.ts';
import { assumedSubject } from '../src/assumed-lineage.ts';
import type { LineageSubject } from '../src/graph.ts';
import { lineageBuilder } from '../testing/lineage-builder.ts';
import { randomRecall } from '../testing/random-recall.ts';

const change = (at: number, cause: LotPassage['cause'], elementMilligrams: ElementMasses): LotPassage => {
  return { at, cause, elementMilligrams };
};

/**
 * 100 mg of ore are assayed to be 120 mg; a third of it, 40 mg, is split off, and of that 20 mg go into 18 mg of metal.
 * The builder counts places from 1: the split is at 1, the melt at 2.
 */
function story(passages: readonly LotPassage[]) {
  const build = lineageBuilder();
  build.origin('ORE', { Nd: 100n });
  build.step({ name: 'split', inputs: { ORE: { Nd: 40n } }, outputs: { PART: { Nd: 40n } } });
  build.step({
    name: 'electrolysis',
    inputs: { PART: { Nd: 20n } },
    outputs: { METAL: { Nd: 18n } },
    losses: { Nd: 2n },
  });
  const number = build.lotNumber('ORE');
  const ore = build.graph.lots.get(number);
  if (ore === undefined) throw new Error('no ore');
  build.add({ ...ore, gains: findLotGains(ore.elementMilligrams, passages) });
  const graph = { ...build.graph, changes: new Map([[number, passages]]) };
  return { build, graph, number };
}

const partOf = (subject: LineageSubject, index = 0) => subject.parts[index]?.elementMilligrams;

describe('assays set aside', () => {
  test('what was known before counts again: less of the lot, of what was split off, of what went on', () => {
    const { build, graph, number } = story([change(0.5, 'reassayed', { Nd: 20n })]);
    expect(attribute(graph, build.lot('PART')).get('Nd')?.unknownMilligrams).toBe(7n);
    const assumed = setAssaysAside(graph, new Map([[number, new Set([0.5])]]));
    const part = assumedSubject(assumed, build.lot('PART'));
    // 40 of 120 mg are a third, and a third of 100 mg are 33.
    expect(partOf(part)).toEqual({ Nd: 33n });
    expect(attribute(assumed.graph, part).get('Nd')).toEqual({
      milligrams: 33n,
      unknownMilligrams: 0n,
      origins: [{ lotNumber: number, milligrams: 33n, share: '1.000000' }],
    });
    // 20 of the 40 mg went on: 16 or 17 mg by the old book, of which the maker has 18 mg and 2 mg of losses.
    const melt = [...assumed.graph.steps.values()].find(({ name }) => name === 'electrolysis');
    expect(melt?.inputs[0]?.elementMilligrams).toEqual({ Nd: 16n });
    const metal = assumedSubject(assumed, build.lot('METAL'));
    expect(partOf(metal)).toEqual({ Nd: 18n });
    expect(attribute(assumed.graph, metal).get('Nd')?.unknownMilligrams).toBe(4n);
    expect(attribute(graph, build.lot('METAL')).get('Nd')?.unknownMilligrams).toBe(3n);
  });

  test('the next assay that stands counts, and is a gain of what it says more', () => {
    const passages = [change(0.2, 'reassayed', { Nd: -40n }), change(0.5, 'measured', { Nd: 60n })];
    const { build, graph, number } = story(passages);
    const assumed = setAssaysAside(graph, new Map([[number, new Set([0.2])]]));
    // The book is 100 mg until the second says 120 mg: 20 mg of the 120 mg came from nowhere.
    expect(assumed.graph.lots.get(number)?.gains).toEqual([
      { at: 0.5, beforeElementMilligrams: { Nd: 100n }, gainedElementMilligrams: { Nd: 20n } },
    ]);
    const part = assumedSubject(assumed, build.lot('PART'));
    expect(partOf(part)).toEqual({ Nd: 40n });
    expect(attribute(assumed.graph, part).get('Nd')?.unknownMilligrams).toBe(7n);
  });

  test('what only the assay stated is not stated', () => {
    const { build, graph, number } = story([change(0.5, 'reassayed', { Dy: 6n })]);
    const assumed = setAssaysAside(graph, new Map([[number, new Set([0.5])]]));
    const part = {
      kind: 'lot',
      id: 'ORE',
      parts: [{ lotNumber: number, at: 0.7, elementMilligrams: { Nd: 100n, Dy: 6n } }],
      missing: [],
    } as const;
    expect(partOf(assumedSubject(assumed, part))).toEqual({ Nd: 100n });
    expect(partOf(assumedSubject(assumed, build.lot('PART')))).toEqual({ Nd: 40n });
  });

  test('what the assay did not find goes with all the others', () => {
    const { build, graph, number } = story([change(0.5, 'reassayed', { Nd: -100n, Dy: 50n })]);
    const assumed = setAssaysAside(graph, new Map([[number, new Set([0.5])]]));
    const part = {
      kind: 'lot',
      id: 'ORE',
      parts: [{ lotNumber: number, at: 0.7, elementMilligrams: { Dy: 25n } }],
      missing: [],
    } as const;
    expect(partOf(assumedSubject(assumed, part))).toEqual({ Nd: 50n });
    expect(build.lotNumber('ORE')).toBe(number);
  });

  test('in random histories the last assay of a lot changes nothing that was taken before it, and none changes nothing', () => {
    let assays = 0;
    fc.assert(
      fc.property(randomRecall(25, 100_000), ({ graph }) => {
        const none = setAssaysAside(graph, new Map());
        expect([...none.graph.steps.values()]).toEqual([...graph.steps.values()]);
        expect([...none.graph.lots.values()]).toEqual([...graph.lots.values()]);
        for (const [number, changes] of graph.changes) {
          const assay = changes.findLast(({ cause }) => cause === 'reassayed' || cause === 'measured');
          if (assay === undefined) continue;
          assays += 1;
          const { graph: assumed } = setAssaysAside(graph, new Map([[number, new Set([assay.at])]]));
          expect(assumed.lots.get(number)?.gains).toEqual(
            expect.arrayContaining((graph.lots.get(number)?.gains ?? []).filter(({ at }) => at < assay.at)),
          );
          for (const [step, { at, inputs }] of graph.steps) {
            if (at < assay.at) expect(assumed.steps.get(step)?.inputs).toEqual(inputs);
          }
        }
      }),
      { numRuns: 100, seed: 48 },
    );
    expect(assays).toBeGreaterThan(50);
  });
});
