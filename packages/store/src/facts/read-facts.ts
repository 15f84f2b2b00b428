/**
 * The rows of all views as one stream by event, in the order in which a replay makes them. The server merges them, so
 * whoever reads needs one connection and holds a few rows.
 */
import type { FactKind } from '@lodestone/custody/fact.ts';
import type pg from 'pg';
import type { FieldType } from '../wire/copy-field.ts';
import { copyOutRows } from '../wire/copy-out-rows.ts';
import type { CopyRows } from '../wire/copy-rows.ts';
import type { FactTable } from './define-table.ts';
import { FACT_TABLES, secondColumn } from './fact-table.ts';
import { readInt32, readInt64 } from '../log/read-log.ts';

/** A row says its kind by its place here. */
const FACT_KINDS = Object.keys(FACT_TABLES) as FactKind[];

/** What every row of the stream begins with. A table without a second column to order by has 0 there. */
const LEADING = { eventNumber: 0, kind: 1, second: 2 } as const;
const LEADING_FIELDS = Object.keys(LEADING).length;

/** Where a column of a table stands in the rows of the stream. */
export interface FactField {
  readonly name: string;
  readonly field: number;
  readonly type: FieldType;
}

/** The tables share the fields behind the leading ones: so many of each type as one of them needs at most. */
const SHARED_TYPES: readonly FieldType[] = sharedTypes();

/**
 * Streams the rows of all tables of facts by event number; of one event they come in any order. `isField` and
 * `readField` understand their fields. In a snapshot, where sorts are off, most tables come by an index and merging
 * them is streaming; the others are sorted by the server first, on its disk if need be.
 */
export function streamFactRows(client: pg.ClientBase, ledgerId: number): AsyncGenerator<CopyRows> {
  const selects = FACT_KINDS.map((kind, index) => selectOf(kind, index, ledgerId));
  const select = `${selects.join(' union all ')} order by event_number`;
  return copyOutRows(client, select, LEADING_FIELDS + SHARED_TYPES.length);
}

/** The event number of a row; beyond 2^53, which no event has, it is the nearest one there is. */
export function eventNumberAt(rows: CopyRows, row: number): number {
  return readInt64(rows, row, LEADING.eventNumber);
}

/** The kind of fact that a row is. */
export function factKindAt(rows: CopyRows, row: number): FactKind {
  return FACT_KINDS[readInt32(rows, row, LEADING.kind)] as FactKind;
}

/** The second column that orders a row's table, 0 where it has none. */
export function secondAt(rows: CopyRows, row: number): number {
  return readInt64(rows, row, LEADING.second);
}

/** Removes every row of the views of one ledger: they are made again by a replay. */
export async function deleteFacts(client: pg.PoolClient, ledgerId: number): Promise<void> {
  for (const { table } of Object.values(FACT_TABLES)) {
    await client.query(`delete from view.${table} where ledger_id = $1`, [ledgerId]);
  }
}

function sharedTypes(): FieldType[] {
  const counts = new Map<FieldType, number>();
  for (const table of Object.values(FACT_TABLES)) {
    for (const [type, columns] of Map.groupBy(sharedColumns(table), (column) => column.type as FieldType)) {
      counts.set(type, Math.max(counts.get(type) ?? 0, columns.length));
    }
  }
  return [...counts].flatMap(([type, count]) => Array.from({ length: count }, () => type));
}

function sharedColumns(table: FactTable): FactTable['columns'] {
  const second = secondColumn(table);
  return table.columns.filter((column) => column.name !== 'event_number' && column !== second);
}

/** Where the columns of a table stand, in its order. */
export function factFields(kind: FactKind): FactField[] {
  const table = FACT_TABLES[kind];
  const second = secondColumn(table);
  const free = SHARED_TYPES.map((type, index) => ({ type, field: LEADING_FIELDS + index }));
  return table.columns.map((column) => {
    const { name } = column;
    if (name === 'event_number') return { name, field: LEADING.eventNumber, type: 'bigint' };
    if (column === second) return { name, field: LEADING.second, type: 'bigint' };
    const [place] = free.splice(
      free.findIndex(({ type }) => type === column.type),
      1,
    );
    return { name, field: place?.field ?? 0, type: place?.type ?? 'text' };
  });
}

function selectOf(kind: FactKind, index: number, ledgerId: number): string {
  const table = FACT_TABLES[kind];
  const names = new Map(factFields(kind).map(({ name, field }) => [field, name]));
  const shared = SHARED_TYPES.map((type, at) => names.get(LEADING_FIELDS + at) ?? `null::${type}`);
  const second = secondColumn(table)?.name ?? '0';
  return `(select event_number, ${index} as kind, ${second}::bigint as second, ${shared.join(', ')}
    from view.${table.table} where ledger_id = ${ledgerId} order by ${table.order})`;
}
