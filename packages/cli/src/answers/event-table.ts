/** Events as a table for people, one row each. */
import type { BrowsedEvent } from '@lodestone/ledger/ask/browse.ts';
import { wrapColumns } from '@lodestone/lineage/plain-text.ts';
import { formatTime } from '../output/amounts.ts';
import { markEvents } from './event-marks.ts';
import { summariseEvent } from './event-summary.ts';
import { formatLateness } from './lateness.ts';
import { formatTable } from '../output/table.ts';

const COLUMNS = [
  { title: 'entry', align: 'right' },
  { title: 'occurred (UTC)' },
  { title: 'event' },
  { title: 'late', align: 'right' },
  { title: 'witnessed', align: 'right' },
  { title: 'by' },
  { title: 'about', whenTooWide: 'shortened' },
  { title: 'id', whenTooWide: 'left-out' },
] as const;

/**
 * Formats the table within `width` columns, in the order in which the events are given. What the rules noticed about them
 * comes below it, a line each: it is what somebody should read. What was voided or replaced is marked as such. Both lags
 * are from one clock to the next: `late` from happening to recording, `witnessed` from there to the first cosignature.
 */
export function formatEventTable(events: readonly BrowsedEvent[], width: number): string {
  const marks = markEvents(events);
  const isWitnessed = events.some(({ witnessedAt }) => witnessedAt !== null);
  const rows = events.map((row) => {
    const {
      position,
      ordinal,
      occurredAt,
      recordedAt,
      type,
      party,
      onBehalfOf,
      event,
      eventId,
      corrections,
      stolenKey,
      witnessedAt,
    } = row;
    // Which step it was says more than that it was one.
    const what = typeof event['step'] === 'string' ? event['step'] : type;
    const late = recordedAt === null ? '?' : formatLateness(occurredAt, recordedAt);
    const by = onBehalfOf === null ? (party ?? '?') : `${party ?? '?'} for ${onBehalfOf}`;
    const place = `${position}.${ordinal}`;
    const own = corrections.find(({ correction }) => correction === place);
    const about = own === undefined ? summariseEvent(event) : `${VERBS[own.outcome]} ${own.target}`;
    const at = formatTime(occurredAt).slice(0, 'YYYY-MM-DD hh:mm'.length);
    const stolen = stolenKey === null ? '' : ' (stolen key)';
    const seen = witnessedAt === null || recordedAt === null ? '' : formatLateness(recordedAt, witnessedAt) || '0min';
    return [
      place,
      at,
      `${what}${marks.get(place) ?? ''}${stolen}`,
      late,
      ...(isWitnessed ? [seen] : []),
      by,
      about,
      eventId,
    ];
  });
  const notices = events.flatMap(({ position, ordinal, findings: own }) => {
    const place = `${position}.${ordinal}`;
    const mark = marks.get(place) ?? '';
    return own.flatMap(({ code, message }) => wrapNote(place, `${code}${mark}: ${message}`, width));
  });
  const columns = isWitnessed ? COLUMNS : COLUMNS.filter(({ title }) => title !== 'witnessed');
  const table = formatTable(columns, rows, 'No events.', width);
  const sections = [section('Corrections', correctionsOf(events)), section('Notices', notices)];
  return [table, ...sections.flat()].join('\n');
}

/** A note on the event at a place, in lines that fit; what goes on is set in. */
function wrapNote(place: string, text: string, width: number): string[] {
  const room = Math.max(NOTE_COLUMNS_MIN, width - place.length - 4);
  const [first = '', ...rest] = wrapColumns(text.split(' '), ' ', room);
  return [`  ${place}  ${first}`, ...rest.map((line) => `  ${' '.repeat(place.length)}  ${line}`)];
}

/** Narrower than this a sentence is no longer read. */
const NOTE_COLUMNS_MIN = 40;

/** What a correction does to the event that it names. */
const VERBS = { voided: 'voids', replaced: 'replaces', contested: 'contests' } as const;

/** What became of each event that a correction names, and what stands in the way of a contested one. */
function correctionsOf(events: readonly BrowsedEvent[]): string[] {
  return events.flatMap(({ position, ordinal, corrections }) => {
    const place = `${position}.${ordinal}`;
    return corrections
      .filter(({ target }) => target === place)
      .flatMap(({ correction, outcome, reason, obstacles }) => [
        `  ${place}  ${outcome} by ${correction}: ${reason}`,
        ...obstacles.map((obstacle) => `       ${obstacle}`),
      ]);
  });
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}
