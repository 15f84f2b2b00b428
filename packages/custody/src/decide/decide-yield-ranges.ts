import type { EventOf } from '../event.ts';
import { requireDistinct, requireRole, type Ruling } from './ruling.ts';

/** A site's own ranges of yields replace the usual ones from here on: set by the facility's party or an authority. */
export function decideYieldRangesSet(ruling: Ruling, event: EventOf<'yield-ranges-set'>): void {
  const owner = ruling.facility?.party;
  if (owner !== ruling.actor.party) {
    requireRole(ruling, 'set-yield-ranges', `; or is by ${owner}, whose facility ${event.facility} is`);
  }
  requireDistinct(
    'ranges',
    event.ranges.map(({ step }) => step),
    'ranges',
  );
  const { eventNumber } = ruling;
  for (const [index, range] of event.ranges.entries()) {
    ruling.facts.push({
      kind: 'yield-range',
      eventNumber,
      index,
      facility: event.facility,
      ...range,
      statementNumber: null,
    });
  }
}
