/** An inventory as a value for programs and as a table for people. */
import { ELEMENT_SYMBOLS, type ElementSymbol } from '@lodestone/custody/element.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import { formatKilograms, formatLitres } from '@lodestone/custody/format-amount.ts';
import type { StockAmounts, StockKey } from '@lodestone/custody/stock.ts';
import type { Inventory, InventoryRequest } from '@lodestone/ledger/ask/take-inventory.ts';
import { formatElements, formatTime, onlyElement } from '../output/amounts.ts';
import { knownAtLines } from '../options/as-known-at.ts';
import { type Column, formatTable } from '../output/table.ts';

type Row = Inventory['rows'][number];

/** The keys of groups of lots: `element` tells apart what is inside them. */
const LOT_KEYS = ['party', 'owner', 'facility', 'form'] as const;
type LotKey = (typeof LOT_KEYS)[number];

/** What `--json` answers: milligrams, elements as metal. Sums that no lot states are null. */
export function inventoryValue(request: InventoryRequest, { rows, totals }: Inventory) {
  const { party, owner, facility, form, element, by, asKnownAt = null, at = null } = request;
  const keys = lotKeysOf(by);
  const amountsOf = (amounts: StockAmounts) => ({
    lots: amounts.lots,
    netMilligrams: amounts.netMilligrams,
    volumeMillilitres: amounts.volumeMillilitres,
    pieces: amounts.pieces,
    elementMilligrams: onlyElement(amounts.elementMilligrams, element),
  });
  return {
    filter: { party, owner, facility, form, element },
    by,
    at,
    asKnownAt,
    rows: by.includes('element')
      ? elementRows(rows, element).map(({ row, element: of, milligrams, lots }) => ({
          ...keyMembers(row, keys),
          element: of,
          ...standingOf(row),
          lots,
          milligrams,
          ...journeyOf(row),
        }))
      : rows.map((row) => ({ ...keyMembers(row, keys), ...standingOf(row), ...amountsOf(row), ...journeyOf(row) })),
    totals: totals.map((total) => ({ ...standingOf(total), ...amountsOf(total) })),
  };
}

/** The same for people, within `width` columns. */
export function formatInventory(request: InventoryRequest, inventory: Inventory, width: number): string {
  const heading = [...describeMoment(request), 'Net mass as weighed, wet; elements as metal'].join('\n');
  const none = 'No stock.';
  const table = request.by.includes('element')
    ? formatByElement(request, inventory, none, width)
    : formatByLots(request, inventory, none, width);
  return table === none ? none : `${heading}\n${table}`;
}

function describeMoment({ at, asKnownAt }: InventoryRequest): string[] {
  const lines: string[] = [];
  if (at !== undefined) lines.push(`As it was at ${formatTime(at)} UTC: what happened before then`);
  return [...lines, ...knownAtLines(asKnownAt)];
}

function formatByLots({ by, element }: InventoryRequest, { rows, totals }: Inventory, none: string, width: number) {
  const keys = lotKeysOf(by);
  const hasJourneys = rows.some(({ since }) => since !== null);
  const hasVolume = totals.some(({ volumeMillilitres }) => volumeMillilitres !== null);
  const columns: Column[] = [
    ...keys.map((title) => ({ title })),
    { title: 'status' },
    ...(hasJourneys ? JOURNEY_COLUMNS : []),
    { title: 'lots', align: 'right' },
    { title: 'net', align: 'right' },
    ...(hasVolume ? [{ title: 'volume', align: 'right' } as const] : []),
    { title: 'contains, as metal', whenTooWide: 'wrapped' },
  ];
  const amountCells = (amounts: StockAmounts) => [
    amounts.lots.toLocaleString('en'),
    amounts.netMilligrams === null ? '' : formatKilograms(amounts.netMilligrams),
    ...(hasVolume ? [amounts.volumeMillilitres === null ? '' : formatLitres(amounts.volumeMillilitres)] : []),
    formatElements({ elementMilligrams: onlyElement(amounts.elementMilligrams, element) }),
  ];
  const cells = rows.map((row) => [
    ...keys.map((key) => row[key] ?? ''),
    formatStanding(row),
    ...(hasJourneys ? journeyCells(row) : []),
    ...amountCells(row),
  ]);
  const totalCells = totals.map((total) => [
    ...totalKeys(keys),
    formatStanding(total),
    ...(hasJourneys ? JOURNEY_COLUMNS.map(() => '') : []),
    ...amountCells(total),
  ]);
  // Told apart by nothing, the rows are the totals.
  return formatTable(columns, keys.length === 0 ? cells : [...cells, ...totalCells], none, width);
}

