import { type CopyColumn, copyStep } from './copy.ts';
import type { FlightStep } from './flight.ts';
import { insertStep } from './insert.ts';

/**
 * Up to so many rows of a table are inserted, more are copied: a COPY is set up anew each time, here and in the server,
 * and costs less per row. Of 0, 12 and 64 this was the fastest for single submissions.
 */
const INSERT_ROWS_MAX = 64;

/** The step that adds rows to a table, in order, each under `ledgerId`, in the way that costs less. */
export function rowsStep<Source>(
  table: string,
  columns: readonly CopyColumn<Source>[],
  ledgerId: number,
  sources: readonly Source[],
): FlightStep {
  const step = sources.length <= INSERT_ROWS_MAX ? insertStep : copyStep;
  return step(table, columns, ledgerId, sources);
}
