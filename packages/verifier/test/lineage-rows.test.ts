/** Where the rows of a drawn lineage stand: each lot once, in a lane, with the lines that pass by. */
import { lineageBuilder } from '@lodestone/lineage/testing/lineage-builder.ts';
import { traceUp } from '@lodestone/lineage/trace/trace.ts';
import { describe, expect, test } from 'vitest';
import { lineageRows } from '../src/lineage-rows.ts';

/** `oxide → metal → magnet`, where scrap and, once more, the oxide go into the magnet as well. */
function smallTrace() {
  const builder = lineageBuilder();
  builder.origin('ORE', { Nd: 400n });
  builder.origin('SCRAP', { Nd: 100n });
  builder.step({ inputs: { ORE: { Nd: 400n } }, outputs: { OXIDE: { Nd: 400n } } });
  builder.step({ inputs: { OXIDE: { Nd: 300n } }, outputs: { METAL: { Nd: 300n } } });
  builder.step({
    inputs: { METAL: { Nd: 300n }, SCRAP: { Nd: 100n }, OXIDE: { Nd: 100n } },
    outputs: { MAGNET: { Nd: 500n } },
  });
  return traceUp(builder.graph, builder.lot('MAGNET'));
}

describe('the rows of a lineage', () => {
  test('are the trunk in the first lane, with each branch beside it', () => {
    const { rows, omitted } = lineageRows(smallTrace(), 100);
    const drawn = rows.map(({ lot, lane, from, joinsAbove, continues, passing, isReference }) => {
      return [lot.lot, lane, from, joinsAbove, continues, passing, isReference];
    });
    expect(drawn).toEqual([
      ['MAGNET', 0, null, false, true, [], false],
      ['OXIDE', 1, 0, false, false, [0], true],
      ['SCRAP', 1, 0, false, false, [0], false],
      ['METAL', 0, null, true, true, [], false],
      ['OXIDE', 0, null, true, true, [], false],
      ['ORE', 0, null, true, false, [], false],
    ]);
    expect(omitted).toBe(0);
  });

  test('refer to the row in which a lot is drawn', () => {
    const { rows } = lineageRows(smallTrace(), 100);
    expect(rows.map(({ drawnIn }) => drawnIn)).toEqual([0, 4, 2, 3, 4, 5]);
    // The oxide's own row would be the fifth.
    expect(lineageRows(smallTrace(), 4).rows.map(({ drawnIn }) => drawnIn)).toEqual([0, null, 2, 3]);
  });

  test('are no more than was asked for, and say how many lots have none', () => {
    const builder = lineageBuilder();
    const inputs: Record<string, { Nd: bigint }> = {};
    for (let lot = 0; lot < 10_000; lot += 1) {
      builder.origin(`ORE-${lot}`, { Nd: 1n });
      inputs[`ORE-${lot}`] = { Nd: 1n };
    }
    builder.step({ inputs, outputs: { HEAP: { Nd: 10_000n } } });
    const { rows, omitted } = lineageRows(traceUp(builder.graph, builder.lot('HEAP')), 200);
    expect(rows).toHaveLength(200);
    expect(omitted).toBe(10_001 - 200);
  });
});
