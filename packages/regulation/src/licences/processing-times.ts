/** How long decisions took, group by group: whether the same rule took the same time for everybody. */
import type { Licence } from '@lodestone/custody/controls/licence.ts';
import { clockOf } from './licence-clock.ts';
import type { WorkingCalendar } from './working-days.ts';

export const PROCESSING_KEYS = ['destination', 'item', 'class'] as const;
export type ProcessingKey = (typeof PROCESSING_KEYS)[number];

export interface ProcessingTimes {
  /** A country, an item or a class of end use. */
  readonly group: string;
  readonly decisions: number;
  readonly granted: number;
  readonly refused: number;
  /** Of the decisions, in working days from acceptance without the time that the clock stood; the lower one of two in the middle. */
  readonly medianWorkingDays: number;
  readonly longestWorkingDays: number;
  readonly overdue: number;
  /** The group's median less the median of all decisions. */
  readonly beyondMedianWorkingDays: number;
}

/** By group in the order of bytes. A case with several items counts under each of them. */
export function processingTimesOf(
  licences: readonly Licence[],
  calendar: WorkingCalendar,
  key: ProcessingKey,
): ProcessingTimes[] {
  const decided = licences.flatMap((licence) => {
    const { decision } = licence;
    return decision === null ? [] : [{ licence, decision, clock: clockOf(licence, calendar, decision.at) }];
  });
  const medianOfAll = medianOf(decided.map(({ clock }) => clock.elapsedWorkingDays));
  const groups = Map.groupBy(
    decided.flatMap((one) => groupsOf(one.licence, key).map((group) => ({ group, ...one }))),
    ({ group }) => group,
  );
  return [...groups]
    .map(([group, cases]) => {
      const days = cases.map(({ clock }) => clock.elapsedWorkingDays);
      const medianWorkingDays = medianOf(days);
      return {
        group,
        decisions: cases.length,
        granted: cases.filter(({ decision }) => decision.outcome === 'granted').length,
        refused: cases.filter(({ decision }) => decision.outcome === 'refused').length,
        medianWorkingDays,
        longestWorkingDays: Math.max(...days),
        overdue: cases.filter(({ clock }) => clock.isOverdue).length,
        beyondMedianWorkingDays: medianWorkingDays - medianOfAll,
      };
    })
    .sort((one, other) => (one.group < other.group ? -1 : 1));
}

function groupsOf({ destination, linesAsked, stated }: Licence, key: ProcessingKey): string[] {
  if (key === 'destination') return [destination];
  if (key === 'item') return [...new Set(linesAsked.map(({ code }) => code))];
  return [stated.endUse?.class ?? 'not stated'];
}

function medianOf(days: readonly number[]): number {
  const sorted = days.toSorted((one, other) => one - other);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
}
