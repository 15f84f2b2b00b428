/** Which column of a file is which of a template: made of its header row. */
import { type Column, UNITS_OF } from './column.ts';
import { namesOf } from './column-names.ts';
import { type Header, parseHeader } from './header.ts';
import { elementColumn } from './quantity-columns.ts';
import { cellProblem, type RowProblem, rowProblem } from './row-problem.ts';
import { ENCODING_ADVICE, isUndecodable } from './table-text.ts';
import { PART, type Template } from './template.ts';
import { allColumns, eventColumns, listColumns } from './templates.ts';

/** A column of the file that is one of the template. */
export interface BoundColumn {
  readonly index: number;
  /** As the file has it. */
  readonly header: string;
  readonly column: Column;
  readonly unit: string | null;
}

export interface TablePlan {
  readonly template: Template;
  readonly headers: readonly string[];
  /** Of the template, whether the file has them or not. */
  readonly columns: readonly Column[];
  /** Columns of what an event has once. */
  readonly event: readonly BoundColumn[];
  /** Columns of what a row adds to a list, by the word of the list. */
  readonly lists: Readonly<Record<string, readonly BoundColumn[]>>;
  /** The column that says which list a row belongs to. */
  readonly part: BoundColumn | null;
  /** The columns by which rows belong together. */
  readonly key: readonly BoundColumn[];
  /** Names of the columns that the template needs and the file has not. */
  readonly missing: ReadonlySet<string>;
}

/** The header row is row 1 of every file. */
const HEADER_ROW = 1;
/** A column under such a header is the author's own, and is passed over. */
const OWN_COLUMN_MARK = '#';

/** Finds the template's columns in a header row, and says of each header what is wrong with it. */
export function planTable(
  template: Template,
  headers: readonly string[],
): { readonly plan: TablePlan; readonly problems: readonly RowProblem[] } {
  const problems: RowProblem[] = [];
  const event: BoundColumn[] = [];
  const lists: Record<string, BoundColumn[]> = Object.fromEntries(
    Object.keys(template.lists).map((word) => [word, []]),
  );
  const seen = new Map<string, string>();
  for (const [index, text] of headers.entries()) {
    if (text.trim() === '' || text.trim().startsWith(OWN_COLUMN_MARK)) continue;
    const refuse = (message: string) => problems.push(cellProblem(HEADER_ROW, index, text, message));
    if (isUndecodable(text)) {
      refuse(ENCODING_ADVICE);
      continue;
    }
    const header = parseHeader(text);
    const found = columnsFor(template, header);
    const [first] = found;
    if (first === undefined) {
      refuse(adviceFor(template, header, problems.length === 0));
      continue;
    }
    const wrong = unitProblem(first.column, header);
    if (wrong !== null) {
      refuse(wrong);
      continue;
    }
    const identity = found.map(({ list, column }) => `${list} ${column.member}`).join();
    const before = seen.get(identity);
    if (before !== undefined) refuse(`is the same column as ${JSON.stringify(before)}: leave one of them out`);
    if (before !== undefined) continue;
    seen.set(identity, text);
    for (const { list, column } of found) {
      const bound = { index, header: text, column, unit: header.unit };
      if (list === null) event.push(bound);
      else lists[list]?.push(bound);
    }
  }
  const bound = [...event, ...Object.values(lists).flat()];
  const missing = new Set<string>();
  for (const column of allColumns(template)) {
    const isNeeded = column.needed === true || template.key[0] === column.name;
    if (!isNeeded || bound.some((other) => other.column.name === column.name)) continue;
    missing.add(column.name);
    const names = namesOf(column.name).join(', ');
    problems.push(rowProblem(HEADER_ROW, `the column is missing: ${column.about} (understood: ${names})`, column.name));
  }
  const part = event.find(({ column }) => column.name === PART) ?? null;
  const key = event.filter(({ column }) => template.key.includes(column.name));
  const columns = eventColumns(template);
  return { plan: { template, headers, columns, event, lists, part, key, missing }, problems };
}

interface Found {
  /** The word of the list, null for what the event has once. */
  readonly list: string | null;
  readonly column: Column;
}

function columnsFor(template: Template, { name, unit, ofTreo }: Header): Found[] {
  const found: Found[] = [];
  const add = (list: string | null, columns: readonly Column[], block: Template['quantity']) => {
    const column =
      columns.find((candidate) => candidate.name === name) ??
      (block === undefined ? null : elementColumn(block, name, unit, ofTreo));
    if (column !== null) found.push({ list, column });
  };
  add(null, eventColumns(template), template.quantity);
  for (const [word, list] of Object.entries(template.lists)) add(word, listColumns(list), list.quantity);
  return found;
}

function unitProblem({ kind, name }: Column, { unit, ofTreo }: Header): string | null {
  const isZone = unit !== null && /^[+-]\d\d:/.test(unit);
  switch (kind) {
    case 'mass':
    case 'volume':
    case 'share':
      if (unit === null || UNITS_OF[kind].includes(unit)) return null;
      if (unit === '%' && /O\d*$/.test(name) && !ofTreo) {
        return `does not say of what: a share of all oxides is \`${name} % of TREO\`, a mass \`${name} kg\``;
      }
      return `is a ${kind}, ${unit} is no unit of it: ${UNITS_OF[kind].join(', ')}`;
    case 'time':
      return unit === null || isZone ? null : `is a time, ${unit} is no zone: say one such as \`${name} UTC+8\``;
    default:
      return unit === null ? null : `has no unit, found ${unit}: leave it out`;
  }
}

/** What to do about an unknown header; `withNames` says the known ones as well. */
function adviceFor(template: Template, { name }: Header, withNames: boolean): string {
  const own = 'leave the column out, or begin its header with # to have it passed over';
  const unknown = `${JSON.stringify(name)} is no column of ${template.name}: ${own}`;
  const columns = allColumns(template).map((column) => column.name);
  return withNames ? `${unknown}. It has ${columns.join(', ')}, and elements such as \`Nd kg\`` : unknown;
}
