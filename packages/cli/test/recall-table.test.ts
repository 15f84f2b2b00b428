import { expect, test } from 'vitest';
import { describeSuspects } from '../src/answers/recall-table.ts';

test('suspects are described by id and name, and times in UTC', () => {
  const filter = { party: 'MINE-A', facility: 'PIT-1', laboratory: 'LAB', since: '2026-03-01T00:00:00.000Z' };
  const names = { party: '赣州\u001b[2J稀土', facility: 'PIT-1' };
  expect(describeSuspects(filter, names)).toBe(
    'party MINE-A "赣州\ufffd[2J稀土", facility PIT-1, laboratory LAB, since 2026-03-01 00:00:00 UTC',
  );
});

test('suspects that are all named need no description', () => {
  expect(describeSuspects({}, {})).toBe('');
});
