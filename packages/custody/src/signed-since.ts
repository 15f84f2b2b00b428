/** What keys sign, counted from a time on: for the revocation of one that was stolen. */
import type { CustodyState } from './state/custody-state.ts';
import type { SignedSince } from './state/state-of-members.ts';
import type { Signed } from './facts/facts-of-members.ts';

/** An entry as it is counted. */
export interface SignedEntry {
  readonly author: string;
  readonly position: number;
  readonly recordedAt: string;
  readonly events: number;
}

/** Counts an entry for its author's key. Entries of keys that nobody asks about, nearly all, cost a look. */
export function noteSigned(state: Pick<CustodyState, 'signedSince'>, entry: SignedEntry): void {
  const windows = state.signedSince.get(entry.author);
  if (!windows) return;
  state.signedSince.set(
    entry.author,
    // Times are all written in one way, so that their texts compare as they do.
    windows.map((window) => (window.since <= entry.recordedAt ? addEntry(window, entry) : window)),
  );
}

function addEntry({ since, signed }: SignedSince, { position, events }: SignedEntry): SignedSince {
  return { since, signed: addSigned(signed, { entries: 1, events, firstPosition: position, lastPosition: position }) };
}

/** What two stretches of the log come to, the earlier one first. */
export function addSigned(earlier: Signed | null, later: Signed): Signed {
  if (earlier === null) return later;
  const { firstPosition } = earlier;
  const { lastPosition } = later;
  const entries = earlier.entries + later.entries;
  return { entries, events: earlier.events + later.events, firstPosition, lastPosition };
}
