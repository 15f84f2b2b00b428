import { expect, test } from 'vitest';
import { formatCount } from '../src/format-count.ts';

test.each([
  [0, '0 entries'],
  [1, '1 entry'],
  [2, '2 entries'],
  [12_345n, '12,345 entries'],
  [1n, '1 entry'],
])('counts %s', (count, text) => {
  expect(formatCount(count, 'entry', 'entries')).toBe(text);
});

test('adds an s where nothing else is said', () => {
  expect([formatCount(1, 'lot'), formatCount(2, 'lot')]).toEqual(['1 lot', '2 lots']);
});
