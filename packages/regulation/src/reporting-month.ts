/** Months that are reported on, as `2026-03`. */
import { localDateOf, offsetMinutesOf, timeZoneOrUtc } from '@lodestone/lineage/local-time.ts';
import { formatMonth, numberOfMonth } from '@lodestone/lineage/months.ts';

const MONTH_PATTERN = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** The day of the next month by which a month is entered (Order 71 of 28 July 2025: by the 10th). */
const DUE_DAY = '10';

/** True for a month such as `2026-03`. */
export function isMonth(text: string): boolean {
  return MONTH_PATTERN.test(text);
}

/** The month after `month`. */
export function monthAfter(month: string): string {
  return formatMonth(numberOfMonth(month) + 1);
}

/** The month before `month`. */
export function monthBefore(month: string): string {
  return formatMonth(numberOfMonth(month) - 1);
}

/** The last day on which the return of `month` is in time, `2026-04-10` of `2026-03`; it ends at midnight of the site. */
export function dueDateOf(month: string): string {
  return `${monthAfter(month)}-${DUE_DAY}`;
}

/** The month, `2026-03`, in which a moment falls in a time zone; in UTC where the zone is none. */
export function monthAt(at: string, timeZone: string | null): string {
  return localDateOf(at, timeZone).slice(0, 'YYYY-MM'.length);
}

/** Whether what was recorded at a moment came after the last day on which the return of `month` is in time, at the place. */
export function isAfterDue(recordedAt: string, month: string, timeZone: string | null): boolean {
  return localDateOf(recordedAt, timeZone) > dueDateOf(month);
}

/** The instants `[from, until)` of a month at a place, RFC 3339. */
export function monthBounds(month: string, timeZone: string | null): { readonly from: string; readonly until: string } {
  const zone = timeZoneOrUtc(timeZone);
  return { from: midnightOf(`${month}-01`, zone), until: midnightOf(`${monthAfter(month)}-01`, zone) };
}

function midnightOf(date: string, timeZone: string): string {
  const asUtc = Date.parse(`${date}T00:00:00.000Z`);
  // The offset of the first guess may be that of the day before a change of clocks: the second is right.
  const guess = asUtc - offsetMinutesOf(asUtc, timeZone) * MINUTE_MILLISECONDS;
  const midnight = new Date(asUtc - offsetMinutesOf(guess, timeZone) * MINUTE_MILLISECONDS).toISOString();
  // Where clocks go forward at midnight there is none, and the day begins with the next hour.
  return localDateOf(midnight, timeZone) < date ? new Date(guess).toISOString() : midnight;
}

const MINUTE_MILLISECONDS = 60_000;
