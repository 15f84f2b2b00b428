/** The control register as people look at it: how each list stands at a time, and what comes to an end soon. */
import type { ControlList, ControlRegister, ControlListVersion } from '@lodestone/custody/controls/control-register.ts';
import { type ListStanding, listStanding, nextLapse } from '@lodestone/custody/controls/list-standing.ts';
import { DAY_MILLISECONDS } from '@lodestone/lineage/days.ts';

/** So long before a list or a suspension ends somebody has to see to what follows it. */
const TASK_DAYS = 90;
export interface ListView {
  readonly list: string;
  readonly title: string;
  readonly jurisdiction: string;
  readonly status: ListStanding['status'];
  readonly isConfirmed: boolean;
  /** From when it stands so; null where it does not stand yet. */
  readonly since: string | null;
  /** When that changes by what is recorded; null: never. */
  readonly until: string | null;
  /** Whole days until then; null without an end. */
  readonly daysLeft: number | null;
  readonly itemCount: number;
}

/** Every list as it stands at `at`, in the order of the register. */
export function viewLists({ lists }: ControlRegister, at: string): ListView[] {
  return lists.map((list) => {
    const standing = listStanding(list, at);
    const { version } = standing;
    const until = nextLapse(list, at);
    return {
      list: list.list,
      title: version.title,
      jurisdiction: version.jurisdiction,
      status: standing.status,
      isConfirmed: version.isConfirmed,
      since: sinceOf(standing, list),
      until,
      daysLeft: until === null ? null : Math.floor((Date.parse(until) - Date.parse(at)) / DAY_MILLISECONDS),
      itemCount: version.items.length,
    };
  });
}

function sinceOf(standing: ListStanding, { suspensions }: ControlList): string | null {
  const { status, version } = standing;
  if (status === 'not-yet') return null;
  if (status === 'ended') return version.validTo;
  // Suspended before it began, it stands so from when it would have begun.
  if (status === 'suspended') return laterOf(standing.suspension.from, version.validFrom);
  if (status === 'unknown') return standing.suspension.to;
  const over = suspensions.flatMap(({ to, afterwards }) => (to !== null && afterwards === 'in-force' ? [to] : []));
  return over.reduce((latest, to) => laterOf(latest, to), version.validFrom);
}

function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}

/** Something that an authority has to see to. */
export interface ControlTask {
  readonly list: string;
  readonly text: string;
}

/** What is unknown, and what ends within 90 days. */
export function controlTasks(register: ControlRegister, at: string): ControlTask[] {
  return viewLists(register, at).flatMap(({ list, status, until, daysLeft, since }) => {
    if (status === 'unknown') {
      return [{ list, text: `its suspension ended at ${since ?? ''}: publish what holds since, or that it has ended` }];
    }
    if (until === null || daysLeft === null || daysLeft > TASK_DAYS) return [];
    return [{ list, text: `${WHAT_ENDS[status]} in ${daysLeft} ${daysLeft === 1 ? 'day' : 'days'}, at ${until}` }];
  });
}

const WHAT_ENDS: Readonly<Record<ListStanding['status'], string>> = {
  'in-force': 'lapses',
  suspended: 'its suspension lapses',
  'not-yet': 'begins, or is suspended,',
  unknown: 'ends',
  ended: 'ends',
};

/** All that a list ever said. */
export interface ListHistory extends Pick<ControlList, 'list' | 'suspensions' | 'endedFrom'> {
  readonly status: ListStanding['status'];
  readonly versions: readonly ControlListVersion[];
}

export function viewList({ lists }: ControlRegister, id: string, at: string): ListHistory | null {
  const list = lists.find((known) => known.list === id);
  return list === undefined ? null : { ...list, status: listStanding(list, at).status };
}
