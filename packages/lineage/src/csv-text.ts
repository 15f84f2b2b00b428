/** A text, a number that is one to spreadsheets as well, or nothing. */
export type CsvCell = string | number | bigint | null;

/**
 * A text that begins with one of these is run as a formula by spreadsheets (OWASP, "CSV Injection"), so a single quote
 * goes before it, which spreadsheets hide. Ids never begin so; a product name may.
 */
const FORMULA_START = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Rows as CSV (RFC 4180, CRLF), every row ended. */
export function formatCsv(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(formatCell).join(',')}\r\n`).join('');
}

function formatCell(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell === null ? '' : String(cell);
  const safe = FORMULA_START.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
