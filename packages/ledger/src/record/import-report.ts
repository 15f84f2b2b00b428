/** What came of reading a table: counts of everything, and as many problems as a person reads. */
import type { DecimalMark, Delimiter } from '@lodestone/interchange/delimiter.ts';
import type { RowProblem } from '@lodestone/interchange/row-problem.ts';
import type { RecordRefusal } from './recording-refusal.ts';
import type { RecordResult } from './recording.ts';

/** Problems that are kept; the others are counted. */
const PROBLEMS_KEPT = 1_000;

export interface ImportReport {
  delimiter: Delimiter;
  decimalMark: DecimalMark;
  /** Every column that is needed is there, and none that is not known. */
  headerFits: boolean;
  /** Rows that say something, without the header. */
  rows: number;
  /** Events that the rows say, and of them those with a problem. */
  events: number;
  faultyEvents: number;
  readonly problems: ProblemList;
  readonly hints: ProblemList;
  /** What was recorded, or in a dry run would be; null when the header or a row stood in the way. */
  recorded: RecordResult | null;
}

/** `bad-file`, `bad-header`, `bad-row`, or the code of the rule of the ledger that refuses it. */
export interface ImportProblem extends RowProblem {
  readonly reason: 'bad-file' | 'bad-header' | 'bad-row' | 'hint' | RecordRefusal['reason'];
}

export interface ProblemList {
  readonly first: ImportProblem[];
  count: number;
}

export function emptyReport(): ImportReport {
  const counts = { rows: 0, events: 0, faultyEvents: 0 };
  return {
    delimiter: ',',
    decimalMark: '.',
    headerFits: false,
    ...counts,
    problems: noProblems(),
    hints: noProblems(),
    recorded: null,
  };
}

function noProblems(): ProblemList {
  return { first: [], count: 0 };
}

/** Counts a problem, and keeps it while there are not too many. */
export function addProblem(list: ProblemList, problem: RowProblem, reason: ImportProblem['reason']): void {
  list.count += 1;
  if (list.first.length < PROBLEMS_KEPT) list.first.push({ ...problem, reason });
}
