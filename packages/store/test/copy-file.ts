import { type CopyColumn, copyStepOf, writeRow } from '../src/wire/copy.ts';
import { FieldWriter } from '../src/wire/field-writer.ts';

/** The chunks of a file of rows, under no ledger. */
export function copyFile<Source>(
  columns: readonly CopyColumn<Source>[],
  sources: readonly Source[],
): readonly Buffer[] {
  const writer = new FieldWriter();
  for (const source of sources) writeRow(writer, columns, source);
  return copyStepOf('any', columns, [], writer).file;
}
