/** Which of recorded events count, where corrections have taken back some and put others in their place. */
import type { BrowsedEvent } from './browse.ts';

/** Leaves out what was voided or replaced, replacements that were replaced in their turn, and corrections without effect. */
export function standingEvents(events: readonly BrowsedEvent[]): BrowsedEvent[] {
  /** What stands in the place of a corrected event: the latest correction that took effect. */
  const standing = new Map<string, string>();
  const fallen = new Set<string>();
  for (const event of events) {
    if (event.type !== 'event-corrected') continue;
    for (const { correction, target, outcome } of event.corrections) {
      if (outcome === 'contested') fallen.add(correction);
      else {
        fallen.add(standing.get(target) ?? target);
        standing.set(target, correction);
      }
    }
  }
  return events.filter(({ position, ordinal }) => !fallen.has(`${position}.${ordinal}`));
}
