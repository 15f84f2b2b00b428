/** What is wrong with a table, and where people find it in their spreadsheet. */
import { columnLetters } from './table-text.ts';

export interface RowProblem {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  /** As the header has it; null when it is the row as a whole. */
  readonly column: string | null;
  /** As a spreadsheet names it: `F17`. */
  readonly cell: string | null;
  readonly message: string;
}

/** A problem of one cell. */
export function cellProblem(row: number, index: number, header: string, message: string): RowProblem {
  return { row, column: header, cell: `${columnLetters(index)}${row}`, message };
}

/** A problem of a row as a whole, or of a column that the file has not. */
export function rowProblem(row: number, message: string, column: string | null = null): RowProblem {
  return { row, column, cell: null, message };
}
