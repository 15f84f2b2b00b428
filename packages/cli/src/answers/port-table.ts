import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { PortTotal } from '@lodestone/regulation/port-totals.ts';
import { formatTime } from '../output/amounts.ts';
import { formatTable } from '../output/table.ts';

/** Ports as a table for people. */
export function formatPorts(totals: readonly PortTotal[], width: number): string {
  const columns = [
    { title: 'port' },
    { title: 'waiting', align: 'right' },
    { title: 'held', align: 'right' },
    { title: 'net', align: 'right' },
    { title: 'since (UTC)' },
    { title: 'left', align: 'right' },
    { title: 'net', align: 'right' },
  ] as const;
  const rows = totals.map((total) => [
    total.port ?? '(not stated)',
    String(total.waiting),
    String(total.held),
    formatKilograms(total.waitingMilligrams),
    total.waitingSince === null ? '' : formatTime(total.waitingSince),
    String(total.left),
    formatKilograms(total.leftMilligrams),
  ]);
  const table = formatTable(columns, rows, 'No shipment is declared.', width);
  const notWeighed = totals.reduce((sum, total) => sum + total.notWeighed, 0);
  if (notWeighed === 0) return table;
  return `${table}\n\nIn no mass, for a lot of theirs is not weighed: ${notWeighed}.`;
}
