import { lineageBuilder } from '@lodestone/lineage/testing/lineage-builder.ts';
import { traceUp } from '@lodestone/lineage/trace/trace.ts';
import { formatTraceTree } from '@lodestone/lineage/trace/trace-tree.ts';
import { expect, test } from 'vitest';
import { formatTraceTable } from '../src/answers/trace-table.ts';

test('an origin of which there is less than a milligram is said to be so, in the table and in the tree', () => {
  const lineage = lineageBuilder();
  lineage.origin('MUCH', { Nd: 9_999_999n });
  lineage.origin('HARDLY-ANY', { Nd: 1n });
  lineage.step({ inputs: { MUCH: { Nd: 9_999_999n }, 'HARDLY-ANY': { Nd: 1n } }, outputs: { MIXED: { Nd: 3n } } });
  const trace = traceUp(lineage.graph, lineage.lot('MIXED'));
  expect(formatTraceTable(trace, 200)).toMatch(/HARDLY-ANY +mined +MAKER +CN +< 1 mg +0\.000000/);
  expect(formatTraceTree(trace)).toMatch(/HARDLY-ANY .* < 1 mg +0\.0000 %/);
});
