import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { possibleMasses } from '../src/attribution/possible-masses.ts';
import { traceUp } from '../src/trace/trace.ts';
import { formatTraceTree } from '../src/trace/trace-tree.ts';
import { unknownSources } from '../src/attribution/unknown-sources.ts';
import { lineageBuilder } from '../testing/lineage-builder.ts';
import { randomLineage } from '../testing/random-lineage.ts';

describe('where the unknown came in', () => {
  test('is the step that gave more than it took, or the lot that gained, from the origins on', () => {
    const lineage = lineageBuilder();
    lineage.origin('ORE', { Nd: 10_000_000n });
    lineage.step({ name: 'leaching', inputs: { ORE: { Nd: 10_000_000n } }, outputs: { LIQUOR: { Nd: 10_400_000n } } });
    lineage.gain('LIQUOR', { Nd: 10_400_000n }, { Nd: 600_000n });
    lineage.step({ inputs: { LIQUOR: { Nd: 11_000_000n } }, outputs: { OXIDE: { Nd: 5_000_000n, Dy: 0n } } });
    const trace = traceUp(lineage.graph, lineage.lot('OXIDE'), { explained: unknownSources });
    const event = 'digest-of-step-0';
    expect(trace.elements.Nd?.unknownFrom).toEqual([
      { why: 'step-gave-more', lot: 'LIQUOR', step: 'leaching', event, milligrams: 400_000 },
      { why: 'gained', lot: 'LIQUOR', step: null, event: null, milligrams: 600_000 },
    ]);
    expect(formatTraceTree(trace)).toContain(
      '  unknown Nd: leaching that made LIQUOR gave 0.4 kg more than it took\n' +
        '  unknown Nd: LIQUOR gained 0.6 kg without a step\n',
    );
    expect(JSON.stringify(traceUp(lineage.graph, lineage.lot('OXIDE')))).not.toContain('unknownFrom');
  });

  test('is not a gain that came after what was taken, nor what such a gain came after', () => {
    const lineage = lineageBuilder();
    lineage.origin('ORE', { Nd: 10n });
    lineage.step({ name: 'split', inputs: { ORE: { Nd: 10n } }, outputs: { EARLY: { Nd: 10n } } });
    lineage.gain('ORE', { Nd: 0n }, { Nd: 3n });
    lineage.step({ name: 'split', inputs: { ORE: { Nd: 3n } }, outputs: { LATE: { Nd: 3n } } });
    expect(unknownSources(lineage.graph, lineage.lot('EARLY'), 'Nd')).toEqual([]);
    expect(unknownSources(lineage.graph, lineage.lot('LATE'), 'Nd')).toEqual([
      { why: 'gained', lot: 'ORE', milligrams: 3n },
    ]);
  });

  test('is somewhere exactly where some is unknown', () => {
    const shape = {
      minMakings: 2,
      maxMakings: 12,
      maxInputs: 3,
      usualBack: 3,
      maxMilligrams: 20n,
      originPercent: 40,
      unexplainedPercent: 10,
      missingPercent: 5,
      gainPercent: 10,
    };
    fc.assert(
      fc.property(randomLineage(shape), ({ graph, subject }) => {
        const isUnknown = possibleMasses(graph, subject, 'Nd').has(null);
        expect(unknownSources(graph, subject, 'Nd').length > 0).toBe(isUnknown);
      }),
      { numRuns: 200 },
    );
  });
});
