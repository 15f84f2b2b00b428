/**
 * How long a case has taken, in working days from its acceptance on: a decision is due within 45 of them (Decree 792 of the
 * State Council, in force since 2024-12-01). While the authority waits for the exporter, the clock stands.
 */
import type { Licence } from '@lodestone/custody/controls/licence.ts';
import { dayAt, isPublished, type WorkingCalendar, workingDayAfter, workingDaysBetween } from './working-days.ts';

export const DECISION_WORKING_DAYS_MAX = 45;

export interface LicenceClock {
  readonly state: 'not-started' | 'running' | 'stopped' | 'ended';
  readonly elapsedWorkingDays: number;
  /** The last day on which it would be in time, if nothing more is asked; null where no clock runs. */
  readonly dueOn: string | null;
  readonly isOverdue: boolean;
  /** False where holidays are not published for all of the days that were counted. */
  readonly isCalendarKnown: boolean;
}

/** The clock of a case at a time, RFC 3339, not before its latest step. */
export function clockOf(licence: Licence, calendar: WorkingCalendar, at: string): LicenceClock {
  const { acceptedAt } = licence;
  const none = { elapsedWorkingDays: 0, dueOn: null, isOverdue: false, isCalendarKnown: true };
  if (acceptedAt === null) return { state: hasEnded(licence) ? 'ended' : 'not-started', ...none };
  const until = endOf(licence) ?? at;
  const elapsedWorkingDays = runningDays(licence, calendar, acceptedAt, until);
  const isOverdue = elapsedWorkingDays > DECISION_WORKING_DAYS_MAX;
  const state = hasEnded(licence) ? 'ended' : licence.status === 'waiting' ? 'stopped' : 'running';
  const dueOn = state === 'running' ? dueDay(licence, calendar, acceptedAt) : null;
  const isCalendarKnown = isPublished(calendar, dayAt(calendar, acceptedAt), dueOn ?? dayAt(calendar, until));
  return { state, elapsedWorkingDays, dueOn, isOverdue, isCalendarKnown };
}

function hasEnded({ status }: Licence): boolean {
  return status !== 'applied' && status !== 'returned' && status !== 'accepted' && status !== 'waiting';
}

/** When its clock ended: at the decision, or when it was withdrawn. */
function endOf(licence: Licence): string | null {
  if (licence.decision !== null) return licence.decision.at;
  return licence.status === 'withdrawn' ? licence.latestAt : null;
}

/** The working days of the times between, less those while the clock stood. */
function runningDays({ stops }: Licence, calendar: WorkingCalendar, acceptedAt: string, until: string): number {
  let count = 0;
  let from: string | null = acceptedAt;
  for (const stop of stops) {
    if (from !== null) count += daysBetween(calendar, from, earlier(stop.from, until));
    from = stop.to;
  }
  return from === null ? count : count + daysBetween(calendar, from, until);
}

function daysBetween(calendar: WorkingCalendar, from: string, to: string): number {
  return workingDaysBetween(calendar, dayAt(calendar, from), dayAt(calendar, to));
}

/** It follows from when the clock went on last, so that it stays the same on days off, and when it is over. */
function dueDay(licence: Licence, calendar: WorkingCalendar, acceptedAt: string): string {
  const goneOnAt = licence.stops.at(-1)?.to ?? acceptedAt;
  const before = runningDays(licence, calendar, acceptedAt, goneOnAt);
  return workingDayAfter(calendar, dayAt(calendar, goneOnAt), Math.max(0, DECISION_WORKING_DAYS_MAX - before));
}

function earlier(one: string, other: string): string {
  return one < other ? one : other;
}
