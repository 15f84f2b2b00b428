import { type ColumnType, type ColumnValue, CopyBinaryWriter } from './copy-binary.ts';
import type { FlightStep } from './flight.ts';

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
  const fields = columns.length + 1;
  for (const source of sources) {
    writer.row(fields);
    writer.field('integer', ledgerId);
    // Not by destructuring an iterator's results: here that is a tenth of the time.
    for (let index = 0; index < columns.length; index++) {
      const column = columns[index] as CopyColumn<Source>;
      writer.field(column.type, column.value(source));
    }
  }
  return { text: `copy ${table} (${names}) from stdin (format binary)`, file: writer.finish() };
}
