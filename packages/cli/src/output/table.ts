import { fitColumns, measureColumns } from '@lodestone/lineage/plain-text.ts';
import { wrappedLines } from './wrapped-lines.ts';

/** A table for people: a header, a rule, columns as wide as they need, numbers to the right. */
export interface Column {
  readonly title: string;
  readonly align?: 'left' | 'right';
  /**
   * What does when the table is too wide: it is left out first, then it is shortened, or goes on in further lines behind
   * its commas and points. Where that does not do, columns to the left that say none of this go on behind their words.
   */
  readonly whenTooWide?: 'left-out' | 'shortened' | 'wrapped';
}

const GAP = '  ';
/** Narrower than this a shortened column says nothing any more. */
const SHORTENED_WIDTH_MIN = 16;

/**
 * Lines up the cells, within `width` columns where that can be had: where it cannot, what does not fit stands below each row, at
 * its right end. A table without rows says so in one line.
 */
export function formatTable(
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  none: string,
  width = Number.POSITIVE_INFINITY,
): string {
  if (rows.length === 0) return wrappedLines(none, width).join('\n');
  const all = columns.map(({ title }, index) => {
    return Math.max(measureColumns(title), ...rows.map((row) => measureColumns(row[index] ?? '')));
  });
  const indexes = columns.map((_, index) => index);
  const kept = tableWidth(all) <= width ? indexes : indexes.filter((index) => !isLeftOut(columns[index]));
  const lined: readonly Part[] = [{ columns: kept, widths: shorten(columns, all, kept, width, rows) }];
  const stacked = stack(kept, all, width).map((part, place) => {
    return { columns: part, widths: shorten(columns, all, part, place === 0 ? width : width - INDENT_MIN, rows) };
  });
  // Where one column alone is too wide, nothing is gained by it.
  const isStacked =
    lined.some((part) => widthOfPart(part) > width) && stacked.every((part) => widthOfPart(part) <= width);
  const [first, ...further] = isStacked ? stacked : lined;
  if (first === undefined) return '';
  const end = widthOfPart(first);
  const lines = (cells: readonly string[], breakOfColumn: (column: Column | undefined) => RegExp | undefined) => [
    ...linesOf(columns, first, cells, breakOfColumn),
    ...further.flatMap((part) => {
      const indent = ' '.repeat(Math.max(INDENT_MIN, end - widthOfPart(part)));
      const lower = linesOf(columns, part, cells, breakOfColumn).filter((line) => line !== '');
      return lower.map((line) => indent + line);
    }),
  ];
  const rule = first.columns.map((index) => '─'.repeat(first.widths[index] ?? 0)).join(GAP);
  const header = lines(
    columns.map(({ title }) => title),
    () => WORDS,
  );
  return [...header, rule, ...rows.flatMap((row) => lines(row, breakOf))].join('\n');
}

/** Some columns of the table beside each other. */
interface Part {
  readonly columns: readonly number[];
  /** Of each column of the table. */
  readonly widths: readonly number[];
}

/** One row, or a part of it: as many lines as its longest cell goes on for. */
function linesOf(
  columns: readonly Column[],
  part: Part,
  cells: readonly string[],
  breakOfColumn: (column: Column | undefined) => RegExp | undefined,
): string[] {
  const { widths } = part;
  const pieces = part.columns.map((index) => {
    const cell = cells[index] ?? '';
    const behind = breakOfColumn(columns[index]);
    return behind === undefined ? [cell] : wrap(cell, widths[index] ?? 0, behind);
  });
  const count = Math.max(1, ...pieces.map(({ length }) => length));
  return Array.from({ length: count }, (_, line) =>
    part.columns
      .map((index, place) => pad(pieces[place]?.[line] ?? '', widths[index] ?? 0, columns[index]?.align))
      .join(GAP)
      .trimEnd(),
  );
}

/** Further lines end where the first one does, and begin so far behind it that they are not taken for rows. */
const INDENT_MIN = 4;

