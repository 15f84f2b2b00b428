/** Holds the returns of a file against the ledger before they are recorded. */
import type { ReturnDifference } from '@lodestone/regulation/return-differences.ts';
import { isBlank, readLines } from '../files/read-lines.ts';
import type { Ledger } from '../open-ledger.ts';
import { readEventLine } from '../record/read-event-line.ts';
import { checkReturn } from './file-returns.ts';

export interface CheckedReturn {
  /** Of the file; null of one that is recorded. */
  readonly line: number | null;
  readonly facility: string;
  readonly month: string;
  readonly differences: readonly ReturnDifference[];
}

export type ReturnsCheck =
  | { readonly ok: true; readonly checked: readonly CheckedReturn[] }
  | { readonly ok: false; readonly line: number; readonly message: string };

/** Every line that is a return, as `record` would read it; other events are passed over. Stops at what is no event. */
export async function checkReturns(ledger: Ledger, chunks: AsyncIterable<Uint8Array>): Promise<ReturnsCheck> {
  const checked: CheckedReturn[] = [];
  for await (const line of readLines(chunks)) {
    if (isBlank(line.bytes)) continue;
    const read = readEventLine(line);
    if (!read.ok) return { ok: false, line: line.number, message: read.problem.message };
    const { event } = read.value.encoded;
    if (event.type !== 'return-filed') continue;
    const { facility, month } = event;
    const differences = await checkReturn(ledger, event);
    if (differences === null) return { ok: false, line: line.number, message: `no facility ${facility} is registered` };
    checked.push({ line: line.number, facility, month, differences });
  }
  return { ok: true, checked };
}
