/** The rows of the events that were read last, to say at which cell a rule refused one. */
import type { TableRow } from '@lodestone/interchange/event-draft.ts';
import type { CellFormat } from '@lodestone/interchange/read-cell.ts';
import { problemOfField } from '@lodestone/interchange/read-table.ts';
import { type RowProblem, rowProblem } from '@lodestone/interchange/row-problem.ts';
import type { TablePlan } from '@lodestone/interchange/table-plan.ts';
import type { RecordRefusal } from './recording-refusal.ts';

export interface RecentEvents {
  /** How the header reads, before the first event. */
  start(plan: TablePlan): void;
  /** Remembers the rows of an event, and forgets those of a much earlier one. */
  add(rows: readonly TableRow[]): void;
  /** A problem of an event's member, at the cell that says it. */
  locate(rows: readonly TableRow[], field: string, message: string): RowProblem;
  /** What a rule says of an event, at the cell that it is about. */
  describeRefusal(refusal: RecordRefusal): RowProblem;
}

/** More than are on their way to the ledger at any time. */
const RECENT_EVENTS_MAX = 10_000;

export function createRecentEvents(format: CellFormat): RecentEvents {
  const events = new Map<number, readonly TableRow[]>();
  let planned: TablePlan | null = null;
  const locate: RecentEvents['locate'] = (rows, field, message) => {
    if (planned === null) throw new Error('Bug: rows without a plan');
    return problemOfField(planned, format, rows, field, message);
  };
  return {
    start: (plan) => {
      planned = plan;
    },
    add: (rows) => {
      events.set(rows[0]?.row ?? 0, rows);
      const [oldest] = events.size > RECENT_EVENTS_MAX ? events.keys() : [];
      if (oldest !== undefined) events.delete(oldest);
    },
    locate,
    describeRefusal: ({ line, message, facts }) => {
      const { field } = facts;
      const rows = events.get(line);
      if (typeof field !== 'string' || rows === undefined) return rowProblem(line, message);
      const start = `${field}: `;
      return locate(rows, field, message.startsWith(start) ? message.slice(start.length) : message);
    },
  };
}
