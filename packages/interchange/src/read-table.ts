/**
 * Rows of a table in, events out, with everything that is wrong with each. Rows come one at a time; of them only those of
 * the event that is being read are kept.
 */
import { draftEvent } from './draft-event.ts';
import { cellOf, type TableRow } from './event-draft.ts';
import { type ExactEvent, exactEvent, type IdentifyEvent } from './exact-event.ts';
import { locate } from './locate.ts';
import type { CellFormat } from './read-cell.ts';
import { type RowProblem, rowProblem } from './row-problem.ts';
import { findSlips } from './slips.ts';
import type { TablePlan } from './table-plan.ts';

/** An event that rows of a table say, or why they say none. */
export interface ReadEvent {
  readonly rows: readonly TableRow[];
  /** Who signs, where the row says. */
  readonly by: string | null;
  /** In exact members, with an id; null when there are problems. */
  readonly event: ExactEvent | null;
  readonly problems: readonly RowProblem[];
  /** What looks like a usual slip. It stops nothing. */
  readonly hints: readonly RowProblem[];
}

export interface TableReader {
  /** Takes the next row; returns the event before it, when that is complete. */
  push(row: TableRow): ReadEvent | null;
  /** The last event. */
  end(): ReadEvent | null;
}

/** As many as a list of an event may hold: the rows of one event are in memory together. */
const ROWS_OF_EVENT_MAX = 10_000;

/** Reads rows by `plan`. Rows without anything in them are passed over. */
export function createTableReader(plan: TablePlan, format: CellFormat, identify: IdentifyEvent): TableReader {
  let rows: TableRow[] = [];
  const end = (): ReadEvent | null => {
    const complete = rows;
    rows = [];
    return complete.length === 0 ? null : readEvent(plan, format, identify, complete);
  };
  return {
    push: (row) => {
      if (row.cells.every((cell) => cell.trim() === '')) return null;
      const [first] = rows;
      const group = groupOf(plan, row);
      const belongs =
        first !== undefined && group !== null && group === groupOf(plan, first) && rows.length < ROWS_OF_EVENT_MAX;
      const before = belongs ? null : end();
      rows.push(row);
      return before;
    },
    end,
  };
}

/** What rows of one event have in common; null where each row is an event, or says nothing to belong by. */
export function groupOf({ template, key }: TablePlan, row: TableRow): string | null {
  const values = key.map((bound) => cellOf(row, bound).trim());
  const isSaid = key.some(({ column }, index) => column.name === template.key[0] && values[index] !== '');
  return isSaid ? JSON.stringify(values) : null;
}

function readEvent(plan: TablePlan, format: CellFormat, identify: IdentifyEvent, rows: readonly TableRow[]): ReadEvent {
  const draft = draftEvent(plan, format, rows);
  const { members, problems } = draft;
  const by = typeof members['by'] === 'string' ? members['by'] : null;
  delete members['by'];
  const event = exactEvent(draft, by, identify);
  return { rows, by, event, problems, hints: event === null ? [] : findSlips(draft, event) };
}

/** A problem that was found with the event of `rows` later, at the cell of its member `field`. */
export function problemOfField(
  plan: TablePlan,
  format: CellFormat,
  rows: readonly TableRow[],
  field: string,
  message: string,
): RowProblem {
  const draft = draftEvent(plan, format, rows);
  return locate(draft, field, message) ?? rowProblem(draft.firstRow, message);
}
