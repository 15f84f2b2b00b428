/** Rows of a CSV file become lines of a recording; what is wrong with the others goes into the report. */
import type { TableRow } from '@lodestone/interchange/event-draft.ts';
import type { IdentifyEvent } from '@lodestone/interchange/exact-event.ts';
import type { CellFormat } from '@lodestone/interchange/read-cell.ts';
import { createTableReader, groupOf, type ReadEvent } from '@lodestone/interchange/read-table.ts';
import { type RowProblem, rowProblem } from '@lodestone/interchange/row-problem.ts';
import { planTable, type TablePlan } from '@lodestone/interchange/table-plan.ts';
import type { Template } from '@lodestone/interchange/template.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { encodeCustodyEvent } from '../append/submission.ts';
import type { CsvFile } from '../files/read-csv.ts';
import type { Scratch, ScratchMap } from '../files/scratch.ts';
import { addProblem, type ImportReport } from './import-report.ts';
import type { EventLineResult } from './read-event-line.ts';
import type { RecentEvents } from './recent-events.ts';

/** An event that rows say, as a line of a recording. */
export interface ImportedLine {
  readonly result: EventLineResult;
  readonly bytes: number;
}

/** What reading a table needs, and where it puts what it finds. */
export interface ImportReading {
  readonly template: Template;
  readonly onProgress: ((progress: { readonly rows: number }) => void) | undefined;
  readonly format: CellFormat;
  readonly identify: IdentifyEvent;
  readonly report: ImportReport;
  readonly recent: RecentEvents;
  readonly scratch: Scratch;
}

/** The events of the table as lines; what is wrong with the others goes into the report. */
export async function* readImportLines(csv: CsvFile, reading: ImportReading): AsyncGenerator<ImportedLine> {
  const { template, onProgress, format, identify, report, recent, scratch } = reading;
  let table: { readonly plan: TablePlan; readonly rows: ReturnType<typeof createTableReader> } | null = null;
  const seen = { groups: scratch.openMap('groups'), ids: scratch.openMap('ids') };
  const take = (event: ReadEvent | null): ImportedLine | null => {
    if (event === null || table === null) return null;
    const line = takeEvent(table.plan, event, seen, reading);
    // A file whose header does not fit says other things than its author means.
    return report.headerFits ? line : null;
  };
  for await (const row of csv.rows) {
    if (table === null) {
      const { plan, problems } = planTable(template, row.cells);
      for (const problem of problems) addProblem(report.problems, problem, 'bad-header');
      report.headerFits = problems.length === 0;
      recent.start(plan);
      table = { plan, rows: createTableReader(plan, format, identify) };
      continue;
    }
    if (row.cells.some((cell) => cell.trim() !== '')) report.rows += 1;
    if (report.rows % 1_000 === 0) onProgress?.({ rows: report.rows });
    const line = take(table.rows.push(row));
    if (line !== null) yield line;
  }
  const last = take(table?.rows.end() ?? null);
  if (last !== null) yield last;
  const fault = csv.fault();
  if (fault !== null) addProblem(report.problems, rowProblem(fault.row, fault.message), 'bad-file');
  else if (table === null) {
    addProblem(report.problems, rowProblem(1, 'the file is empty: its first row is the header'), 'bad-file');
  }
}

/** Counts an event and its problems; a line of it when there are none. */
function takeEvent(
  plan: TablePlan,
  { rows, by, event, problems, hints }: ReadEvent,
  seen: { readonly groups: ScratchMap; readonly ids: ScratchMap },
  { report, recent }: ImportReading,
): ImportedLine | null {
  report.events += 1;
  const [first] = rows;
  if (first === undefined) throw new Error('Bug: an event of no rows');
  // What an unfit header hides may be what a hint misses.
  for (const hint of report.headerFits ? hints : []) addProblem(report.hints, hint, 'hint');
  const found = [...problems];
  const group = groupOf(plan, first);
  if (group !== null) found.push(...notApart(group, first, seen.groups));
  if (event !== null) found.push(...notTwice(String(event['id']), first, seen.ids));
  const encoded = event === null || found.length > 0 ? null : encodeCustodyEvent(event as JsonObject);
  if (encoded?.ok === false) {
    for (const { path, message } of encoded.problems) found.push(recent.locate(rows, path, message));
  }
  for (const problem of found) addProblem(report.problems, problem, 'bad-row');
  if (encoded?.ok !== true) {
    report.faultyEvents += 1;
    return null;
  }
  recent.add(rows);
  const value = { line: first.row, by, encoded: encoded.encoded, seal: null };
  return { result: { ok: true, value }, bytes: encoded.encoded.bytes.length };
}

/** Rows of one event stand together: later ones would make another. */
function notApart(group: string, { row }: TableRow, groups: ScratchMap): RowProblem[] {
  const before = groups.get(group);
  if (before === null) groups.set(group, String(row));
  if (before === null) return [];
  const name = (JSON.parse(group) as string[]).filter((value) => value !== '').join(', ');
  return [rowProblem(row, `the rows of ${name} began in row ${before}: move them together, or say another reference`)];
}

/** The same event twice is a row pasted twice, or two events that nothing tells apart. */
function notTwice(id: string, { row }: TableRow, ids: ScratchMap): RowProblem[] {
  const before = ids.get(id);
  if (before === null) ids.set(id, String(row));
  if (before === null) return [];
  const advice = 'leave one out, or tell them apart by their reference if both happened';
  return [rowProblem(row, `says the same event as row ${before}: ${advice}`)];
}
