const TIMESTAMP_PATTERN = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;

/**
 * Says whether a text is a time as the formats write it: RFC 3339, UTC, milliseconds, `2026-03-01T08:00:00.000Z`, of a
 * day and hour that exist. Of two such texts the earlier time is the smaller string.
 */
export function isTimestamp(text: string): boolean {
  if (!TIMESTAMP_PATTERN.test(text)) return false;
  const time = new Date(text);
  // Engines turn 30 February into March and hour 24 into the next day; writing the time again shows it.
  return !Number.isNaN(time.getTime()) && time.toISOString() === text;
}
