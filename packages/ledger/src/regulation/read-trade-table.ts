/** Reads a table of foreign trade as customs publish them: a row for a month, a code and a partner country. */
import { isCountry } from '@lodestone/custody/country.ts';
import { parseMassMilligrams, TypedQuantityError } from '@lodestone/custody/typed-amount.ts';
import { type DecimalMark, usualDecimalMark } from '@lodestone/interchange/delimiter.ts';
import type { TableRow } from '@lodestone/interchange/event-draft.ts';
import { parseHeader } from '@lodestone/interchange/header.ts';
import { readNumber } from '@lodestone/interchange/number-cell.ts';
import { cellProblem, type RowProblem, rowProblem } from '@lodestone/interchange/row-problem.ts';
import { plainText } from '@lodestone/interchange/table-text.ts';
import { parseMonth, type PriceBasis } from '@lodestone/regulation/mirror/trade-table.ts';
import { openCsv } from '../files/read-csv.ts';

/** A row before it is said who exports: that depends on whose table it is. */
export interface StatedTrade {
  readonly row: number;
  readonly month: number;
  /** The country that reports; null where the table has no such column. */
  readonly reporter: string | null;
  readonly partner: string;
  readonly hsCode: string;
  readonly netMilligrams: bigint | null;
  readonly valueHundredths: bigint | null;
}

export interface StatedTable {
  readonly rows: readonly StatedTrade[];
  readonly digitMilligrams: bigint;
  readonly price: { readonly currency: string; readonly basis: PriceBasis } | null;
}

export type TableAnswer =
  | { readonly ok: true; readonly table: StatedTable }
  | { readonly ok: false; readonly problems: readonly RowProblem[] };

/** As many are told: whoever mends these finds the others. */
const PROBLEMS_MAX = 20;
/** Ten years of all codes of one country are fewer; what is longer is some other file. */
const ROWS_MAX = 1_000_000;

/** What says that a mass is kept back: a blank, or the marks that statistical offices use. */
const SUPPRESSED = new Set(['', 'c', ':', ':c', 'x', '..', '-']);

const NAMES: Readonly<Record<string, ColumnName>> = {
  month: 'month',
  period: 'month',
  月份: 'month',
  reporter: 'reporter',
  申报国: 'reporter',
  partner: 'partner',
  'partner country': 'partner',
  贸易伙伴: 'partner',
  'hs code': 'hsCode',
  net: 'net',
};

type ColumnName = 'month' | 'reporter' | 'partner' | 'hsCode' | 'net' | 'value';

interface Column {
  readonly index: number;
  readonly header: string;
}

/** The powers of ten of a milligram. */
const MASS_UNITS: Readonly<Record<string, number>> = { mg: 0, g: 3, kg: 6, t: 9 };

interface Columns {
  readonly byName: ReadonlyMap<ColumnName, Column>;
  readonly unit: string;
  readonly price: StatedTable['price'];
}

/** Reads the whole table, or says what is wrong with it, cell by cell. */
export async function readTradeTable(chunks: AsyncIterable<Uint8Array>): Promise<TableAnswer> {
  const csv = await openCsv(chunks);
  const mark = usualDecimalMark(csv.delimiter);
  const problems: RowProblem[] = [];
  const rows: StatedTrade[] = [];
  let columns: Columns | null = null;
  let decimals = 0;
  for await (const row of csv.rows) {
    if (columns === null) {
      const read = readColumns(row);
      if (Array.isArray(read)) return { ok: false, problems: read };
      columns = read;
      continue;
    }
    if (row.cells.every((cell) => cell.trim() === '')) continue;
    const { stated, found, decimals: own } = readRow(row, columns, mark);
    problems.push(...found);
    if (stated !== null) rows.push(stated);
    decimals = Math.max(decimals, own);
    if (rows.length > ROWS_MAX)
      problems.push(rowProblem(row.row, `is beyond the ${ROWS_MAX} rows that a table may have`));
    if (problems.length >= PROBLEMS_MAX || rows.length > ROWS_MAX) break;
  }
  const fault = csv.fault();
  if (fault !== null) problems.push(rowProblem(fault.row, fault.message));
  if (columns === null) problems.push(rowProblem(1, 'the file is empty: its first row names the columns'));
  else if (rows.length === 0 && problems.length === 0) problems.push(rowProblem(1, 'has no rows below it'));
  if (columns === null || problems.length > 0) return { ok: false, problems };
  const exponent = (MASS_UNITS[columns.unit] ?? 0) - decimals;
  return { ok: true, table: { rows, digitMilligrams: 10n ** BigInt(Math.max(0, exponent)), price: columns.price } };
}

