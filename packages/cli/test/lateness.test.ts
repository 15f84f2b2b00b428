import { describe, expect, test } from 'vitest';
import { describeLateness, formatLateness } from '../src/answers/lateness.ts';

const OCCURRED = '2026-03-01T08:00:00.000Z';
const after = (days: number, minutes = 0) =>
  new Date(Date.parse(OCCURRED) + (days * 1_440 + minutes) * 60_000).toISOString();

describe('how much later than it happened something was recorded', () => {
  test.for([
    [after(0), ''],
    [after(0, 12), '12min'],
    [after(0, 5 * 60 + 59), '5h'],
    [after(3, 60), '3d'],
    [after(999), '999d'],
    [after(1_000), '2y'],
    [after(20_000), '54y'],
    [after(-2), '−2d'],
  ] as const)('at %s is %s', ([recordedAt, expected]) => {
    expect(formatLateness(OCCURRED, recordedAt)).toBe(expected);
  });

  test('is told in words', () => {
    expect(describeLateness(OCCURRED, after(2))).toBe('2 d later');
    expect(describeLateness(OCCURRED, after(1_100))).toBe('3 y later');
  });
});
