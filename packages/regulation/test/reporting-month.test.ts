import { expect, test } from 'vitest';
import {
  dueDateOf,
  isAfterDue,
  isMonth,
  monthAfter,
  monthAt,
  monthBefore,
  monthBounds,
} from '../src/reporting-month.ts';

test.each([
  ['2026-03', '2026-04', '2026-04-10'],
  ['2026-12', '2027-01', '2027-01-10'],
  ['0999-09', '0999-10', '0999-10-10'],
])('after %s comes %s, and its return is due on %s', (month, next, due) => {
  expect(isMonth(month)).toBe(true);
  expect(monthAfter(month)).toBe(next);
  expect(dueDateOf(month)).toBe(due);
  expect(monthBefore(next)).toBe(month);
});

test.each(['2026-13', '2026-00', '2026-3', '2026-03-01', 'March'])('%s is no month', (text) => {
  expect(isMonth(text)).toBe(false);
});

test.each([
  ['UTC', '2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
  ['Asia/Shanghai', '2026-02-28T16:00:00.000Z', '2026-03-31T16:00:00.000Z'],
  // Clocks go forward on the last Sunday of March: its month has an hour less.
  ['Europe/Berlin', '2026-02-28T23:00:00.000Z', '2026-03-31T22:00:00.000Z'],
  // Midnight of 1 April falls after the change that the guess by UTC lies before.
  ['Pacific/Auckland', '2026-02-28T11:00:00.000Z', '2026-03-31T11:00:00.000Z'],
  ['no time zone', '2026-03-01T00:00:00.000Z', '2026-04-01T00:00:00.000Z'],
])('March 2026 in %s begins and ends at its own midnights', (timeZone, from, until) => {
  expect(monthBounds('2026-03', timeZone)).toEqual({ from, until });
  expect([monthAt(from, timeZone), monthAt(until, timeZone)]).toEqual(['2026-03', '2026-04']);
  expect(monthAt(new Date(Date.parse(until) - 1).toISOString(), timeZone)).toBe('2026-03');
});

test.each([
  // Clocks go back three hours after the midnight that ends March, and UTC's midnight lies behind that.
  ['2018-03', 'Australia/Sydney', '2018-03-31T13:00:00.000Z'],
  // Clocks go forward at the midnight that ends September: October begins at one.
  ['2023-09', 'America/Asuncion', '2023-10-01T04:00:00.000Z'],
])('%s ends in %s although clocks change then', (month, timeZone, until) => {
  expect(monthBounds(month, timeZone).until).toBe(until);
  expect(monthAt(until, timeZone)).toBe(monthAfter(month));
});

test("the 10th is the facility's own", () => {
  const lastMinuteInBeijing = '2026-04-10T15:59:59.999Z';
  const firstAfter = '2026-04-10T16:00:00.000Z';
  expect(isAfterDue(lastMinuteInBeijing, '2026-03', 'Asia/Shanghai')).toBe(false);
  expect(isAfterDue(firstAfter, '2026-03', 'Asia/Shanghai')).toBe(true);
  expect(isAfterDue(firstAfter, '2026-03', null)).toBe(false);
});
