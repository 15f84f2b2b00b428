import { NAMED_MAX } from '../finding.ts';
import type { Observation } from '../observation.ts';
import type { Reported } from '../rule.ts';

/** A finding that rests on one observation, and says of itself what that does not: by default it is about whose act it was. */
export function findingAbout(
  observation: Observation,
  said: Pick<Reported, 'id' | 'severity' | 'numbers' | 'sentence'> & Partial<Reported>,
): Reported {
  const { party, facility, event, occurredAt } = observation;
  const { lots = [], shipments = [], events = [event], others = [] } = said;
  return {
    party,
    facility,
    from: occurredAt,
    to: occurredAt,
    ...said,
    lots: lots.slice(0, NAMED_MAX),
    shipments: shipments.slice(0, NAMED_MAX),
    others: others.slice(0, NAMED_MAX),
    events: events.slice(0, NAMED_MAX),
  };
}
