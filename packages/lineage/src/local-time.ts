/** Calendar days at a place: months end there, and not in UTC. */

/** A day as a number that grows: year × 10000 + month × 100 + day. */
export type LocalDay = number;

/** One formatter for each time zone, as they are slow to make. What they answer depends on their arguments alone. */
const FORMATTERS = new Map<string, Intl.DateTimeFormat>();

/** The day on which the moment, in milliseconds since 1970, falls in a time zone of the IANA database. */
export function localDayOf(at: number, timeZone: string): LocalDay {
  const part = clockAt(at, timeZone);
  return part('year') * 10_000 + part('month') * 100 + part('day');
}

/** How far the clocks of a time zone are ahead of UTC at the moment, in minutes. */
export function offsetMinutesOf(at: number, timeZone: string): number {
  const part = clockAt(at, timeZone);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return Math.round((local - at) / 60_000);
}

/** What the clocks and calendars there show, part by part. */
function clockAt(at: number, timeZone: string): (part: Intl.DateTimeFormatPartTypes) => number {
  const shown = formatterOf(timeZone).formatToParts(at);
  const parts = new Map(shown.map(({ type, value }) => [type, Number(value)]));
  return (part) => parts.get(part) ?? 0;
}

/** True for a name that the IANA database knows. */
export function isTimeZone(timeZone: string): boolean {
  try {
    formatterOf(timeZone);
    return true;
  } catch {
    return false;
  }
}

function formatterOf(timeZone: string): Intl.DateTimeFormat {
  const known = FORMATTERS.get(timeZone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat('en-US', {
    timeZone,
    calendar: 'gregory',
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  FORMATTERS.set(timeZone, formatter);
  return formatter;
}