/** As many columns in each line as fit. */
function stack(kept: readonly number[], all: readonly number[], width: number): number[][] {
  const parts: number[][] = [];
  for (const index of kept) {
    const last = parts.at(-1);
    const room = parts.length > 1 ? width - INDENT_MIN : width;
    if (last !== undefined && widthOfAll([...last, index], all) <= room) last.push(index);
    else parts.push([index]);
  }
  return parts;
}

function widthOfPart({ columns, widths }: Part): number {
  return widthOfAll(columns, widths);
}

function widthOfAll(indexes: readonly number[], widths: readonly number[]): number {
  return tableWidth(indexes.map((index) => widths[index] ?? 0));
}

/** Rows of a table that are laid out together: more of them nobody reads in one go. */
const PAGE_ROWS = 1_000;

/** The same in parts: a table for each thousand rows, with a header and columns of its own, so that no more are held. */
export function* tableInPages(
  columns: readonly Column[],
  rows: Iterable<readonly string[]>,
  none: string,
  width?: number,
): Generator<string> {
  let page: (readonly string[])[] = [];
  let isFirst = true;
  for (const row of rows) {
    if (page.length === PAGE_ROWS) {
      yield `${isFirst ? '' : '\n\n'}${formatTable(columns, page, none, width)}`;
      page = [];
      isFirst = false;
    }
    page.push(row);
  }
  yield `${isFirst ? '' : '\n\n'}${formatTable(columns, page, none, width)}`;
}

function isLeftOut(column: Column | undefined): boolean {
  return column?.whenTooWide === 'left-out';
}

const WORDS = / /;

/** Behind what a cell goes on in the next line; undefined where it never does. */
function breakOf({ whenTooWide, align }: Column = { title: '' }): RegExp | undefined {
  if (whenTooWide === 'wrapped') return /(?<=[,·]) /;
  return whenTooWide === undefined && align !== 'right' ? WORDS : undefined;
}

/**
 * Takes what the table is too wide by from the columns that say they may be narrower, in their order, then from those that
 * have words, the widest first.
 */
function shorten(
  columns: readonly Column[],
  all: readonly number[],
  kept: readonly number[],
  width: number,
  rows: readonly (readonly string[])[],
): number[] {
  const widths = [...all];
  let excess = widthOfAll(kept, all) - width;
  const says = (index: number) => columns[index]?.whenTooWide !== undefined;
  const wordy = kept.filter((index) => !says(index)).sort((one, other) => (all[other] ?? 0) - (all[one] ?? 0));
  for (const index of [...kept.filter(says), ...wordy]) {
    const own = widths[index] ?? 0;
    const behind = breakOf(columns[index]);
    const yields = behind !== undefined || columns[index]?.whenTooWide === 'shortened';
    if (!yields || excess <= 0) continue;
    // What goes on in further lines is never cut.
    const pieces = behind === undefined ? [] : rows.flatMap((row) => (row[index] ?? '').split(behind));
    const longest = [...pieces, ...(columns[index]?.title ?? '').split(WORDS)].map(measureColumns);
    const least = behind === undefined ? SHORTENED_WIDTH_MIN : Math.max(...longest);
    widths[index] = Math.min(own, Math.max(own - excess, least));
    excess -= own - widths[index];
  }
  return widths;
}

/** As many pieces in each line as fit. */
function wrap(cell: string, width: number, behind: RegExp): string[] {
  if (measureColumns(cell) <= width) return [cell];
  const lines: string[] = [];
  for (const piece of cell.split(behind)) {
    const last = lines.at(-1);
    const longer = last === undefined ? piece : `${last} ${piece}`;
    if (last === undefined || measureColumns(longer) > width) lines.push(piece);
    else lines[lines.length - 1] = longer;
  }
  return lines;
}

function tableWidth(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + GAP.length * (widths.length - 1);
}

function pad(text: string, width: number, align: Column['align']): string {
  const fitting = fitColumns(text, width);
  const fill = ' '.repeat(Math.max(0, width - measureColumns(fitting)));
  return align === 'right' ? fill + fitting : fitting + fill;
}
