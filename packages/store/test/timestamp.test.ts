import { isTimestamp as isTimeOfEvent } from '@lodestone/custody/identifier.ts';
import { isTimestamp as isTimeOfEntry } from '@lodestone/proof/timestamp.ts';
import { describe, expect, test } from 'vitest';

// Events and entries each have their own reader of times, and both write into columns of one type: what is a time must
// be the same for both. The referee is the calendar of the engine: a time is what it writes again as it was.

const READERS = { 'the time of an event': isTimeOfEvent, 'the time of an entry': isTimeOfEntry };

/** Two common years and two leap years of both kinds, and the first and the last year there are. */
const YEARS = ['0000', '1900', '2000', '2023', '2024', '9999'];
const MONTHS = numbers(0, 13);
const DAYS = numbers(0, 32);
const CLOCK_TIMES = numbers(0, 25).flatMap((hour) =>
  ['00', '59', '60', '61'].flatMap((minute) => ['00', '59', '60', '61'].map((second) => `${hour}:${minute}:${second}`)),
);

/** `from` to `to`, both among them, in two digits. */
function numbers(from: number, to: number): string[] {
  return Array.from({ length: to - from + 1 }, (_, index) => String(from + index).padStart(2, '0'));
}

function isWrittenAgain(text: string): boolean {
  const time = new Date(text);
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}

const daysAt = (clockTime: string) =>
  YEARS.flatMap((year) => MONTHS.flatMap((month) => DAYS.map((day) => `${year}-${month}-${day}T${clockTime}Z`)));

describe.each(Object.entries(READERS))('%s', (_, isTimestamp) => {
  test('is on a day that the calendar has, of every month and kind of year', () => {
    for (const clockTime of ['00:00:00.000', '23:59:59.999', '24:00:00.000', '23:60:00.000', '23:59:60.000']) {
      const texts = daysAt(clockTime);
      expect(texts.filter((text) => isTimestamp(text) !== isWrittenAgain(text))).toEqual([]);
    }
    const known = daysAt('12:00:00.000').filter((text) => isTimestamp(text));
    expect(known).toHaveLength(3 * 365 + 3 * 366);
  });

  test('is at an hour, a minute and a second that the clock has', () => {
    const texts = ['2024-02-28', '2024-02-29'].flatMap((day) => CLOCK_TIMES.map((time) => `${day}T${time}.000Z`));
    expect(texts.filter((text) => isTimestamp(text) !== isWrittenAgain(text))).toEqual([]);
    expect(texts.filter((text) => isTimestamp(text))).toHaveLength(2 * 24 * 2 * 2);
  });

  test('has one spelling: with any one character replaced, left out or added it is another time or none', () => {
    for (const whole of ['2026-03-01T08:00:00.000Z', '2024-02-29T23:59:59.999Z']) {
      for (let at = 0; at <= whole.length; at++) {
        for (const character of ['', '0', '1', '3', '9', '-', ':', '.', '+', ' ', 'T', 't', 'Z', 'z', '\n', '٣']) {
          for (const taken of [0, 1]) {
            const text = whole.slice(0, at) + character + whole.slice(at + taken);
            expect(isTimestamp(text), JSON.stringify(text)).toBe(isWrittenAgain(text));
          }
        }
      }
    }
  });
});
