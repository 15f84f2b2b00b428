/** An event while it is put together of cells: its members, and which cell each of them stands in. */
import type { CellFormat } from './read-cell.ts';
import { readCell } from './read-cell.ts';
import { cellProblem, type RowProblem } from './row-problem.ts';
import type { BoundColumn, TablePlan } from './table-plan.ts';

/** A row of a file, header and all being counted from 1. */
export interface TableRow {
  readonly row: number;
  readonly cells: readonly string[];
}

type Members = Record<string, unknown>;

interface Place {
  readonly row: number;
  readonly bound: BoundColumn;
}

/** What is known of an event while its rows are read. */
export interface EventDraft {
  readonly plan: TablePlan;
  readonly format: CellFormat;
  readonly firstRow: number;
  readonly members: Members;
  /** What rows have added, by the member of the list. */
  readonly lists: ReadonlyMap<string, unknown[]>;
  /** By the path of the typed member: `lines[0].quantity.net`. Cells that are empty have a place as well. */
  readonly places: Map<string, Place>;
  readonly problems: RowProblem[];
}

/** The text of a cell; a row may be shorter than the header. */
export function cellOf({ cells }: TableRow, { index }: BoundColumn): string {
  return cells[index] ?? '';
}

/** Reads cells into `target`, which stands at `path` in the event. */
export function readMembers(
  draft: EventDraft,
  row: TableRow,
  columns: readonly BoundColumn[],
  target: Members,
  path: string,
): void {
  for (const bound of columns) {
    const { member } = bound.column;
    draft.places.set(`${path}${member}`, { row: row.row, bound });
    const text = cellOf(row, bound);
    if (text.trim() === '') continue;
    const result = readCell(text, bound, draft.format);
    if (result.kind === 'problem') refuseCell(draft, row.row, bound, result.message);
    else if (result.kind === 'value') setMember(target, member, result.value);
    else addNotDetected(target, member, result.element);
  }
}

export function refuseCell({ problems }: EventDraft, row: number, bound: BoundColumn, message: string): void {
  problems.push(cellProblem(row, bound.index, bound.header, message));
}

/** Sets `quantity.net`: a member of a member, made as needed. */
export function setMember(target: Members, member: string, value: unknown): void {
  const [first = '', ...rest] = member.split('.');
  if (rest.length === 0) target[first] = value;
  else setMember(innerOf(target, first), rest.join('.'), value);
}

/** `quantity.elements.Nd` below detection goes into `quantity.notDetected`. */
function addNotDetected(target: Members, member: string, element: string): void {
  const path = member.split('.').slice(0, -2);
  const quantity = path.reduce((inner, name) => innerOf(inner, name), target);
  const before: unknown[] = Array.isArray(quantity['notDetected']) ? quantity['notDetected'] : [];
  quantity['notDetected'] = [...before, element];
}

function innerOf(target: Members, name: string): Members {
  const inner = target[name];
  if (isMembers(inner)) return inner;
  const made: Members = {};
  target[name] = made;
  return made;
}

export function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