/** `value EUR FOB`: the currency and the basis belong to the column. */
const VALUE = /^(?:value|金额)[ (]+([A-Z]{3})[ ,]+(FOB|CIF)\)?$/;

function readColumns({ row, cells }: TableRow): Columns | RowProblem[] {
  const byName = new Map<ColumnName, Column>();
  const problems: RowProblem[] = [];
  let unit: string | null = null;
  let price: StatedTable['price'] = null;
  for (const [index, cell] of cells.entries()) {
    const header = plainText(cell);
    const [, currency, basis] = VALUE.exec(header) ?? [];
    const parsed = parseHeader(header);
    const name = currency === undefined ? NAMES[parsed.name.toLowerCase()] : 'value';
    const refuse = (message: string) => problems.push(cellProblem(row, index, header, message));
    if (currency !== undefined) price = { currency, basis: basis === 'CIF' ? 'CIF' : 'FOB' };
    else if (/^(?:value|金额)/.test(header))
      refuse('needs a currency and a basis, such as "value EUR FOB" or "value USD CIF"');
    if (name === undefined) continue;
    if (byName.has(name)) refuse(`is a second column for ${byName.get(name)?.header}`);
    else byName.set(name, { index, header });
    if (name !== 'net') continue;
    unit = parsed.unit;
    if (unit === null || !Object.hasOwn(MASS_UNITS, unit)) refuse('needs a unit of mass: "net kg" (t, kg, g, mg)');
  }
  for (const [name, header] of [
    ['month', 'month'],
    ['partner', 'partner'],
    ['hsCode', 'hs code'],
    ['net', 'net kg'],
  ] as const) {
    if (!byName.has(name)) problems.push(rowProblem(row, `no column "${header}" is there`, header));
  }
  return problems.length > 0 || unit === null ? problems : { byName, unit, price };
}

function readRow(row: TableRow, { byName, unit }: Columns, mark: DecimalMark) {
  const found: RowProblem[] = [];
  let decimals = 0;
  const textOf = (name: ColumnName) => plainText(row.cells[byName.get(name)?.index ?? -1] ?? '');
  const refuse = (name: ColumnName, message: string) => {
    const { index, header } = byName.get(name) ?? { index: 0, header: name };
    found.push(cellProblem(row.row, index, header, message));
  };
  const month = parseMonth(textOf('month').replace('/', '-'));
  if (month === null) refuse('month', `${JSON.stringify(textOf('month'))} is no month: write one such as 2026-03`);
  const hsCode = textOf('hsCode').replaceAll(/[. ]/g, '');
  if (!/^\d{6,10}$/.test(hsCode)) {
    refuse(
      'hsCode',
      `${JSON.stringify(textOf('hsCode'))} is no code of 6 to 10 digits: a spreadsheet may have cut a leading 0 off`,
    );
  }
  for (const name of ['partner', 'reporter'] as const) {
    if (!byName.has(name) || isCountry(textOf(name))) continue;
    refuse(name, `${JSON.stringify(textOf(name))} is no country code of ISO 3166: write one such as CN (GB, not UK)`);
  }
  const numberOf = (name: 'net' | 'value'): string | null => {
    const text = textOf(name);
    if (!byName.has(name) || SUPPRESSED.has(text.toLowerCase())) return null;
    const read = readNumber(text, mark);
    if (read.ok && read.unit === null) return read.digits;
    refuse(
      name,
      read.ok ? `${JSON.stringify(text)} has a unit of its own: the unit stands in the header` : read.message,
    );
    return null;
  };
  const net = numberOf('net');
  const value = numberOf('value');
  const valueHundredths = value === null ? null : hundredthsOf(value);
  if (value !== null && valueHundredths === null) refuse('value', `${value} has more than two decimals`);
  let netMilligrams: bigint | null = null;
  if (net !== null) {
    decimals = net.split('.')[1]?.length ?? 0;
    netMilligrams = massOf(`${net} ${unit}`, (message) => refuse('net', message));
  }
  const reporter = byName.has('reporter') ? textOf('reporter') : null;
  const said = { row: row.row, reporter, partner: textOf('partner'), hsCode, netMilligrams, valueHundredths };
  return { stated: found.length > 0 || month === null ? null : { ...said, month }, found, decimals };
}

function massOf(text: string, refuse: (message: string) => void): bigint | null {
  try {
    return parseMassMilligrams(text, 'net');
  } catch (error) {
    if (!(error instanceof TypedQuantityError)) throw error;
    refuse(error.message.replace(/^net: /, ''));
    return null;
  }
}

function hundredthsOf(digits: string): bigint | null {
  const [whole = '', fraction = ''] = digits.split('.');
  return fraction.length > 2 ? null : BigInt(whole + fraction.padEnd(2, '0'));
}
