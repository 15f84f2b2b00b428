/** Events numbered below this count as known; the whole ledger when it is the largest number there is. */
export type EventBound = number;
export const WHOLE_LEDGER: EventBound = Number.MAX_SAFE_INTEGER;
