/** Month, day and hour are in their ranges; whether the month has the day is asked from the 29th on. */
const TIMESTAMP_PATTERN = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d\.\d{3}Z$/;

/**
 * Says whether a text is a time as the formats write it: RFC 3339, UTC, milliseconds, `2026-03-01T08:00:00.000Z`, of a
 * day and hour that exist. Of two such texts the earlier time is the smaller string.
 */
export function isTimestamp(text: string): boolean {
  if (!TIMESTAMP_PATTERN.test(text)) return false;
  // Every month has 28 days. Some engines turn 30 February into March, others into no time at all.
  return text.slice(8, 10) <= '28' || new Date(text).toJSON() === text;
}
