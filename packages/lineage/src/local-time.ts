/** Calendar days at a place: months end there, and not in UTC. */

/** A day as a number that grows: year × 10000 + month × 100 + day. */
export type LocalDay = number;

/**
 * One formatter for each time zone, as they are slow to make. What they answer depends on their arguments alone. Days have
 * formatters of their own: they are asked for of every event, and a day takes three fifths of the time of a clock.
 */
const DAYS = new Map<string, Intl.DateTimeFormat>();
const CLOCKS = new Map<string, Intl.DateTimeFormat>();
/** Names that are no time zones: to find that out takes as long as to make a formatter. */
const NONE = new Set<string>();

/** The day on which the moment, in milliseconds since 1970, falls in a time zone of the IANA database. */
export function localDayOf(at: number, timeZone: string): LocalDay {
  const part = partsOf(dayFormat(timeZone), at);
  return part('year') * 10_000 + part('month') * 100 + part('day');
}

/** That day as `2026-04-01`, of an instant in RFC 3339; in UTC where the time zone is none. */
export function localDateOf(instant: string, timeZone: string | null): string {
  const digits = String(localDayOf(Date.parse(instant), timeZoneOrUtc(timeZone))).padStart('YYYYMMDD'.length, '0');
  return `${digits.slice(0, -4)}-${digits.slice(-4, -2)}-${digits.slice(-2)}`;
}

/** How far the clocks of a time zone are ahead of UTC at the moment, in minutes. */
export function offsetMinutesOf(at: number, timeZone: string): number {
  const part = partsOf(formatIn(CLOCKS, timeZone, CLOCK), at);
  const local = Date.UTC(part('year'), part('month') - 1, part('day'), part('hour'), part('minute'), part('second'));
  return Math.round((local - at) / 60_000);
}

/** What the clocks and calendars there show, part by part. */
function partsOf(format: Intl.DateTimeFormat, at: number): (part: Intl.DateTimeFormatPartTypes) => number {
  const parts = new Map(format.formatToParts(at).map(({ type, value }) => [type, Number(value)]));
  return (part) => parts.get(part) ?? 0;
}

/** True for a name that the IANA database knows, and for an offset such as `+08:00`. */
export function isTimeZone(timeZone: string): boolean {
  return DAYS.has(timeZone) || !(NONE.has(timeZone) || isRefused(timeZone));
}

function isRefused(timeZone: string): boolean {
  try {
    dayFormat(timeZone);
    return false;
  } catch {
    NONE.add(timeZone);
    return true;
  }
}

/** The time zone itself, or UTC for what is none. */
export function timeZoneOrUtc(timeZone: string | null): string {
  return timeZone !== null && isTimeZone(timeZone) ? timeZone : 'UTC';
}

const DAY = { year: 'numeric', month: 'numeric', day: 'numeric' } as const;
const CLOCK = { ...DAY, hourCycle: 'h23', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;

function dayFormat(timeZone: string): Intl.DateTimeFormat {
  return formatIn(DAYS, timeZone, DAY);
}

function formatIn(
  known: Map<string, Intl.DateTimeFormat>,
  timeZone: string,
  shown: Intl.DateTimeFormatOptions,
): Intl.DateTimeFormat {
  const found = known.get(timeZone);
  if (found !== undefined) return found;
  const format = new Intl.DateTimeFormat('en-US', { timeZone, calendar: 'gregory', ...shown });
  known.set(timeZone, format);
  return format;
}
