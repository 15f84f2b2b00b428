/** Which day it was where it happened. Months end at midnight of the plant, not of the server. */

const FORMATS = new Map<string, Intl.DateTimeFormat | null>();

/** Whether days can be told in this time zone: an IANA name such as `Asia/Shanghai`, or an offset such as `+08:00`. */
export function isTimeZone(timeZone: string): boolean {
  return formatOf(timeZone) !== null;
}

/** The date, `2026-04-01`, at an instant in a time zone; in UTC where that is no time zone. */
export function localDateOf(instant: string, timeZone: string): string {
  const format = formatOf(timeZone) ?? formatOf('UTC');
  if (format === null) throw new Error('UTC is a time zone');
  const parts = new Map(format.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
  return `${parts.get('year')?.padStart(4, '0')}-${parts.get('month')}-${parts.get('day')}`;
}

function formatOf(timeZone: string): Intl.DateTimeFormat | null {
  const known = FORMATS.get(timeZone);
  if (known !== undefined) return known;
  const format = createFormat(timeZone);
  FORMATS.set(timeZone, format);
  return format;
}

function createFormat(timeZone: string): Intl.DateTimeFormat | null {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}
