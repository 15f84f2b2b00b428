/** Logistic units as a table for people: when each was packed or unpacked, and what went in. */
import type { BrowsedUnit, browseUnits } from '@lodestone/ledger/browse.ts';
import { formatTime } from './amounts.ts';
import { formatTable } from './table.ts';

const COLUMNS = [
  { title: 'unit' },
  { title: 'status' },
  { title: 'by' },
  { title: 'at (UTC)' },
  { title: 'seal' },
  { title: 'lots', whenTooWide: 'wrapped' },
] as const;

/** Formats the table within `width` columns. */
export function formatUnitTable(rows: Awaited<ReturnType<typeof browseUnits>>, width: number): string {
  const cells = rows.map(({ unit, status, party, at, seal, lots }) => [
    unit,
    status,
    party,
    formatTime(at),
    seal ?? '',
    lots.join(', '),
  ]);
  return formatTable(COLUMNS, cells, 'No units.', width);
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
