import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type ColumnType, type ColumnValue, CopyBinaryWriter, readCopyBinary } from './copy-binary.ts';

interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Writes rows with one COPY; every row is put under `ledgerId`. No rows, no statement. */
export async function copyIn(
  client: pg.PoolClient,
  table: string,
  columns: readonly Column[],
  ledgerId: number,
  rows: readonly (readonly ColumnValue[])[],
): Promise<void> {
  if (rows.length === 0) return;
  const types: ColumnType[] = ['integer', ...columns.map((column) => column.type)];
  const writer = new CopyBinaryWriter();
  for (const row of rows) writer.row(types, [ledgerId, ...row]);
  const names = ['ledger_id', ...columns.map((column) => column.name)].join(', ');
  const stream = client.query(copyFrom(`copy ${table} (${names}) from stdin (format binary)`));
  await pipeline(Readable.from([writer.finish()]), stream);
}

/** Streams the rows that `select` gives, in its order; `select` names the columns in the same order as `types`. */
export async function* copyOut(
  client: pg.PoolClient,
  select: string,
  types: readonly ColumnType[],
): AsyncGenerator<ColumnValue[]> {
  const stream = client.query(copyTo(`copy (${select}) to stdout (format binary)`));
  yield* readCopyBinary(stream as AsyncIterable<Buffer>, types);
}
