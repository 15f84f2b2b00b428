/** What a change of control lists would touch, as text for people. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { ControlsDryRun } from '@lodestone/ledger/regulation/control-lists.ts';
import { countByCountry } from '@lodestone/regulation/dry-run-controls.ts';
import { formatTable } from '../output/table.ts';

export function formatDryRun({ at, lots, touched, licences }: ControlsDryRun, width: number): string {
  const count = new Set(touched.map(({ lot }) => lot)).size;
  const head = `At ${at} ${count} of ${formatCount(lots, 'lot')} in stock or packed would be treated otherwise. Nothing is recorded.`;
  const parts = [head];
  if (touched.length > 0) parts.push(formatCountries(touched), formatLots(touched, width));
  if (licences.length > 0) parts.push(formatLicences(licences, width));
  return parts.join('\n\n');
}

function formatCountries(touched: ControlsDryRun['touched']): string {
  const columns = [{ title: 'to' }, { title: 'lots', align: 'right' }, { title: 'shipments', align: 'right' }] as const;
  const rows = countByCountry(touched).map((row) => [row.destination, String(row.lots), String(row.shipments)]);
  return formatTable(columns, rows, '');
}

function formatLots(touched: ControlsDryRun['touched'], width: number): string {
  const columns = [
    { title: 'lot' },
    { title: 'of' },
    { title: 'in' },
    { title: 'to', whenTooWide: 'wrapped' },
    { title: 'before' },
    { title: 'after' },
    { title: 'by', whenTooWide: 'wrapped' },
  ] as const;
  const rows = touched.map(({ lot, custodian, shipment, destinations, before, after, gained, lost }) => [
    lot,
    custodian,
    shipment ?? 'stock',
    destinations.join(', '),
    before,
    after,
    [...byList(gained), ...byList(lost).map((codes) => `no longer ${codes}`)].join(' · '),
  ]);
  return formatTable(columns, rows, '', width);
}

/** `CN-MOFCOM-2025-18: 1C904.a, 1C905.a` of `1C904.a of CN-MOFCOM-2025-18` and the next. */
function byList(codes: readonly string[]): string[] {
  const parted = codes.map((code) => {
    const [, item = code, list = ''] = /^(.*) of (\S+)$/.exec(code) ?? [];
    return { item, list };
  });
  const lists = Map.groupBy(parted, ({ list }) => list);
  return [...lists].map(([list, items]) => `${list}: ${items.map(({ item }) => item).join(', ')}`);
}

function formatLicences(licences: ControlsDryRun['licences'], width: number): string {
  const columns = [
    { title: 'licence' },
    { title: 'of' },
    { title: 'status' },
    { title: 'to' },
    { title: 'code' },
    { title: 'before' },
    { title: 'after' },
  ] as const;
  const rows = licences.map(({ licence, exporter, status, destination, code, before, after }) => [
    licence,
    exporter,
    status,
    destination,
    code,
    before ?? 'in no list in force',
    after ?? 'in no list in force',
  ]);
  return formatTable(columns, rows, '', width);
}
