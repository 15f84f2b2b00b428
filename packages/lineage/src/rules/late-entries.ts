/**
 * Entries after the books of their month are closed, and changes of what was closed: a month is to be in the system by the
 * 10th of the next (Order 71 of 2025-07-28), by the clock of the facility.
 */
import { DAY_MILLISECONDS } from '../days.ts';
import { NAMED_MAX } from '../finding.ts';
import type { CorrectionObservation, Observation } from '../observation.ts';
import type { Reported } from '../rule.ts';
import { findingAbout } from './finding-about.ts';
import { isTimeZone, localDayOf } from '../local-time.ts';
import { knownTime, reachTime, type ReachedTime, startReachedTime } from './reached-time.ts';
import { rememberIn } from './recent.ts';

interface MonthOfParty {
  /** UTC, such as `2026-03`. */
  readonly month: string;
  entries: number;
  readonly late: { readonly event: string; readonly days: number }[];
  from: string;
  to: string;
}

interface Edit {
  readonly at: number;
  readonly event: string;
  readonly occurredAt: string;
  readonly target: string;
}

export interface LateEntries {
  readonly reached: ReachedTime;
  /** By facility; a party without one has that of the last facility it registered. */
  readonly timeZones: Map<string, string>;
  /** By party, the latest few months. */
  readonly months: Map<string, MonthOfParty[]>;
  readonly edits: Map<string, Edit[]>;
  /** A replacement is observed under the number of its correction: it was in time when it was first said. */
  corrected: number | null;
}

export interface LateThresholds {
  readonly lateEntriesMin: number;
  readonly lateSharePartsPerMillionMin: number;
  readonly deadlineDay: number;
  readonly editsMin: number;
  readonly editWindowDays: number;
}

type Report = (finding: Reported) => void;

const MONTHS_KEPT = 6;
const EDITS_KEPT = 100;
/** No month's books close sooner than this after its last day. */
const DAYS_NEVER_LATE = 9;

export function startLateEntries(): LateEntries {
  return { reached: startReachedTime(), timeZones: new Map(), months: new Map(), edits: new Map(), corrected: null };
}

export function observeLateEntry(
  state: LateEntries,
  observation: Observation,
  thresholds: LateThresholds,
  report: Report,
): void {
  const { eventNumber, occurredAt, recordedAt } = observation;
  const at = Date.parse(occurredAt);
  const known = knownTime(state.reached, at, Date.parse(recordedAt));
  reachTime(state.reached, at);
  if (observation.kind === 'facility') {
    const { timeZone, registered, owner } = observation;
    if (timeZone === null || !isTimeZone(timeZone)) return;
    state.timeZones.set(registered, timeZone);
    state.timeZones.set(owner, timeZone);
    return;
  }
  if (observation.kind === 'correction') {
    state.corrected = eventNumber;
    observeEdit(state, observation, thresholds, report);
    return;
  }
  // A party joins when it joins, and a document belongs to an event that is observed as well.
  if (observation.kind === 'party' || observation.kind === 'document' || eventNumber === state.corrected) return;
  const month = monthOf(state, observation.party, occurredAt);
  month.entries += 1;
  if (!isAfterClose(at, known, timeZoneOf(state, observation), thresholds.deadlineDay)) return;
  const days = Math.floor((known - at) / DAY_MILLISECONDS);
  if (month.late.length < NAMED_MAX) month.late.push({ event: observation.event, days });
  if (Date.parse(month.from) > at || month.late.length === 1) month.from = occurredAt;
  if (Date.parse(month.to) < at || month.late.length === 1) month.to = occurredAt;
  if (month.late.length < thresholds.lateEntriesMin) return;
  if (month.late.length * 1_000_000 < month.entries * thresholds.lateSharePartsPerMillionMin) return;
  reportLate(observation, month, thresholds, report);
}

/** Whether what happened at `at` became known only when the books of its month were closed. */
function isAfterClose(at: number, known: number, timeZone: string, deadlineDay: number): boolean {
  if (known - at < DAYS_NEVER_LATE * DAY_MILLISECONDS) return false;
  const happened = localDayOf(at, timeZone);
  const year = Math.floor(happened / 10_000);
  const month = Math.floor(happened / 100) % 100;
  const deadline =
    month === 12 ? (year + 1) * 10_000 + 100 + deadlineDay : happened - (happened % 100) + 100 + deadlineDay;
  return localDayOf(known, timeZone) > deadline;
}

function timeZoneOf({ timeZones }: LateEntries, { facility, party }: Observation): string {
  return (facility === null ? undefined : timeZones.get(facility)) ?? timeZones.get(party) ?? 'UTC';
}

function monthOf({ months }: LateEntries, party: string, occurredAt: string): MonthOfParty {
  const month = occurredAt.slice(0, 7);
  const kept = months.get(party) ?? [];
  const known = kept.find((one) => one.month === month);
  if (known !== undefined) return known;
  const added = { month, entries: 0, late: [], from: occurredAt, to: occurredAt };
  const latest = [...kept, added].sort((one, other) => (one.month < other.month ? -1 : 1)).slice(-MONTHS_KEPT);
  months.set(party, latest);
  return added;
}

function reportLate(observation: Observation, month: MonthOfParty, thresholds: LateThresholds, report: Report): void {
  const { party } = observation;
  const daysMost = Math.max(...month.late.map(({ days }) => days));
  report(
    findingAbout(observation, {
      id: `D22/late/${party}/${month.month}`,
      severity: 'low',
      events: month.late.map(({ event }) => event),
      from: month.from,
      to: month.to,
      numbers: { lateEntries: month.late.length, entries: month.entries, daysMost },
      sentence: `${party} recorded ${month.late.length} of its ${month.entries} events of ${month.month} after the ${thresholds.deadlineDay}th of the next month, up to ${daysMost} days after they are said to have happened`,
    }),
  );
}

function observeEdit(
  state: LateEntries,
  observation: CorrectionObservation,
  thresholds: LateThresholds,
  report: Report,
): void {
  const { party, event, occurredAt, recordedAt, targetEvent, targetOccurredAt, outcome } = observation;
  if (outcome === 'contested') return;
  const at = knownTime(state.reached, Date.parse(occurredAt), Date.parse(recordedAt));
  const target = Date.parse(targetOccurredAt);
  if (!isAfterClose(target, at, timeZoneOf(state, observation), thresholds.deadlineDay)) return;
  const window = { days: thresholds.editWindowDays, entriesMax: EDITS_KEPT };
  const edits = rememberIn(state.edits, party, { at, event, occurredAt, target: targetEvent }, window);

  if (edits.length < thresholds.editsMin) return;
  const [first] = edits;
  report(
    findingAbout(observation, {
      id: `D22/edits/${party}/${(first?.occurredAt ?? occurredAt).slice(0, 7)}`,
      severity: 'medium',
      events: edits.flatMap((edit) => [edit.target, edit.event]),
      from: first?.occurredAt ?? occurredAt,
      numbers: { edits: edits.length },
      sentence: `${party} changed ${edits.length} events within ${thresholds.editWindowDays} days after the books of their months were closed`,
    }),
  );
}
