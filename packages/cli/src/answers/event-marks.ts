/** Which of listed events do not count as they were recorded, since a correction has taken them back. */
import type { BrowsedEvent } from '@lodestone/ledger/ask/browse.ts';

type Recorded = Pick<BrowsedEvent, 'position' | 'ordinal' | 'corrections'>;

/**
 * ` (voided)` or ` (replaced)` by the place of an event, as the latest correction that took effect says. A correction whose
 * replacement was taken back in its turn has the mark as well, where its target is listed.
 */
export function markEvents(events: readonly Recorded[]): ReadonlyMap<string, string> {
  const marks = new Map<string, string>();
  for (const { position, ordinal, corrections } of events) {
    const place = `${position}.${ordinal}`;
    const effective = corrections.filter(({ target, outcome }) => target === place && outcome !== 'contested');
    let standing = place;
    for (const { correction, outcome } of effective) {
      for (const superseded of [place, standing]) marks.set(superseded, ` (${outcome})`);
      standing = correction;
    }
  }
  return marks;
}
