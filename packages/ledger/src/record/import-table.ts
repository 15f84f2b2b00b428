/** Records what the rows of a CSV file say, or rehearses it and says everything that is wrong. */
import { type DecimalMark, usualDecimalMark } from '@lodestone/interchange/delimiter.ts';
import type { Template } from '@lodestone/interchange/template.ts';
import { openCsv } from '../files/read-csv.ts';
import { openScratch } from '../files/scratch.ts';
import type { Ledger } from '../open-ledger.ts';
import type { SealByDefault } from '../seals/sealer.ts';
import { createEventIds } from './import-event-ids.ts';
import { type ImportedLine, readImportLines } from './import-lines.ts';
import { addProblem, emptyReport, type ImportReport } from './import-report.ts';
import { createRecentEvents, type RecentEvents } from './recent-events.ts';
import { type LineSource, recordFrom } from './record-events.ts';
import type { RecordRefusal } from './recording-refusal.ts';
import type { RecordOptions } from './recording.ts';

export interface ImportOptions {
  readonly template: Template;
  /** Who signs the rows that do not say. */
  readonly by: string | undefined;
  /** Of the file's numbers; what goes with its delimiter when not given. */
  readonly decimalMark: DecimalMark | null;
  /** Of times that name none, such as `+08:00`. */
  readonly zone: string | null;
  readonly acceptClock: boolean;
  /** What to seal of every row that states it. */
  readonly seal?: SealByDefault | undefined;
  readonly onProgress?: (progress: { readonly rows: number }) => void;
}

/** Refusals by the rules of the ledger that a dry run goes on after. */
const REFUSALS_MAX = 100;

/**
 * Reads the whole table, checks every cell, and rehearses what would be recorded in a transaction that is rolled back.
 * Records nothing. Memory does not grow with the file.
 */
export async function rehearseTable(
  ledger: Ledger,
  chunks: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<ImportReport> {
  return withTable(ledger, chunks, options, async (opened) => {
    const { report, recent } = opened;
    let refusals = 0;
    const onRefused = (refusal: RecordRefusal) => {
      refusals += 1;
      addProblem(report.problems, recent.describeRefusal(refusal), refusal.reason);
      return refusals < REFUSALS_MAX;
    };
    const result = await recordFrom(ledger, sourceOf(opened), { ...recordOptions(options), dryRun: true, onRefused });
    const { refused } = result;
    // The last one that was gone on after is the one that ended it.
    if (refused !== null && refusals < REFUSALS_MAX)
      addProblem(report.problems, recent.describeRefusal(refused), refused.reason);
    return result;
  });
}

/** Reads the whole table and checks every cell, without asking the ledger about any. */
export async function checkTable(
  ledger: Ledger,
  chunks: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<ImportReport> {
  return withTable(ledger, chunks, options, async ({ lines }) => {
    for await (const _ of lines) continue;
    return null;
  });
}

/**
 * Records what a table says, which `checkTable` found nothing wrong with. Stops at the first row that the rules refuse;
 * what came before its submission stays recorded. What is recorded already is passed over.
 */
export async function recordTable(
  ledger: Ledger,
  chunks: AsyncIterable<Uint8Array>,
  options: ImportOptions,
): Promise<ImportReport> {
  return withTable(ledger, chunks, options, async (opened) => {
    const { report, recent } = opened;
    const result = await recordFrom(ledger, sourceOf(opened), { ...recordOptions(options), dryRun: false });
    const { refused } = result;
    if (refused !== null) addProblem(report.problems, recent.describeRefusal(refused), refused.reason);
    return result;
  });
}

function recordOptions({ by, acceptClock, seal }: ImportOptions): Omit<RecordOptions, 'dryRun'> {
  return { by, createKeys: false, acceptClock, seal };
}

function sourceOf({ lines }: Opened): LineSource<ImportedLine> {
  return { lines, read: ({ result }) => result, bytesOf: ({ bytes }) => bytes };
}

interface Opened {
  readonly report: ImportReport;
  readonly recent: RecentEvents;
  readonly lines: AsyncIterable<ImportedLine>;
}

/** Opens the table and lends its lines to `work`. Rows that `work` leaves are read as well, so that all are checked. */
async function withTable(
  ledger: Ledger,
  chunks: AsyncIterable<Uint8Array>,
  { template, by, decimalMark, zone, onProgress }: ImportOptions,
  work: (opened: Opened) => Promise<ImportReport['recorded']>,
): Promise<ImportReport> {
  const report = emptyReport();
  const csv = await openCsv(chunks);
  report.delimiter = csv.delimiter;
  report.decimalMark = decimalMark ?? usualDecimalMark(csv.delimiter);
  const format = { decimalMark: report.decimalMark, zone };
  const identify = await createEventIds(ledger, by);
  const recent = createRecentEvents(format);
  const scratch = openScratch();
  const lines = readImportLines(csv, { template, onProgress, format, identify, report, recent, scratch });
  try {
    // Without a way to be ended: who stops early leaves the rest to be read here.
    const lent = { [Symbol.asyncIterator]: () => ({ next: () => lines.next() }) };
    report.recorded = await work({ report, recent, lines: lent });
    for await (const _ of lines) continue;
  } finally {
    await lines.return(undefined);
    scratch.close();
  }
  return report;
}
