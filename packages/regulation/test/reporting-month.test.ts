import { expect, test } from 'vitest';
import { dueDateOf, isMonth, monthAfter } from '../src/reporting-month.ts';

test.each([
  ['2026-03', '2026-04', '2026-04-10'],
  ['2026-12', '2027-01', '2027-01-10'],
  ['0999-09', '0999-10', '0999-10-10'],
])('after %s comes %s, and its return is due on %s', (month, next, due) => {
  expect(isMonth(month)).toBe(true);
  expect(monthAfter(month)).toBe(next);
  expect(dueDateOf(month)).toBe(due);
});

test.each(['2026-13', '2026-00', '2026-3', '2026-03-01', 'March'])('%s is no month', (text) => {
  expect(isMonth(text)).toBe(false);
});
