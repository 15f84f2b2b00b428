import { describe, expect, test } from 'vitest';
import type { LineageLot } from '../src/graph.ts';
import { possibleMasses } from '../src/attribution/possible-masses.ts';
import { unknownSources } from '../src/attribution/unknown-sources.ts';
import { traceDown, traceUp } from '../src/trace/trace.ts';
import { traceCsvLines, traceRows } from '../src/trace/trace-csv.ts';
import { formatTraceDot } from '../src/trace/trace-dot.ts';
import { formatTraceMermaid } from '../src/trace/trace-mermaid.ts';
import { findPage, pageOf } from '../src/trace/trace-page.ts';
import { formatTraceTree } from '../src/trace/trace-tree.ts';
import { type LineageBuilder, lineageBuilder } from '../testing/lineage-builder.ts';

/** A lot after the other, each of the one before and now and then of a lot that was brought in. */
function deep(levels: number): LineageBuilder {
  const lineage = lineageBuilder();
  lineage.origin('LEVEL-0', { Nd: 1_000n });
  for (let level = 1; level <= levels; level += 1) {
    const before = `LEVEL-${level - 1}`;
    const isFed = level % 100 === 0;
    if (isFed) lineage.origin(`FEED-${level}`, { Nd: 100n });
    const inputs = { [before]: { Nd: 1_000n }, ...(isFed ? { [`FEED-${level}`]: { Nd: 100n } } : {}) };
    lineage.step({ inputs, outputs: { [`LEVEL-${level}`]: { Nd: 1_000n } } });
  }
  return lineage;
}

/** One lot of very many. */
function wide(parents: number): LineageBuilder {
  const lineage = lineageBuilder();
  const inputs: Record<string, { Nd: bigint }> = {};
  for (let parent = 0; parent < parents; parent += 1) {
    inputs[`ORE-${parent}`] = { Nd: 1_000n };
    lineage.origin(`ORE-${parent}`, { Nd: 1_000n });
  }
  const Nd = BigInt(parents) * 1_000n;
  lineage.step({ inputs, outputs: { HEAP: { Nd: Nd - 500n } }, losses: { Nd: 500n } });
  return lineage;
}

describe('a lineage 5,000 levels deep', () => {
  const LEVELS = 5_000;
  const { graph, lot } = deep(LEVELS);
  const trace = traceUp(graph, lot(`LEVEL-${LEVELS}`), { explained: unknownSources });

  test('is listed and attributed to its end, up and down', () => {
    expect(trace.lots).toHaveLength(LEVELS + 1 + LEVELS / 100);
    expect(trace.lots.at(-1)).toMatchObject({ lot: 'LEVEL-0', depth: LEVELS });
    const { milligrams = 0, unknownMilligrams = 0, origins = [] } = trace.elements.Nd ?? {};
    expect(origins.reduce((sum, origin) => sum + origin.milligrams, unknownMilligrams)).toBe(milligrams);
    expect(origins).toHaveLength(51);
    const { lots } = traceDown(graph, lot('LEVEL-0'), []);
    expect(lots.at(-1)).toMatchObject({ lot: `LEVEL-${LEVELS}`, depth: LEVELS });
  });

  test('has its trunk in one column of the tree, and is drawn', () => {
    const lines = formatTraceTree(trace).split('\n');
    expect(lines.filter((line) => /^[●◆] LEVEL-/.test(line))).toHaveLength(LEVELS + 1);
    expect(formatTraceDot(trace).match(/ -> /g)).toHaveLength(trace.edges.length);
    expect(formatTraceMermaid(trace).match(/-->/g)).toHaveLength(trace.edges.length);
  });

  test('has bounds for what was fed in last and first', () => {
    const possible = possibleMasses(graph, lot(`LEVEL-${LEVELS}`), 'Nd');
    expect(possible.size).toBe(51);
    // 100 mg of each 1,100 mg were left over each time: any of it may have been of the last feed, or none.
    const last = [...graph.lots.values()].find(({ lot: name }) => name === `FEED-${LEVELS}`);
    expect(possible.get(last?.lotNumber ?? -1)).toEqual({ leastMilligrams: 0n, mostMilligrams: 100n, isReached: true });
    expect(possible.get(0)).toEqual({ leastMilligrams: 0n, mostMilligrams: 1_000n, isReached: true });
  });
});

