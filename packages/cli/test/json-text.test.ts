import { expect, test } from 'vitest';
import { jsonParts, toJson } from '../src/output/json-text.ts';

function* rows(count: number) {
  for (let row = 0; row < count; row += 1) yield { row, lines: 'one\ntwo', masses: { Nd: BigInt(row), Dy: 1n << 60n } };
}

test.for([0, 1, 3])('parts of a document with %i rows are together the text of the whole', (count) => {
  const members = {
    filter: { ids: ['A', 'B'], none: [] },
    name: null,
    left: undefined,
    list: [{ a: 1n }, { b: [2n] }],
  };
  const parts = [...jsonParts({ ...members, rows: rows(count), last: {} })];
  expect(parts.join('')).toBe(`${toJson({ ...members, rows: [...rows(count)], last: {} })}\n`);
  // Each row has a part of its own.
  expect(parts.filter((part) => part.includes('lines'))).toHaveLength(count);
});
