/** The rows of a CSV file, one at a time (RFC 4180; csv-parse reads them). */
import { Readable, pipeline } from 'node:stream';
import { type Delimiter, findDelimiter } from '@lodestone/interchange/delimiter.ts';
import type { TableRow } from '@lodestone/interchange/event-draft.ts';
import { type CsvError, type Info, parse } from 'csv-parse';

/** A file whose delimiter is known. */
export interface CsvFile {
  readonly delimiter: Delimiter;
  /** Ends before the row of `fault`. */
  readonly rows: AsyncIterable<TableRow>;
  /** Where the file stops being CSV; known when the rows have ended. */
  fault(): CsvFault | null;
}

export interface CsvFault {
  readonly row: number;
  readonly message: string;
}

/** A header is found within so much, or there is none. */
const HEADER_MAX_BYTES = 256 * 1024;
/** A row is never longer; one that seems so has a quote that is not closed. */
const ROW_MAX_BYTES = 1024 * 1024;

/** Reads as far as the header, and makes out of it what separates the cells. */
export async function openCsv(chunks: AsyncIterable<Uint8Array>): Promise<CsvFile> {
  const iterator = chunks[Symbol.asyncIterator]();
  const start = await readStart(iterator);
  const encodingFault = foreignEncoding(start);
  if (encodingFault !== null) {
    await iterator.return?.();
    return { delimiter: ',', rows: emptyRows(), fault: () => encodingFault };
  }
  const delimiter = findDelimiter(headerOf(start) ?? start.toString('utf8'));
  const state: { fault: CsvFault | null } = { fault: null };
  return { delimiter, rows: readRows(chain(start, iterator), delimiter, state), fault: () => state.fault };
}

async function readStart(iterator: AsyncIterator<Uint8Array>): Promise<Buffer> {
  let start = Buffer.alloc(0);
  while (start.length < HEADER_MAX_BYTES && headerOf(start) === null) {
    const next = await iterator.next();
    if (next.done === true) break;
    start = Buffer.concat([start, next.value]);
  }
  return start;
}

/** The first line, as far as its end outside quotes; null when it is not all there. */
function headerOf(start: Buffer): string | null {
  const text = start.toString('utf8');
  let quoted = false;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === '"') quoted = !quoted;
    else if (!quoted && (character === '\n' || character === '\r')) return text.slice(0, index);
  }
  return null;
}

/** UTF-16, which Excel's "Unicode text" is, has a byte order mark of its own and a zero in every Latin letter. */
function foreignEncoding(start: Buffer): CsvFault | null {
  const [first, second] = start;
  const isUtf16 = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff) || start.includes(0);
  const isWorkbook = start.subarray(0, 4).equals(Buffer.from('PK\u0003\u0004'));
  if (isWorkbook) return { row: 1, message: 'this is a workbook, not a CSV file: save the sheet as "CSV UTF-8"' };
  return isUtf16 ? { row: 1, message: 'the file is UTF-16, not UTF-8: save it as "CSV UTF-8"' } : null;
}

async function* chain(start: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield start;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) yield next.value;
  } finally {
    await rest.return?.();
  }
}

async function* emptyRows(): AsyncGenerator<TableRow> {}

interface ParsedRow {
  readonly record: readonly string[];
  readonly info: Info;
}

async function* readRows(
  bytes: AsyncIterable<Uint8Array>,
  delimiter: Delimiter,
  state: { fault: CsvFault | null },
): AsyncGenerator<TableRow> {
  const parser = parse({
    bom: true,
    delimiter,
    info: true,
    // Rows of other lengths and quotes within a cell are for the reader of the table to judge.
    relax_column_count: true,
    relax_quotes: true,
    record_delimiter: ['\r\n', '\n', '\r'],
    max_record_size: ROW_MAX_BYTES,
    // A failing parser would drop the rows that it has read already. What it skips is named, and nothing after it read.
    skip_records_with_error: true,
    on_skip: (error) => {
      if (error !== undefined) state.fault ??= faultOf(error);
      return undefined;
    },
  });
  // A failure to read comes out of the parser; this one hears of it as well and has nothing to do.
  pipeline(Readable.from(bytes, { objectMode: false }), parser, () => undefined);
  for await (const { record, info } of parser as AsyncIterable<ParsedRow>) {
    const row = info.records;
    if (state.fault !== null && row >= state.fault.row) break;
    yield { row, cells: record };
  }
}

function faultOf(error: CsvError): CsvFault {
  const before: unknown = error['records'];
  const row = (typeof before === 'number' ? before : 0) + 1;
  const isQuote = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  const problem = isQuote ? 'a quote that is opened in this row is never closed' : error.message;
  return { row, message: `${problem}: nothing from here on was read` };
}
