import { RowCollector } from './collect-rows.ts';
import type { CopyColumn } from '../wire/copy.ts';
import type { FlightStep } from '../wire/flight.ts';

/** The step that adds rows to a table, in order, each under `ledgerId`, in the way that costs less. */
export function rowsStep<Source>(
  table: string,
  columns: readonly CopyColumn<Source>[],
  ledgerId: number,
  sources: readonly Source[],
): FlightStep {
  const rows = new RowCollector(table, columns, ledgerId);
  for (const source of sources) rows.add(source);
  return rows.step();
}
