import { finished } from 'node:stream/promises';
import type pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { type ColumnType, type ColumnValue, CopyBinaryWriter } from './copy-binary.ts';
import type { FlightStep } from './flight.ts';
import { readCopyBinary } from './read-copy-binary.ts';

/** A column of a table, and where its value stands in what a row is made of. */
export interface CopyColumn<Source> {
  readonly name: string;
  readonly type: ColumnType;
  readonly value: (source: Source) => ColumnValue;
}

/** The step that writes rows into a table with one COPY, in order, each under `ledgerId`. */
export function copyStep<Source>(
  table: string,
  columns: readonly CopyColumn<Source>[],
  ledgerId: number,
  sources: readonly Source[],
): FlightStep {
  const names = ['ledger_id', ...columns.map((column) => column.name)].join(', ');
  const writer = new CopyBinaryWriter();
  for (const source of sources) {
    writer.row(columns.length + 1);
    writer.field('integer', ledgerId);
    for (const { type, value } of columns) writer.field(type, value(source));
  }
  return { text: `copy ${table} (${names}) from stdin (format binary)`, file: writer.finish() };
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
