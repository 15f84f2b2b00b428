/** An inventory for spreadsheets: columns that follow from the question alone, and no totals, so that they can be summed. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import type { Inventory, InventoryRequest } from '@lodestone/ledger/ask/take-inventory.ts';
import { type CsvCell, formatCsv } from '@lodestone/lineage/csv-text.ts';
import { elementRows, lotKeysOf } from './inventory-table.ts';

type Row = Inventory['rows'][number];

/** A row for each group of lots, or for each element in one where elements are told apart. */
export function formatInventoryCsv({ by, element }: InventoryRequest, { rows }: Inventory): string {
  const keys = lotKeysOf(by);
  const keyCells = (row: Row): CsvCell[] => [...keys.map((key) => row[key]), ...standingCells(row)];
  const titles = [...keys, 'status', 'onHold', 'disputed'];
  if (by.includes('element')) {
    const cells = elementRows(rows, element).map(({ row, element: of, milligrams, lots }) => {
      return [...keyCells(row), of, lots, milligrams, ...journeyCells(row)];
    });
    return formatCsv([[...titles, 'element', 'lots', 'elementMilligrams', ...JOURNEY_TITLES], ...cells]);
  }
  const elements = element === undefined ? ELEMENT_SYMBOLS : [element];
  const cells = rows.map((row) => [
    ...keyCells(row),
    row.lots,
    row.netMilligrams,
    row.volumeMillilitres,
    row.pieces,
    ...elements.map((symbol) => row.elementMilligrams[symbol] ?? null),
    ...journeyCells(row),
  ]);
  const amounts = ['lots', 'netMilligrams', 'volumeMillilitres', 'pieces'];
  const masses = elements.map((symbol) => `${symbol}Milligrams`);
  return formatCsv([[...titles, ...amounts, ...masses, ...JOURNEY_TITLES], ...cells]);
}

/** Behind all that was there before: of what is under way or packed, to whom, and since when the first of it. */
const JOURNEY_TITLES = ['consignees', 'since'];

function journeyCells({ consignees, since }: Row): CsvCell[] {
  return [consignees.join('; '), since];
}

function standingCells({ status, onHold, disputed }: Row): CsvCell[] {
  return [status, String(onHold), String(disputed)];
}
