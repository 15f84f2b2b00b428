/** Events as a table for people, one row each. */
import type { BrowsedEvent } from '@lodestone/ledger/browse.ts';
import { formatTime } from './amounts.ts';
import { summariseEvent } from './event-summary.ts';
import { formatLateness } from './lateness.ts';
import { formatTable } from './table.ts';

const COLUMNS = [
  { title: 'entry', align: 'right' },
  { title: 'occurred (UTC)' },
  { title: 'event' },
  { title: 'late', align: 'right' },
  { title: 'by' },
  { title: 'about', whenTooWide: 'shortened' },
  { title: 'id', whenTooWide: 'left-out' },
] as const;

/**
 * Formats the table within `width` columns, in the order in which the events are given. What the rules noticed about them
 * comes below it, a line each: it is what somebody should read.
 */
export function formatEventTable(events: readonly BrowsedEvent[], width: number): string {
  const rows = events.map(({ position, ordinal, occurredAt, recordedAt, type, party, onBehalfOf, event, eventId }) => {
    // Which step it was says more than that it was one.
    const what = typeof event['step'] === 'string' ? event['step'] : type;
    const late = recordedAt === null ? '?' : formatLateness(occurredAt, recordedAt);
    const by = onBehalfOf === null ? (party ?? '?') : `${party ?? '?'} for ${onBehalfOf}`;
    return [
      `${position}.${ordinal}`,
      formatTime(occurredAt).slice(0, 'YYYY-MM-DD hh:mm'.length),
      what,
      late,
      by,
      summariseEvent(event),
      eventId,
    ];
  });
  const findings = events.flatMap(({ position, ordinal, findings: own }) =>
    own.map(({ code, message }) => `  ${position}.${ordinal}  ${code}: ${message}`),
  );
  const table = formatTable(COLUMNS, rows, 'No events.', width);
  return findings.length === 0 ? table : [table, '', 'Findings', ...findings].join('\n');
}
