/** How much later than it happened something was recorded. Shown, never punished: mines have no network. */

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** Beyond so many days it is years: a cell is never wider than its heading. */
const DAYS_MAX = 999;
const YEAR_DAYS = 365;

/** `2y`, `3d`, `5h`, `12min`, as a cell; `−2h` for what happens after it was recorded; nothing within a minute. */
export function formatLateness(occurredAt: string, recordedAt: string): string {
  const minutes = minutesBetween(occurredAt, recordedAt);
  return minutes === 0 ? '' : `${minutes > 0 ? '' : '−'}${formatMinutes(Math.abs(minutes), '')}`;
}

/** `3 d later`, `2 h early`; nothing within a minute. */
export function describeLateness(occurredAt: string, recordedAt: string): string {
  const minutes = minutesBetween(occurredAt, recordedAt);
  return minutes === 0 ? '' : `${formatMinutes(Math.abs(minutes), ' ')} ${minutes > 0 ? 'later' : 'early'}`;
}

function minutesBetween(occurredAt: string, recordedAt: string): number {
  return Math.trunc((Date.parse(recordedAt) - Date.parse(occurredAt)) / MINUTE_MILLISECONDS);
}

/** In the largest unit of which there is one, whole ones only. */
function formatMinutes(minutes: number, gap: string): string {
  const days = Math.floor(minutes / DAY_MINUTES);
  if (days > DAYS_MAX) return `${Math.floor(days / YEAR_DAYS)}${gap}y`;
  if (days > 0) return `${days}${gap}d`;
  if (minutes >= HOUR_MINUTES) return `${Math.floor(minutes / HOUR_MINUTES)}${gap}h`;
  return `${minutes}${gap}min`;
}
