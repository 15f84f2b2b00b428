/** Counting in working days: what is no weekend and no holiday, and the weekend days that are worked instead. */
import { DAY_MILLISECONDS } from '@lodestone/lineage/days.ts';

/** Days are `2026-03-02`, as the clocks of the place have it. */
export interface WorkingCalendar {
  readonly place: string;
  /** What the place's clocks are ahead of UTC by, all year round. */
  readonly aheadMinutes: number;
  /** Holidays are published for days from the first to before the second; weekends alone count besides. */
  readonly publishedFrom: string;
  readonly publishedTo: string;
  readonly holidays: ReadonlySet<string>;
  /** Days of a weekend that are worked, to make up for a bridge day. */
  readonly workedWeekendDays: ReadonlySet<string>;
  readonly sources: readonly string[];
}

const MINUTE_MILLISECONDS = 60_000;
/** 1 January 1970 was a Thursday. */
const FIRST_WEEKDAY = 4;
const [SUNDAY, SATURDAY] = [0, 6];

/** The day that it is at the place at this time, RFC 3339. */
export function dayAt({ aheadMinutes }: WorkingCalendar, time: string): string {
  return dayOf(Math.floor((Date.parse(time) + aheadMinutes * MINUTE_MILLISECONDS) / DAY_MILLISECONDS));
}

function isWorkingDay({ holidays, workedWeekendDays }: WorkingCalendar, day: string): boolean {
  if (workedWeekendDays.has(day)) return true;
  if (holidays.has(day)) return false;
  const weekday = (numberOf(day) + FIRST_WEEKDAY) % 7;
  return weekday !== SUNDAY && weekday !== SATURDAY;
}

/** How many working days come after day `from`, up to and with day `to`: the day that a period starts on is not counted. */
export function workingDaysBetween(calendar: WorkingCalendar, from: string, to: string): number {
  const [first, last] = [numberOf(from), numberOf(to)];
  let count = 0;
  for (let day = first + 1; day <= last; day += 1) if (isWorkingDay(calendar, dayOf(day))) count += 1;
  return count;
}

/** The working day that is so many after day `from`; that day itself where it is none. */
export function workingDayAfter(calendar: WorkingCalendar, from: string, countDays: number): string {
  let day = numberOf(from);
  for (let left = countDays; left > 0; ) {
    day += 1;
    if (isWorkingDay(calendar, dayOf(day))) left -= 1;
  }
  return dayOf(day);
}

/** Whether the holidays of all days between are published, the last with them. */
export function isPublished({ publishedFrom, publishedTo }: WorkingCalendar, from: string, to: string): boolean {
  return from >= publishedFrom && to < publishedTo;
}

export function daysAfter(day: string, countDays: number): string {
  return dayOf(numberOf(day) + countDays);
}

function numberOf(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`) / DAY_MILLISECONDS;
}

function dayOf(number: number): string {
  return new Date(number * DAY_MILLISECONDS).toISOString().slice(0, 10);
}
