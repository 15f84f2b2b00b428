/** Corrections of a site's own ranges of yields: those before count again, or others. */
import { type Correction, formatPlace, rehearse, requireUnchanged } from './correction.ts';
import { known } from '../state/custody-state.ts';
import { decideYieldRangesSet } from '../decide/decide-yield-ranges.ts';
import { draftOf } from '../state/draft-state.ts';
import type { EventOf } from '../event.ts';

type Ranges = EventOf<'yield-ranges-set'>;

/** The event must have set each of its ranges last. Steps were judged when they were recorded, and stay so. */
export function correctYieldRanges(correction: Correction, standing: Ranges, replacement: Ranges | null): void {
  const { ruling, target, facts, obstacles } = correction;
  const { eventNumber } = ruling;
  const { facility } = standing;
  const { yieldRanges } = known(ruling.state.facilities, facility);
  for (const { step } of standing.ranges) {
    const range = yieldRanges[step];
    if (range === undefined || range.eventNumber === target.standingNumber) continue;
    const [set, later] = [formatPlace(target.eventNumber), formatPlace(range.eventNumber)];
    obstacles.push(
      `the range of ${step} at ${facility} was set by event ${set}, and anew by event ${later}: correct that first, or set it as it should be`,
    );
  }
  if (replacement === null) {
    for (const [index, { step }] of standing.ranges.entries()) {
      const before = target.before.yieldRanges[step];
      const { lowPartsPerMillion = null, highPartsPerMillion = null } = before ?? {};
      const range = { step, lowPartsPerMillion, highPartsPerMillion, statementNumber: before?.eventNumber ?? null };
      facts.push({ kind: 'yield-range', eventNumber, index, facility, ...range });
    }
    return;
  }
  const advice = 'a replacement is about the same steps of the same facility; void the event, and set the others';
  requireUnchanged('facility', facility, replacement.facility, advice);
  requireUnchanged('ranges', stepsOf(standing), stepsOf(replacement), advice);
  const { state } = draftOf(ruling.state);
  const rehearsal = rehearse(correction, state, replacement, (opened) => decideYieldRangesSet(opened, replacement));
  facts.push(...rehearsal.facts);
}

function stepsOf({ ranges }: Ranges): string {
  return ranges
    .map(({ step }) => step)
    .sort()
    .join(', ');
}
