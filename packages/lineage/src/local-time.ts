/** Calendar days at a place: months end there, and not in UTC. */

/** A day as a number that grows: year × 10000 + month × 100 + day. */
export type LocalDay = number;

/** One formatter for each time zone, as they are slow to make. What they answer depends on their arguments alone. */
const FORMATTERS = new Map<string, Intl.DateTimeFormat>();

/** The day on which the moment, in milliseconds since 1970, falls in a time zone of the IANA database. */
export function localDayOf(at: number, timeZone: string): LocalDay {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  return (parts.get('year') ?? 0) * 10_000 + (parts.get('month') ?? 0) * 100 + (parts.get('day') ?? 0);
}

/** How far the clocks of a time zone are ahead of UTC at the moment, in minutes. */
export function offsetMinutesOf(at: number, timeZone: string): number {
  const parts = new Map(
    formatterOf(timeZone)
      .formatToParts(at)
      .map(({ type, value }) => [type, Number(value)]),
  );
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return Math.round((local - at) / 60_000);
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
