/** Holds the stored views against a replay, row by row, as both come along by event. */
import type { Fact, FactKind } from '@lodestone/custody/fact.ts';
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import type { ColumnValue } from '@lodestone/store/wire/column-type.ts';
import { isField, readField } from '@lodestone/store/wire/copy-field.ts';
import type { CopyRows } from '@lodestone/store/wire/copy-rows.ts';
import { FACT_TABLES, secondColumn } from '@lodestone/store/facts/fact-table.ts';
import { eventNumberAt, type FactField, factFields, factKindAt, secondAt } from '@lodestone/store/facts/read-facts.ts';
import type { Failure } from './verdict.ts';

type Report = (failure: Failure) => void;

/** Compares as it is fed the facts of each event; `end` reports the rows that no fact explains. */
export interface ViewComparison {
  /** Takes all facts of some events, in the order of the log. */
  facts(facts: readonly Fact[]): Promise<void>;
  end(): Promise<void>;
}

/** A table as it is compared: where its columns stand in a row, and where a fact has their values. */
interface Table {
  readonly kind: FactKind;
  readonly name: string;
  readonly columns: readonly TableColumn[];
  /** What tells rows of one event apart, beside the event number. */
  readonly second: ((fact: Fact) => ColumnValue) | null;
  readonly keyColumns: readonly TableColumn[];
}

interface TableColumn extends FactField {
  readonly value: (fact: Fact) => ColumnValue;
}

const TABLES: ReadonlyMap<FactKind, Table> = new Map(
  (Object.keys(FACT_TABLES) as FactKind[]).map((kind) => [kind, tableOf(kind)]),
);

function tableOf(kind: FactKind): Table {
  const definition = FACT_TABLES[kind];
  const second = secondColumn(definition);
  const columns = factFields(kind).map((field, index) => {
    const { value } = definition.columns[index] as (typeof definition.columns)[number];
    return { ...field, value };
  });
  const keyColumns = columns.filter(({ name }) => name === 'event_number' || name === second?.name);
  return { kind, name: definition.table, columns, second: second?.value ?? null, keyColumns };
}

/** Starts comparing with the rows of `streamFactRows`. */
export function compareViews(stream: AsyncIterator<CopyRows>, report: Report): ViewComparison {
  let chunk: CopyRows | null = null;
  let row = 0;

  /** The rows that `row` is the next of, null when this chunk is through. */
  const rowsHere = () => (chunk !== null && row < chunk.count ? chunk : null);

  /** The same of the chunk that comes next, null after the last. */
  const nextRows = async (): Promise<CopyRows | null> => {
    do {
      const next = await stream.next();
      if (next.done === true) return null;
      chunk = next.value;
      row = 0;
    } while (rowsHere() === null);
    return rowsHere();
  };

  /** Compares the facts of one event, and takes out of `expected` what has its row. */
  const compareEvent = async (eventNumber: number, expected: Fact[]): Promise<void> => {
    for (;;) {
      const rows = rowsHere() ?? (await nextRows());
      if (rows === null) break;
      const found = eventNumberAt(rows, row);
      if (found > eventNumber) break;
      const fact = found < eventNumber ? undefined : takeMatching(expected, rows, row);
      if (fact === undefined) reportExtra(rows, row, report);
      else compareRow(rows, row, fact, report);
      row += 1;
    }
    for (const fact of expected) reportMissing(fact, report);
  };

  return {
    facts: async (facts) => {
      for (let start = 0, end = 1; start < facts.length; start = end, end += 1) {
        const { eventNumber } = facts[start] as Fact;
        while (facts[end]?.eventNumber === eventNumber) end += 1;
        await compareEvent(eventNumber, facts.slice(start, end));
      }
    },
    end: async () => {
      for (;;) {
        const rows = rowsHere() ?? (await nextRows());
        if (rows === null) return;
        reportExtra(rows, row, report);
        row += 1;
      }
    },
  };
}

/** The fact that a row of the same event should be, by kind and second column. */
function takeMatching(expected: Fact[], rows: CopyRows, row: number): Fact | undefined {
  const kind = factKindAt(rows, row);
  const second = TABLES.get(kind)?.second ?? null;
  for (let index = 0; index < expected.length; index++) {
    const fact = expected[index] as Fact;
    if (fact.kind !== kind || (second !== null && second(fact) !== secondAt(rows, row))) continue;
    expected.splice(index, 1);
    return fact;
  }
  return undefined;
}

function compareRow(rows: CopyRows, row: number, fact: Fact, report: Report): void {
  const table = TABLES.get(fact.kind) as Table;
  for (const { name, field, type, value } of table.columns) {
    const expected = value(fact);
    if (isField(rows, row, field, type, expected)) continue;
    const found = show(readField(rows, row, field, type));
    const message = `view.${table.name}.${name} of ${describeKey(table, fact)} is not what a replay gives`;
    report({ kind: 'view', ...placeOfEvent(fact.eventNumber), expected: show(expected), found, message });
  }
}

function reportMissing(fact: Fact, report: Report): void {
  const table = TABLES.get(fact.kind) as Table;
  const message = `view.${table.name} lacks the row ${describeKey(table, fact)}`;
  const expected = describe(table.columns, ({ value }) => value(fact), '=', ' ');
  report({ kind: 'view', ...placeOfEvent(fact.eventNumber), expected, found: 'no row', message });
}

function reportExtra(rows: CopyRows, row: number, report: Report): void {
  const { name, columns, keyColumns } = TABLES.get(factKindAt(rows, row)) as Table;
  const read = ({ field, type }: TableColumn) => readField(rows, row, field, type);
  const message = `view.${name} has a row that no event makes: ${describe(keyColumns, read, ' ', ', ')}`;
  const place = placeOfEvent(eventNumberAt(rows, row));
  report({ kind: 'view', ...place, expected: 'no row', found: describe(columns, read, '=', ' '), message });
}

function describeKey({ keyColumns }: Table, fact: Fact): string {
  return describe(keyColumns, ({ value }) => value(fact), ' ', ', ');
}

function describe(
  columns: readonly TableColumn[],
  read: (column: TableColumn) => ColumnValue,
  equals: string,
  separator: string,
): string {
  return columns.map((column) => `${column.name}${equals}${show(read(column))}`).join(separator);
}

/** One text for one value, whether it was read or made. Texts are quoted, so that null is not "null". */
function show(value: ColumnValue | undefined): string {
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value)) return `[${value.map((item: ColumnValue) => show(item)).join(', ')}]`;
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}
