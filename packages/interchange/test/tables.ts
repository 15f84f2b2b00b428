/** Tables as texts, read as a file of them is read. */
import { parse } from 'csv-parse/sync';
import { findDelimiter, usualDecimalMark } from '../src/delimiter.ts';
import { createTableReader, type ReadEvent } from '../src/read-table.ts';
import type { RowProblem } from '../src/row-problem.ts';
import { planTable } from '../src/table-plan.ts';
import { templateNamed } from '../src/templates.ts';

export const SOME_ID = '4c2d7a52-0c1b-4f0e-9a53-2f6f2b0d1c11';

export interface TableRead {
  readonly events: readonly ReadEvent[];
  /** Of the header and of all events. */
  readonly problems: readonly RowProblem[];
}

/** Reads a whole table; events without an id of their own get `SOME_ID`. */
export function readTable(name: string, text: string): TableRead {
  const template = templateNamed(name);
  if (template === undefined) throw new Error(`there is no template ${name}`);
  const delimiter = findDelimiter(text.split(/\r?\n/)[0] ?? '');
  const [headers = [], ...rows] = parse(text, { delimiter, bom: true, relax_column_count: true, relax_quotes: true });
  const { plan, problems: header } = planTable(template, headers);
  const reader = createTableReader(plan, { decimalMark: usualDecimalMark(delimiter), zone: null }, () => SOME_ID);
  const events: ReadEvent[] = [];
  const take = (event: ReadEvent | null) => event !== null && events.push(event);
  for (const [index, cells] of rows.entries()) take(reader.push({ row: index + 2, cells }));
  take(reader.end());
  return { events, problems: [...header, ...events.flatMap((event) => event.problems)] };
}

/** Each problem as people read it: `F17 net kg: …`. */
export function sayProblems({ problems }: TableRead): string[] {
  return problems.map(({ row, column, cell, message }) => {
    return `${cell ?? `row ${row}`}${column === null ? '' : ` ${column}`}: ${message}`;
  });
}

/** The one event of a table in which nothing is wrong. */
export function onlyEvent(read: TableRead): Readonly<Record<string, unknown>> {
  const [first, ...others] = read.events;
  if (read.problems.length > 0 || others.length > 0 || first === undefined || first.event === null) {
    throw new Error(`not one good event: ${sayProblems(read).join('\n')}`);
  }
  return first.event;
}
