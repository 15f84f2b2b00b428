import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowCollector } from '../src/facts/collect-rows.ts';
import type { CopyColumn } from '../src/wire/copy.ts';
import type { FlightStep } from '../src/wire/flight.ts';
import { rowsStep } from '../src/facts/rows-step.ts';

// Rows of a submission that is refused are dropped again. What is left must be the rows of the others, byte by byte,
// wherever the bytes were cut.

const COLUMNS: readonly CopyColumn<string>[] = [{ name: 'value', type: 'text', value: (source) => source }];

/** Large rows fill the chunks in which bytes are collected, small ones share one. */
const submissions = fc.array(
  fc.record({
    rows: fc.constantFrom(1, 20, 70),
    length: fc.constantFrom(1, 900, 5_000),
    isKept: fc.boolean(),
  }),
  { minLength: 3, maxLength: 6 },
);

/** Comparing the bytes of many files one by one takes a minute. */
function digestOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function bytesOf(step: FlightStep): unknown {
  return typeof step === 'object' && 'file' in step ? [step.text, digestOf(Buffer.concat(step.file))] : step;
}

test('rows that are dropped leave no trace, whether the others are inserted or copied', () => {
  const compare = fc.property(submissions, (all) => {
    const collected = new RowCollector('some.table', COLUMNS, 7);
    const kept: string[] = [];
    for (const [index, { rows, length, isKept }] of all.entries()) {
      const texts = Array.from({ length: rows }, (_, row) => `${index} ${row} `.padEnd(length, 'x'));
      for (const text of texts) collected.add(text);
      if (isKept) kept.push(...texts);
      if (isKept) collected.keep();
      else collected.drop();
    }
    expect(collected.count).toBe(kept.length);
    expect(bytesOf(collected.step())).toEqual(bytesOf(rowsStep('some.table', COLUMNS, 7, kept)));
  });
  fc.assert(compare, { numRuns: 30 });
});
