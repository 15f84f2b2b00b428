/** What lists said from when on, in one line of time for all countries that publish any. */
import type { ControlList, ControlRegister } from '@lodestone/custody/controls/control-register.ts';

export type TimelineChange =
  | 'begins'
  /** It would have begun within a suspension. */
  | 'begins-suspended'
  | 'published-anew'
  | 'suspended'
  | 'resumes'
  /** A suspension is over, and nobody has said what follows it. */
  | 'unknown'
  | 'ends';

export interface TimelineEntry {
  /** RFC 3339. */
  readonly at: string;
  readonly list: string;
  readonly title: string;
  readonly jurisdiction: string;
  readonly change: TimelineChange;
  readonly sources: readonly string[];
}

/** Every change that is recorded, those to come as well: by time, then in the order of the register. */
export function controlsTimeline({ lists }: ControlRegister): TimelineEntry[] {
  return lists.flatMap(changesOf).sort((one, other) => Number(one.at > other.at) - Number(one.at < other.at));
}

function changesOf(list: ControlList): TimelineEntry[] {
  // What was ended before it began has no time in which it could hold.
  const held = list.versions.filter(({ validFrom, validTo }) => validTo === null || validFrom < validTo);
  const begins = new Set(held.map(({ validFrom }) => validFrom));
  const entry = (at: string, change: TimelineChange, sources: readonly string[]): TimelineEntry[] => {
    const version = held.findLast(({ validFrom }) => validFrom <= at) ?? held[0];
    if (version === undefined) return [];
    const { title, jurisdiction } = version;
    return [{ at, list: list.list, title, jurisdiction, change, sources }];
  };
  const ofVersions = held.flatMap(({ validFrom, validTo, sources }, index) => {
    const isStopped = list.suspensions.some(({ from, to }) => from <= validFrom && (to === null || validFrom < to));
    const change = index > 0 ? 'published-anew' : isStopped ? 'begins-suspended' : 'begins';
    const isLast = validTo !== null && !begins.has(validTo);
    return [...entry(validFrom, change, sources), ...(isLast ? entry(validTo, 'ends', sources) : [])];
  });
  const ofSuspensions = list.suspensions.flatMap(({ from, to, afterwards, sources }) => {
    // What is published anew for a time within a suspension lifts it, and is told already.
    const isTold = to === null || begins.has(to) || afterwards === null;
    const over = isTold ? [] : entry(to, AFTER_SUSPENSION[afterwards], sources);
    return [...entry(from, 'suspended', sources), ...over];
  });
  return [...ofVersions, ...ofSuspensions];
}

const AFTER_SUSPENSION = { 'in-force': 'resumes', unknown: 'unknown', ended: 'ends' } as const;
