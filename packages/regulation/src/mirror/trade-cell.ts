/** Masses by month, line and pair of countries: what is matched is taken off them. */
import { groupBy } from '@lodestone/custody/group-by.ts';
import { type Match, matchMonths } from './match-months.ts';
import { headingOf, subheadingOf, type TradeRow } from './trade-table.ts';

/** The mass of one month of one line, on one side. */
export interface Cell {
  readonly line: string;
  readonly exporter: string;
  readonly importer: string;
  readonly hsCode: string;
  readonly month: number;
  leftMilligrams: bigint;
}

type Named = Pick<Cell, 'exporter' | 'importer' | 'hsCode'>;

/** One code between two countries. */
export function lineOf({ exporter, importer, hsCode }: Named): string {
  return `${exporter}-${importer}-${subheadingOf(hsCode)}`;
}

/** The same for all codes of a heading. */
export function siblingsOf({ exporter, importer, hsCode }: Named): string {
  return `${exporter}-${importer}-${headingOf(hsCode)}`;
}

export function cellsOf(rows: readonly TradeRow[]): Cell[] {
  return [...groupBy(rows, (row) => `${lineOf(row)}-${row.month}`).values()].map((group): Cell => {
    const [{ exporter, importer, hsCode, month }] = group as [TradeRow];
    const line = lineOf({ exporter, importer, hsCode });
    return { line, exporter, importer, hsCode: subheadingOf(hsCode), month, leftMilligrams: sumOf(group) };
  });
}

/** Matches what has the same name on both sides. */
export function matchPooled(
  exports: readonly Cell[],
  imports: readonly Cell[],
  lagMonths: number,
  nameOfExport: (cell: Cell) => string,
  nameOfImport: (cell: Cell) => string,
): Match<Cell, Cell>[] {
  const arriving = groupBy(imports, nameOfImport);
  return [...groupBy(exports, nameOfExport)].flatMap(([name, leaving]) => {
    return matchMonths(leaving, arriving.get(name) ?? [], lagMonths);
  });
}

/** What the rows state together; one whose mass is kept back counts as nothing. */
export function sumOf(rows: readonly TradeRow[]): bigint {
  return rows.reduce((sum, { netMilligrams }) => sum + (netMilligrams ?? 0n), 0n);
}
