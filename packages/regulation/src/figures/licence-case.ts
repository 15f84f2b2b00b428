/** One application for a licence as figures count it: where it belongs by what was filed, and what has become of it since. */
import { licenceOf } from '@lodestone/custody/controls/follow-licence.ts';
import type { Licence, LicenceStatus } from '@lodestone/custody/controls/licence.ts';
import type { DocketStep } from '@lodestone/custody/docket.ts';
import { clockOf } from '../licences/licence-clock.ts';
import type { WorkingCalendar } from '../licences/working-days.ts';
import type { LicenceCase, Outcome } from './public-figures.ts';

const OUTCOME_OF: Readonly<Record<LicenceStatus, Outcome>> = {
  applied: 'pending',
  returned: 'pending',
  accepted: 'pending',
  waiting: 'pending',
  granted: 'granted',
  // What becomes of a licence later does not undo that it was granted.
  suspended: 'granted',
  revoked: 'granted',
  refused: 'refused',
  withdrawn: 'withdrawn',
};

/**
 * As known at `asOf`, RFC 3339; null where nothing was filed by then. Destination, item, class and mass are those of the
 * application as it was first filed, so that nothing that is brought later moves it to another group.
 */
export function licenceCaseOf(
  steps: readonly DocketStep[],
  asOf: string,
  calendar: WorkingCalendar,
): LicenceCase | null {
  const known = steps.filter(({ recordedAt }) => recordedAt < asOf);
  const licence = licenceOf(known);
  const filed = known.find(({ event }) => event.type === 'licence-applied');
  if (licence === null || filed?.event.type !== 'licence-applied') return null;
  const { destination, lines, endUse } = filed.event;
  const codes = [...new Set(lines.map(({ code }) => code))].sort();
  return {
    applicant: filed.party,
    country: destination,
    item: codes.join(' + '),
    class: endUse?.class ?? 'not stated',
    appliedAt: filed.recordedAt,
    outcome: OUTCOME_OF[licence.status],
    workingDays: daysOf(licence, calendar),
    netMilligrams: lines.reduce((sum, { netMilligrams }) => sum + BigInt(netMilligrams), 0n),
  };
}

function daysOf(licence: Licence, calendar: WorkingCalendar): number | null {
  const { decision } = licence;
  return decision === null ? null : clockOf(licence, calendar, decision.at).elapsedWorkingDays;
}
