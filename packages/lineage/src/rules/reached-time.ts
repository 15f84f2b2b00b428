/**
 * How far the ledger as a whole has come: the time that most of its latest events claim. A ledger that was filled in one go
 * from older files has recorded everything late by the clock; what is late in it is what comes after others were further on.
 */

/** Plain data, kept in the state of a rule. */
export interface ReachedTime {
  /** Of the latest events, milliseconds since 1970; the oldest is overwritten. */
  readonly latest: Float64Array;
  seen: number;
  /** Never goes back; null while there are too few to tell. */
  reached: number | null;
}

const LATEST_KEPT = 63;
const LATEST_MIN = 9;
/** The median moves slowly: it is taken anew after so many. */
const STRIDE = 9;

export function startReachedTime(): ReachedTime {
  return { latest: new Float64Array(LATEST_KEPT), seen: 0, reached: null };
}

/** Takes one more event into account. The median, so that a few events dated ahead move nothing. */
export function reachTime(state: ReachedTime, occurredAt: number): void {
  state.latest[state.seen % LATEST_KEPT] = occurredAt;
  state.seen += 1;
  if (state.seen < LATEST_MIN || state.seen % STRIDE !== 0) return;
  const sorted = state.latest.slice(0, Math.min(state.seen, LATEST_KEPT)).sort();
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0;
  state.reached = Math.max(state.reached ?? median, median);
}

/** When an event became known for the purpose of a deadline: when it was recorded, or when the ledger had come past it. */
export function knownTime(state: ReachedTime, occurredAt: number, recordedAt: number): number {
  if (state.reached === null) return occurredAt;
  return Math.min(recordedAt, Math.max(state.reached, occurredAt));
}
