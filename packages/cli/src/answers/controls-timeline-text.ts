import type { TimelineChange, TimelineEntry } from '@lodestone/regulation/controls-timeline.ts';
import { formatTime } from '../output/amounts.ts';
import { formatTable } from '../output/table.ts';

const CHANGE_WORDS: Readonly<Record<TimelineChange, string>> = {
  begins: 'in force',
  'begins-suspended': 'would begin, and is suspended',
  'published-anew': 'reads otherwise: published anew',
  suspended: 'suspended',
  resumes: 'in force again',
  unknown: 'the suspension is over, and what holds is not published',
  ends: 'ends',
};

/** What control lists said from when on, as a table for people. */
export function formatTimeline(entries: readonly TimelineEntry[], width: number): string {
  const columns = [{ title: 'from (UTC)' }, { title: 'of' }, { title: 'list' }, { title: 'what' }] as const;
  const rows = entries.map(({ at, jurisdiction, list, change }) => [
    formatTime(at),
    jurisdiction,
    list,
    CHANGE_WORDS[change],
  ]);
  return formatTable(columns, rows, 'No control list is published in this ledger.', width);
}
