import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { from as copyFrom, to as copyTo } from 'pg-copy-streams';
import { type ColumnType, type ColumnValue, CopyBinaryWriter, readCopyBinary } from './copy-binary.ts';

interface Column {
  readonly name: string;
  readonly type: ColumnType;
}

/** Rows for one table. */
export interface TableRows {
  readonly table: string;
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly ColumnValue[])[];
}

/**
 * Writes each table with one COPY, in order; every row is put under `ledgerId`. While the server takes in one table, the
 * next is encoded here. A table without rows costs nothing.
 */
export async function copyIn(client: pg.PoolClient, ledgerId: number, tables: readonly TableRows[]): Promise<void> {
  let previous: Promise<void> = Promise.resolve();
  for (const { table, columns, rows } of tables) {
    if (rows.length === 0) continue;
    const file = encodeRows(columns, ledgerId, rows);
    await previous;
    const names = ['ledger_id', ...columns.map((column) => column.name)].join(', ');
    const stream = client.query(copyFrom(`copy ${table} (${names}) from stdin (format binary)`));
    previous = finished(stream);
    // When the statement fails before it takes data, only the end of the stream says so.
    await Promise.race([handOver(stream, file), previous]);
  }
  await previous;
}

function encodeRows(columns: readonly Column[], ledgerId: number, rows: TableRows['rows']): Buffer {
  const types: ColumnType[] = ['integer', ...columns.map((column) => column.type)];
  const writer = new CopyBinaryWriter();
  for (const row of rows) writer.row(types, [ledgerId, ...row]);
  return writer.finish();
}

/** Resolves when the connection has the whole file; the server may still be at work on it. */
function handOver(stream: NodeJS.WritableStream, file: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(file, (error) => {
      if (error) return reject(error);
      stream.end();
      return resolve();
    });
  });
}

/** Streams the rows that `select` gives, in its order; `select` names the columns in the same order as `types`. */
export async function* copyOut(
  client: pg.PoolClient,
  select: string,
  types: readonly ColumnType[],
): AsyncGenerator<ColumnValue[]> {
  const stream = client.query(copyTo(`copy (${select}) to stdout (format binary)`));
  try {
    yield* readCopyBinary(stream.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>, types);
  } finally {
    // Rows that nobody wants are on their way all the same: until they are through, the connection can do nothing else.
    stream.resume();
    await finished(stream).catch(() => undefined);
  }
}
