/** Months that are reported on, as `2026-03`. */

const MONTH_PATTERN = /^\d{4}-(?:0[1-9]|1[0-2])$/;

/** The day of the next month by which a month is entered (Order 71 of 28 July 2025: by the 10th). */
const DUE_DAY = '10';

/** True for a month such as `2026-03`. */
export function isMonth(text: string): boolean {
  return MONTH_PATTERN.test(text);
}

/** The month after `month`. */
export function monthAfter(month: string): string {
  const [year, number] = [Number(month.slice(0, 4)), Number(month.slice(5))];
  const [nextYear, nextNumber] = number === 12 ? [year + 1, 1] : [year, number + 1];
  return `${String(nextYear).padStart(4, '0')}-${String(nextNumber).padStart(2, '0')}`;
}

/** The last day on which the return of `month` is in time, `2026-04-10` of `2026-03`; it ends at midnight of the site. */
export function dueDateOf(month: string): string {
  return `${monthAfter(month)}-${DUE_DAY}`;
}
