/** The cases that nobody has decided yet, the oldest by their clock first. */
import type { Licence } from '@lodestone/custody/controls/licence.ts';
import { clockOf, type LicenceClock } from './licence-clock.ts';
import type { WorkingCalendar } from './working-days.ts';

export interface AgeingCase {
  readonly licence: Licence;
  readonly clock: LicenceClock;
}

/** Open cases at a time: those with a running or stopped clock by elapsed days falling, then those not taken in, by when they were filed. */
export function ageingOf(licences: readonly Licence[], calendar: WorkingCalendar, at: string): AgeingCase[] {
  return licences
    .map((licence) => ({ licence, clock: clockOf(licence, calendar, at) }))
    .filter(({ clock }) => clock.state !== 'ended')
    .sort(
      (one, other) =>
        Number(other.clock.state !== 'not-started') - Number(one.clock.state !== 'not-started') ||
        other.clock.elapsedWorkingDays - one.clock.elapsedWorkingDays ||
        (one.licence.appliedAt < other.licence.appliedAt ? -1 : 1),
    );
}