function formatByElement({ by, element }: InventoryRequest, { rows, totals }: Inventory, none: string, width: number) {
  const keys = lotKeysOf(by);
  const columns: Column[] = [
    ...keys.map((title) => ({ title })),
    { title: 'element' },
    { title: 'status' },
    { title: 'lots', align: 'right' },
    { title: 'mass, as metal', align: 'right' },
  ];
  const cells = elementRows(rows, element).map(({ row, element: of, milligrams, lots }) => [
    ...keys.map((key) => row[key] ?? ''),
    of,
    formatStanding(row),
    lots.toLocaleString('en'),
    formatKilograms(milligrams),
  ]);
  const totalCells = totals.flatMap((total) =>
    presentElements(total.elementMilligrams, element).map(([of, milligrams]) => {
      return [...totalKeys(keys), of, formatStanding(total), '', formatKilograms(milligrams)];
    }),
  );
  return formatTable(columns, keys.length === 0 ? cells : [...cells, ...totalCells], none, width);
}

type Standing = Pick<Row, 'status' | 'onHold' | 'disputed'>;

function standingOf({ status, onHold, disputed }: Standing): Standing {
  return { status, onHold, disputed };
}

function formatStanding({ status, onHold, disputed }: Standing): string {
  return [status, ...(onHold ? ['on hold'] : []), ...(disputed ? ['disputed'] : [])].join(', ');
}

function journeyOf({ consignees, since }: Row): Pick<Row, 'consignees' | 'since'> {
  return { consignees, since };
}

/** Only where something is under way or packed: whose it will be, and since when the first of it is. */
const JOURNEY_COLUMNS: readonly Column[] = [{ title: 'bound for' }, { title: 'since, UTC' }];

/** So many are named; JSON and CSV name all. */
const CONSIGNEES_MAX = 3;

function journeyCells({ consignees, since }: Row): string[] {
  const more = consignees.length - CONSIGNEES_MAX;
  const named = consignees.slice(0, CONSIGNEES_MAX).join(', ');
  return [more > 0 ? `${named} and ${more} more` : named, since === null ? '' : formatTime(since)];
}

/** Those of the keys that groups of lots have, in the order of columns. */
export function lotKeysOf(by: readonly StockKey[]): LotKey[] {
  return LOT_KEYS.filter((key) => by.includes(key));
}

function totalKeys(keys: readonly LotKey[]): string[] {
  return keys.map((_, index) => (index === 0 ? 'total' : ''));
}

function keyMembers(row: Row, keys: readonly LotKey[]) {
  return Object.fromEntries(keys.map((key) => [key, row[key]]));
}

/** One row for each element of which there is some. */
export function elementRows(rows: readonly Row[], only: ElementSymbol | undefined) {
  return rows.flatMap((row) =>
    presentElements(row.elementMilligrams, only).map(([element, milligrams]) => {
      return { row, element, milligrams, lots: row.lotsByElement[element] ?? 0 };
    }),
  );
}

function presentElements(masses: ElementMasses, only: ElementSymbol | undefined): [ElementSymbol, bigint][] {
  const elements = only === undefined ? ELEMENT_SYMBOLS : [only];
  return elements.flatMap((element) => {
    const mass = masses[element] ?? 0n;
    return mass === 0n ? [] : [[element, mass] as [ElementSymbol, bigint]];
  });
}