describe('a lot of 10,000 parents', () => {
  const { graph, lot } = wide(10_000);
  const trace = traceUp(graph, lot('HEAP'), { bounds: possibleMasses });

  test('is attributed to each of them, with bounds', () => {
    expect(trace.elements.Nd?.origins).toHaveLength(10_000);
    const bounds = (trace.elements.Nd?.origins ?? []).map((origin) => [origin.leastMilligrams, origin.mostMilligrams]);
    expect(new Set(bounds.map(String))).toEqual(new Set(['500,1000']));
  });

  test('is listed page by page, and the pages are the list', () => {
    const listed: string[] = [];
    const csv: string[] = [];
    let after: string | null = null;
    for (let pages = 0; pages < 5; pages += 1) {
      const page = findPage(trace, { limit: 3_000, after });
      if (page === null) throw new Error(`${after} is not listed`);
      const { lots, edges, limits, elements } = pageOf(trace, page);
      listed.push(...lots.map(({ lot: name }) => name));
      csv.push(...[...traceCsvLines(trace, page)].slice(1));
      expect(elements).toBe(trace.elements);
      expect(new Set(edges.map(({ to }) => to))).toEqual(new Set(pages === 0 ? ['HEAP'] : []));
      after = lots.at(-1)?.lot ?? null;
      if (limits.page?.lotsAfter === 0) break;
    }
    expect(listed.join()).toBe(trace.lots.map(({ lot: name }) => name).join());
    expect(csv.join('')).toBe([...traceCsvLines(trace)].slice(1).join(''));
    expect(findPage(trace, { limit: 1, after: 'NOWHERE' })).toBeNull();
  });
});

describe('a cycle', () => {
  test('is refused: no lot is made from one that came after it, nor from itself', () => {
    const lineage = lineageBuilder();
    lineage.origin('ORE', { Nd: 10n });
    lineage.step({ inputs: { ORE: { Nd: 10n } }, outputs: { OXIDE: { Nd: 10n } } });
    lineage.step({ inputs: { OXIDE: { Nd: 10n } }, outputs: { METAL: { Nd: 10n } } });
    for (const taken of ['OXIDE', 'METAL']) {
      const steps = new Map(lineage.graph.steps);
      const made = lineage.graph.lots.get(lineage.lotNumber('OXIDE')) as LineageLot;
      const step = steps.get(made.step ?? -1);
      if (step === undefined) throw new Error('OXIDE was made by a step');
      const inputs = [{ lotNumber: lineage.lotNumber(taken), elementMilligrams: { Nd: 10n } }];
      steps.set(step.step, { ...step, inputs });
      const graph = { ...lineage.graph, steps };
      expect(() => traceUp(graph, lineage.lot('METAL'))).toThrow(
        /lot OXIDE .* is made from lot number .* not before it/,
      );
    }
  });
});

describe('names of every script', () => {
  test('are kept whole where they are told, and cannot break what they are told in', () => {
    const names = [
      '赣州稀土',
      'Ζουρνατζή',
      'नियोडिमियम',
      'ネオジム磁石',
      '"; DROP TABLE',
      '-->|x| lot9',
      'a\u202eb',
      '🧲 <b>',
    ];
    const lineage = lineageBuilder();
    for (const [index, product] of names.entries())
      lineage.origin(`ORE-${index}`, { Nd: 1_000n }, { product, party: product });
    const inputs = Object.fromEntries(names.map((_, index) => [`ORE-${index}`, { Nd: 1_000n }]));
    lineage.step({ inputs, outputs: { OUT: { Nd: 8_000n } } });
    const trace = traceUp(lineage.graph, lineage.lot('OUT'));
    const column = (traceRows(trace)[0] ?? []).indexOf('product');
    expect(
      traceRows(trace)
        .slice(2, 10)
        .map((row) => row[column]),
    ).toEqual(names);
    const dot = formatTraceDot(trace);
    expect(dot.replace(/"(?:[^"\\]|\\.)*"/g, '""').match(/->/g)).toHaveLength(names.length);
    const mermaid = formatTraceMermaid(trace);
    expect(mermaid.match(/-->\|/g)).toHaveLength(names.length);
    for (const name of ['赣州稀土', 'Ζουρνατζή', 'नियोडिमियम', 'ネオジム磁石']) {
      for (const text of [formatTraceTree(trace), dot, mermaid]) expect(text).toContain(name);
    }
    for (const text of [formatTraceTree(trace), dot]) expect(text).toContain('a\ufffdb');
  });
});
