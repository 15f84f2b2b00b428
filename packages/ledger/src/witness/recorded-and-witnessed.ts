/** Two clocks held against each other: when the ledger says an entry was recorded, and when a witness saw the log. */

/** A witness has cosigned `size` entries at a time, in seconds since 1970. */
export interface WitnessedSize {
  readonly size: number;
  readonly timestamp: number;
}

/** A bound of what an entry may say of when it was recorded, and what it says. */
export interface ClockContradiction {
  readonly position: number;
  /** `latest`: the witness saw the log with the entry then. `earliest`: it saw the log without it. */
  readonly bound: 'earliest' | 'latest';
  /** RFC 3339. */
  readonly witnessedAt: string;
  readonly recordedAt: string;
}

/** Clocks are not set alike, and asking takes time. */
export const CLOCK_TOLERANCE_MILLISECONDS = 5 * 60_000;
/** The same in words. */
export const CLOCK_TOLERANCE = `${CLOCK_TOLERANCE_MILLISECONDS / 60_000} minutes`;

/**
 * What the entries next to the end of what was cosigned say against it. Since recording times never go back, they speak for
 * all others: the last entry with which the log was seen, and the first one that it did not have yet.
 */
export function findContradictions(
  { size, timestamp }: WitnessedSize,
  recordedAt: (position: number) => string | null,
): ClockContradiction[] {
  const witnessed = timestamp * 1_000;
  const witnessedAt = describeTime(timestamp);
  const found: ClockContradiction[] = [];
  const last = size > 0 ? recordedAt(size - 1) : null;
  if (last !== null && Date.parse(last) > witnessed + CLOCK_TOLERANCE_MILLISECONDS) {
    found.push({ position: size - 1, bound: 'latest', witnessedAt, recordedAt: last });
  }
  const next = recordedAt(size);
  if (next !== null && Date.parse(next) < witnessed - CLOCK_TOLERANCE_MILLISECONDS) {
    found.push({ position: size, bound: 'earliest', witnessedAt, recordedAt: next });
  }
  return found;
}

/** Beyond it no calendar of ours goes (ECMA-262, time values). */
const TIME_MAX_SECONDS = 8_640_000_000_000;

/** The time of a cosignature as RFC 3339, as far as it is a time of any calendar. */
export function describeTime(timestamp: number): string {
  return timestamp <= TIME_MAX_SECONDS ? new Date(timestamp * 1_000).toISOString() : `${timestamp} seconds after 1970`;
}
