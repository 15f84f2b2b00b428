/** Logistic units as a table for people: when each was packed or unpacked, and what went in. */
import type { BrowsedUnit, browseUnits } from '@lodestone/ledger/ask/browse.ts';
import { formatTime } from '../output/amounts.ts';
import { formatTable } from '../output/table.ts';

const COLUMNS = [
  { title: 'unit' },
  { title: 'status' },
  { title: 'by' },
  { title: 'at (UTC)' },
  { title: 'seal' },
  { title: 'lots', whenTooWide: 'wrapped' },
] as const;

type Row = Awaited<ReturnType<typeof browseUnits>>[number];

/** Formats the table within `width` columns. */
export function formatUnitTable(rows: readonly Row[], width: number): string {
  const cells = rows.map((row) => [
    row.unit,
    describeStatus(row),
    row.party,
    formatTime(row.at),
    row.seal ?? '',
    row.lots.join(', '),
  ]);
  return formatTable(COLUMNS, cells, 'No units.', width);
}

/** `packed`, `packed (voided)` of a packing that was taken back, and then `unpacked (correction)`. */
function describeStatus({ status, superseded, isCorrection }: Row): string {
  const marks = [...(isCorrection ? ['correction'] : []), ...(superseded === null ? [] : [superseded])];
  return marks.length === 0 ? status : `${status} (${marks.join(', ')})`;
}

/** Where lots of a unit are: `exported in SHP-1: MAG-1, MAG-2`. They mostly are in one place, since a unit moves whole. */
export function describePlaces(contents: BrowsedUnit['contents']): string[] {
  const lotsAt = new Map<string, string[]>();
  for (const { lot, status, custodian, within } of contents) {
    const place = within === null ? `${status} by ${custodian}` : `${status} in ${within}, custodian ${custodian}`;
    lotsAt.set(place, [...(lotsAt.get(place) ?? []), lot]);
  }
  return [...lotsAt].map(([place, lots]) => `${place}: ${lots.join(', ')}`);
}
