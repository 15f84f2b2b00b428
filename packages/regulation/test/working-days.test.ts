import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { CHINESE_CALENDAR } from '../src/licences/chinese-calendar.ts';
import { dayAt, daysAfter, isPublished, workingDayAfter, workingDaysBetween } from '../src/licences/working-days.ts';

const weekday = (day: string) => new Date(`${day}T00:00:00.000Z`).getUTCDay();
const between = (from: string, to: string) => workingDaysBetween(CHINESE_CALENDAR, from, to);

test.each([
  // Monday to Friday of a plain week.
  ['2026-03-02', '2026-03-06', 4],
  // The weekend between.
  ['2026-03-06', '2026-03-09', 1],
  // Spring Festival 2026: 15 to 23 February; 14 and 28 February are worked.
  ['2026-02-13', '2026-02-14', 1],
  ['2026-02-14', '2026-02-23', 0],
  ['2026-02-23', '2026-02-28', 5],
  // National Day 2025, eight days long, and the Saturday after it.
  ['2025-09-30', '2025-10-11', 3],
  ['2026-03-02', '2026-03-02', 0],
])('after %s, up to %s, come %i working days', (from, to, count) => {
  expect(between(from, to)).toBe(count);
});

test('a year has the working days that its notice leaves it', () => {
  expect(between('2023-12-31', '2024-12-31')).toBe(251);
  expect(between('2024-12-31', '2025-12-31')).toBe(248);
  expect(between('2025-12-31', '2026-12-31')).toBe(248);
});

test('a day begins at midnight in Beijing', () => {
  expect(dayAt(CHINESE_CALENDAR, '2026-03-01T15:59:59.999Z')).toBe('2026-03-01');
  expect(dayAt(CHINESE_CALENDAR, '2026-03-01T16:00:00.000Z')).toBe('2026-03-02');
});

test('the working day after so many is the first up to which there are as many', () => {
  const days = fc.integer({ min: 0, max: 1_000 }).map((count) => daysAfter('2024-01-01', count));
  fc.assert(
    fc.property(days, fc.integer({ min: 1, max: 60 }), (from, count) => {
      const day = workingDayAfter(CHINESE_CALENDAR, from, count);
      expect(between(from, day)).toBe(count);
      expect(between(from, daysAfter(day, -1))).toBe(count - 1);
    }),
    { numRuns: 60 },
  );
});

test('no holiday is worked, and every day that is worked is one of a weekend', () => {
  const { holidays, workedWeekendDays } = CHINESE_CALENDAR;
  for (const day of workedWeekendDays) {
    expect(holidays.has(day), day).toBe(false);
    expect([0, 6], day).toContain(weekday(day));
  }
});

test('says for which days holidays are published', () => {
  expect(isPublished(CHINESE_CALENDAR, '2024-01-01', '2026-12-31')).toBe(true);
  expect(isPublished(CHINESE_CALENDAR, '2024-01-01', '2027-01-01')).toBe(false);
  expect(isPublished(CHINESE_CALENDAR, '2023-12-31', '2024-01-01')).toBe(false);
});
