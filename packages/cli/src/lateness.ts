/** How much later than it happened something was recorded. Shown, never punished: mines have no network. */

const MINUTE_MILLISECONDS = 60_000;
const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** `3 d later`, `5 h later`, `12 min later`; `2 h early` for what happens after it was recorded; nothing within a minute. */
export function formatLateness(occurredAt: string, recordedAt: string): string {
  const minutes = Math.trunc((Date.parse(recordedAt) - Date.parse(occurredAt)) / MINUTE_MILLISECONDS);
  if (minutes === 0) return '';
  return `${formatMinutes(Math.abs(minutes))} ${minutes > 0 ? 'later' : 'early'}`;
}

/** In the largest unit of which there is one, whole ones only. */
function formatMinutes(minutes: number): string {
  if (minutes >= DAY_MINUTES) return `${Math.floor(minutes / DAY_MINUTES).toLocaleString('en')} d`;
  if (minutes >= HOUR_MINUTES) return `${Math.floor(minutes / HOUR_MINUTES)} h`;
  return `${minutes} min`;
}
