/** Holds the stored views against a replay, row by row, as both come along in the same order. */
import type { Fact, FactKind } from '@lodestone/custody/fact.ts';
import { placeOfEvent } from '@lodestone/custody/fact.ts';
import type { ColumnValue } from '@lodestone/store/copy-binary.ts';
import { FACT_TABLES, type FactTable, rowOfFact } from '@lodestone/store/fact-table.ts';
import type { Failure } from './verdict.ts';

type Report = (failure: Failure) => void;
type Row = readonly ColumnValue[];

/** Compares as it is fed the facts of each event; `end` reports the rows that no fact explains. */
export interface ViewComparison {
  facts(facts: readonly Fact[]): Promise<void>;
  end(): Promise<void>;
}

interface TableCursor {
  readonly definition: FactTable;
  readonly rows: AsyncIterator<Row>;
  /** The row that comes next, undefined after the last. */
  next: Row | undefined;
}

/** Starts comparing; `open` streams the stored rows of one table in the order of `FACT_TABLES`. */
export async function compareViews(
  open: (kind: FactKind) => AsyncIterator<Row>,
  report: Report,
): Promise<ViewComparison> {
  const cursors = new Map<FactKind, TableCursor>();
  for (const kind of Object.keys(FACT_TABLES) as FactKind[]) {
    const rows = open(kind);
    const cursor: TableCursor = { definition: FACT_TABLES[kind], rows, next: undefined };
    await step(cursor);
    cursors.set(kind, cursor);
  }
  return {
    facts: async (facts) => {
      for (const [kind, expected] of groupByKind(facts)) {
        const cursor = cursors.get(kind) as TableCursor;
        for (const row of expected) await compareRow(cursor, row, report);
      }
    },
    end: async () => {
      for (const cursor of cursors.values()) {
        for (; cursor.next !== undefined; await step(cursor)) reportExtra(cursor, cursor.next, report);
      }
    },
  };
}

/** The rows of each table in the order of the table: by event number, then by the second column that orders. */
function groupByKind(facts: readonly Fact[]): Map<FactKind, Row[]> {
  const byKind = new Map<FactKind, Row[]>();
  for (const fact of facts) {
    const row = rowOfFact(fact);
    const rows = byKind.get(fact.kind);
    if (rows === undefined) byKind.set(fact.kind, [row]);
    else rows.push(row);
  }
  for (const [kind, rows] of byKind) rows.sort((a, b) => compareKeys(FACT_TABLES[kind], a, b));
  return byKind;
}

async function compareRow(cursor: TableCursor, expected: Row, report: Report): Promise<void> {
  const { definition } = cursor;
  while (cursor.next !== undefined && compareKeys(definition, cursor.next, expected) < 0) {
    reportExtra(cursor, cursor.next, report);
    await step(cursor);
  }
  if (cursor.next === undefined || compareKeys(definition, cursor.next, expected) > 0) {
    const message = `view.${definition.table} lacks the row ${describeKey(definition, expected)}`;
    report({ kind: 'view', ...placeOf(expected), expected: showRow(definition, expected), found: 'no row', message });
    return;
  }
  for (const [index, { name }] of definition.columns.entries()) {
    const [should, is] = [show(expected[index]), show(cursor.next[index])];
    if (should === is) continue;
    const message = `view.${definition.table}.${name} of ${describeKey(definition, expected)} is not what a replay gives`;
    report({ kind: 'view', ...placeOf(expected), expected: should, found: is, message });
  }
  await step(cursor);
}

function reportExtra({ definition }: TableCursor, row: Row, report: Report): void {
  const message = `view.${definition.table} has a row that no event makes: ${describeKey(definition, row)}`;
  report({ kind: 'view', ...placeOf(row), expected: 'no row', found: showRow(definition, row), message });
}

async function step(cursor: TableCursor): Promise<void> {
  const result = await cursor.rows.next();
  cursor.next = result.done ? undefined : result.value;
}

/** Orders two rows by the columns that order the table; all of these are whole numbers. */
function compareKeys(definition: FactTable, a: Row, b: Row): number {
  for (const index of keyColumns(definition)) {
    const [left, right] = [BigInt(a[index] as bigint | number), BigInt(b[index] as bigint | number)];
    if (left !== right) return left < right ? -1 : 1;
  }
  return 0;
}

function keyColumns(definition: FactTable): number[] {
  const names = definition.order.split(', ');
  return names.map((name) => definition.columns.findIndex((column) => column.name === name));
}

function describeKey(definition: FactTable, row: Row): string {
  return keyColumns(definition)
    .map((index) => `${definition.columns[index]?.name} ${show(row[index])}`)
    .join(', ');
}

function placeOf(row: Row): { position: number; ordinal: number } {
  return placeOfEvent(Number(row[0]));
}

function showRow(definition: FactTable, row: Row): string {
  return definition.columns.map(({ name }, index) => `${name}=${show(row[index])}`).join(' ');
}

/** One text for one value, whether it was read or made. Texts are quoted, so that null is not "null". */
function show(value: ColumnValue | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map((item: ColumnValue) => show(item)).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
