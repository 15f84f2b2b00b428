/** What happened long after it was recorded: most often a slip in the date, and then the lot is stuck at that time. */
import type { CustodyEvent } from '../event.ts';
import { CLOCK_DISAGREEMENT_MAX_MILLISECONDS } from './lot-in-use.ts';
import { addFinding, type Ruling } from './ruling.ts';

/** Notes an event, or what one is replaced by, that says it happened more than 24 hours after it was recorded. */
export function noteDatedAhead(ruling: Ruling, event: CustodyEvent, recordedAt: string): void {
  noteTime(ruling, event.occurredAt, 'the event', recordedAt);
  if (event.type === 'event-corrected' && event.replacement !== undefined) {
    noteTime(ruling, event.replacement.occurredAt, 'the replacement', recordedAt);
  }
}

function noteTime(ruling: Ruling, occurredAt: string, what: string, recordedAt: string): void {
  // Times are written in one way only, so most events are done with here.
  if (occurredAt <= recordedAt) return;
  const aheadMilliseconds = Date.parse(occurredAt) - Date.parse(recordedAt);
  if (aheadMilliseconds <= CLOCK_DISAGREEMENT_MAX_MILLISECONDS) return;
  const message = `${what} says ${occurredAt}, more than 24 h after it was recorded, ${recordedAt}: is the date right? Nothing earlier by ${ruling.actor.party} can follow along its lots`;
  addFinding(ruling, 'dated-ahead', message);
}
