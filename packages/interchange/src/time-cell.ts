/** Times as spreadsheets export them, turned into UTC. */

export type TimeResult =
  | { readonly ok: true; readonly time: string }
  | { readonly ok: false; readonly message: string };

const CLOCK = '(?:[T ]?(\\d{1,2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,3}))?)?)?';
const ZONE = ' ?(Z|UTC|[+-]\\d{2}:?\\d{2})?';
/** `2026-03-01 08:00`, `2026/3/1 8:00`, `2026年3月1日 8:00`. */
const YEAR_FIRST = new RegExp(`^(\\d{4})(?:[-/.]|年)(\\d{1,2})(?:[-/.]|月)(\\d{1,2})日? ?${CLOCK}${ZONE}$`, 'i');
/** `01.03.2026 08:00`: with points the day comes first. */
const DAY_FIRST = new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4}) ?${CLOCK}${ZONE}$`, 'i');

/** Reads a time. One that names no zone is of `zone`, such as `+08:00`; a bare date is its first instant there. */
export function readTime(text: string, zone: string | null): TimeResult {
  const shown = JSON.stringify(text);
  const refuse = (problem: string): TimeResult => ({ ok: false, message: `${shown} ${problem}` });
  const parts = partsOf(text);
  if (parts === null) {
    return refuse(
      /^\d{1,2}[/-]\d{1,2}[/-]\d{4}/.test(text)
        ? 'may be day or month first: write the year first, such as 2026-03-01 08:00'
        : 'is no time: write it such as 2026-03-01 08:00',
    );
  }
  const offset = parts.zone ?? zone;
  if (offset === null) return refuse('says no time zone: say it in the header, such as `time UTC+8`, or with --zone');
  const [year, month, day, hour, minute, second, millisecond] = parts.numbers;
  const instant = Date.UTC(year, month - 1, day, hour, minute, second, millisecond);
  const there = new Date(instant).toISOString();
  const exists = hour < 24 && minute < 60 && second < 60 && there.startsWith(`${year}-${two(month)}-${two(day)}`);
  if (!exists || year < 1000) return refuse('is a time that there is not');
  return { ok: true, time: new Date(instant - minutesOf(offset) * 60_000).toISOString() };
}

type Numbers = [number, number, number, number, number, number, number];

function partsOf(text: string): { readonly numbers: Numbers; readonly zone: string | null } | null {
  const yearFirst = YEAR_FIRST.exec(text);
  const match = yearFirst ?? DAY_FIRST.exec(text);
  if (match === null) return null;
  const [, first = '', month = '', third = '', hour = '0', minute = '0', second = '0', fraction = '', zone] = match;
  const [year, day] = yearFirst === null ? [third, first] : [first, third];
  const numbers = [year, month, day, hour, minute, second, fraction.padEnd(3, '0')].map(Number) as Numbers;
  return { numbers, zone: zone === undefined ? null : zone };
}

/** Minutes that a zone such as `+08:00` is ahead of UTC. */
function minutesOf(zone: string): number {
  const [, sign, hours = '0', minutes = '0'] = /([+-])(\d{1,2}):?(\d{2})?/.exec(zone) ?? [];
  return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

function two(number: number): string {
  return String(number).padStart(2, '0');
}
