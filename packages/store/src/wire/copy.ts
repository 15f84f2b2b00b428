/**
 * Many rows into a table by PostgreSQL's COPY BINARY (PostgreSQL manual, "COPY", Binary Format), the fastest way in and
 * out. Here it is written, in `copy-out-rows.ts` read.
 *
 *   file   = 'PGCOPY\n\xff\r\n\0' flags(4)=0 extension(4)=0 row* trailer
 *   row    = fields(2) field*            field as in `field-writer.ts`
 *   trailer = int16 −1
 */
import type { ColumnType, ColumnValue } from './column-type.ts';
import { FieldWriter } from './field-writer.ts';
import type { CopyStep } from './flight.ts';

export const COPY_SIGNATURE = Buffer.from('PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0', 'latin1');
const TRAILER = -1;

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
): CopyStep {
  const all = ownColumns(ledgerId, columns);
  const writer = new FieldWriter();
  for (const source of sources) writeRow(writer, all, source);
  return copyStepOf(table, all, [], writer);
}

/** The same with rows that are bytes already, of these columns: those in `writer` come last. */
export function copyStepOf<Source>(
  table: string,
  columns: readonly CopyColumn<Source>[],
  before: readonly Buffer[],
  writer: FieldWriter,
): CopyStep {
  const names = columns.map(({ name }) => name).join(', ');
  writer.int16(TRAILER);
  return {
    text: `copy ${table} (${names}) from stdin (format binary)`,
    file: [COPY_SIGNATURE, ...before, ...writer.take()],
  };
}

/** The columns of a table with that of the ledger before them. */
export function ownColumns<Source>(ledgerId: number, columns: readonly CopyColumn<Source>[]): CopyColumn<Source>[] {
  return [{ name: 'ledger_id', type: 'integer', value: () => ledgerId }, ...columns];
}

/** Writes a row of a file. */
export function writeRow<Source>(writer: FieldWriter, columns: readonly CopyColumn<Source>[], source: Source): void {
  writer.int16(columns.length);
  // Not by destructuring an iterator's results: here that is a tenth of the time.
  for (let index = 0; index < columns.length; index++) {
    const column = columns[index] as CopyColumn<Source>;
    writer.field(column.type, column.value(source));
  }
}
