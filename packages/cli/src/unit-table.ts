/** Logistic units as a table for people: when each was packed or unpacked, and what went in. */
import type { browseUnits } from '@lodestone/ledger/browse.ts';
import { formatTime } from './amounts.ts';
import { formatTable } from './table.ts';

const COLUMNS = [
  { title: 'unit' },
  { title: 'status' },
  { title: 'by' },
  { title: 'at (UTC)' },
  { title: 'seal' },
  { title: 'lots', whenTooWide: 'shortened' },
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
