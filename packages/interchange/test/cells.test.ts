import { describe, expect, test } from 'vitest';
import { readNumber } from '../src/number-cell.ts';
import { readTime } from '../src/time-cell.ts';
import { wordOf } from '../src/words.ts';

describe('a number', () => {
  test.each([
    ['12', '.', '12', null],
    ['12.50', '.', '12.50', null],
    ['12,5', ',', '12.5', null],
    ['0,001', ',', '0.001', null],
    ['12.5 kg', '.', '12.5', 'kg'],
    ['15%', '.', '15', '%'],
  ] as const)('%j with the mark %j is %s', (text, mark, digits, unit) => {
    expect(readNumber(text, mark)).toEqual({ ok: true, digits, unit });
  });

  test.each([
    ['1,234.5', '.', 'marks between thousands: write 1234.5'],
    ['1.234,5', ',', 'marks between thousands: write 1234,5'],
    ['1 234', '.', 'marks between thousands'],
    ["1'234", '.', 'marks between thousands'],
    // 1.234 kg or 1,234 kg: which is meant cannot be told.
    ['1,234', '.', 'marks between thousands'],
    ['1.234', ',', 'marks between thousands'],
    ['12,5', '.', 'another decimal mark: decimals of this file have a point, unless --decimal comma is said'],
    ['12.5', ',', 'another decimal mark: decimals of this file have a comma, unless --decimal point is said'],
    ['-5', '.', 'negative'],
    ['1.2E+05', '.', 'shortened by the spreadsheet'],
    ['#REF!', '.', 'an error of the spreadsheet'],
    ['about 12', '.', 'is no number'],
  ] as const)('%j with the mark %j is refused: %s', (text, mark, says) => {
    const result = readNumber(text, mark);
    expect(result.ok ? '' : result.message).toContain(says);
  });
});

describe('a time', () => {
  test.each([
    ['2026-03-01 08:00', '+00:00', '2026-03-01T08:00:00.000Z'],
    ['2026-03-01T08:00:05.25Z', '+08:00', '2026-03-01T08:00:05.250Z'],
    ['2026/3/1 8:00', '+08:00', '2026-03-01T00:00:00.000Z'],
    ['2026年3月1日 8:00', '+08:00', '2026-03-01T00:00:00.000Z'],
    ['2026年3月1日8:00', '+08:00', '2026-03-01T00:00:00.000Z'],
    ['01.03.2026 08:00', '+01:00', '2026-03-01T07:00:00.000Z'],
    // The first instant of the day in Beijing is the evening before in UTC.
    ['2026-03-10', '+08:00', '2026-03-09T16:00:00.000Z'],
    ['2026-03-01 08:00 -03:30', '+08:00', '2026-03-01T11:30:00.000Z'],
    ['2024-02-29', 'UTC', '2024-02-29T00:00:00.000Z'],
  ])('%s at %s is %s', (text, zone, time) => {
    expect(readTime(text, zone)).toEqual({ ok: true, time });
  });

  test.each([
    ['3/4/2026', '+00:00', 'day or month first'],
    ['2026-02-30', '+00:00', 'that there is not'],
    ['2026-03-01 24:00', '+00:00', 'that there is not'],
    ['2026-03-01 08:00', null, 'says no time zone'],
    ['Monday', '+00:00', 'is no time'],
    ['45717.33', '+00:00', 'is no time'],
  ])('%s at %s is refused: %s', (text, zone, says) => {
    const result = readTime(text, zone);
    expect(result.ok ? '' : result.message).toContain(says);
  });
});

test.each([
  ['Opening stock', 'opening-stock'],
  ['OXIDE', 'oxide'],
  ['氧化物', 'oxide'],
  ['萃取分离', 'solvent-extraction'],
  ['constructor', 'constructor'],
])('the word %s is %s', (text, word) => {
  expect(wordOf(text)).toBe(word);
});
