/** Which monthly returns are due, filed, late or missing: a calendar of duties, by the clock of each facility. */
import type { DocketStep } from '@lodestone/custody/docket.ts';
import { dueDateOf, isAfterDue, monthAfter, monthAt, monthBounds } from './reporting-month.ts';

/** A facility that has to file. */
export interface FilingFacility {
  readonly facility: string;
  readonly party: string;
  readonly timeZone: string | null;
  /** When it was registered: its first month is that month. */
  readonly since: string;
}

/** `running`: the month is not over. `due`: it is over, and there is time left. */
export const DUTY_STATES = ['running', 'due', 'filed', 'late', 'missing'] as const;
export type DutyState = (typeof DUTY_STATES)[number];

export interface ReturnDuty {
  readonly facility: string;
  readonly party: string;
  readonly month: string;
  /** The last day on which it is in time, at the facility. */
  readonly dueOn: string;
  readonly state: DutyState;
  /** When the month was first filed, by the ledger's clock, which nobody can edit; null where it was not. */
  readonly filedAt: string | null;
  /** The event of the latest return. */
  readonly event: string | null;
  readonly timesFiled: number;
}

export interface DutyRequest {
  /** RFC 3339: what was filed after it is not there yet. */
  readonly at: string;
  /** The first month asked about. */
  readonly from: string;
  /** The steps of the docket of a facility's month. */
  readonly filed: (facility: string, month: string) => readonly DocketStep[];
}

/** By month, and facility within it: from the month of its registration on, to the one that runs. */
export function returnDuties(facilities: readonly FilingFacility[], request: DutyRequest): ReturnDuty[] {
  const duties = facilities.flatMap((facility) =>
    monthsOf(facility, request).map((month) => dutyOf(facility, month, request)),
  );
  return duties.sort((one, other) => compare(one.month, other.month) || compare(one.facility, other.facility));
}

function monthsOf({ since, timeZone }: FilingFacility, { at, from }: DutyRequest): string[] {
  const months: string[] = [];
  const [registered, last] = [monthAt(since, timeZone), monthAt(at, timeZone)];
  for (let month = registered > from ? registered : from; month <= last; month = monthAfter(month)) months.push(month);
  return months;
}

function dutyOf(site: FilingFacility, month: string, { at, filed }: DutyRequest): ReturnDuty {
  const { facility, party } = site;
  const steps = filed(facility, month).filter(({ recordedAt }) => recordedAt <= at);
  const filedAt = steps[0]?.recordedAt ?? null;
  const about = { facility, party, month, dueOn: dueDateOf(month), filedAt };
  return {
    ...about,
    state: stateOf(site, month, at, filedAt),
    event: steps.at(-1)?.event.id ?? null,
    timesFiled: steps.length,
  };
}

function stateOf({ timeZone }: FilingFacility, month: string, at: string, filedAt: string | null): DutyState {
  if (filedAt !== null) return isAfterDue(filedAt, month, timeZone) ? 'late' : 'filed';
  if (at < monthBounds(month, timeZone).until) return 'running';
  return isAfterDue(at, month, timeZone) ? 'missing' : 'due';
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
