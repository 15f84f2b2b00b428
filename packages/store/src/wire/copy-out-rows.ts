/**
 * Streams rows out of the server as they lie in its bytes (`copy-rows.ts`): an audit looks at every row of the ledger.
 *
 * PostgreSQL manual, "COPY Operations" and "Message Formats": the server answers COPY ... TO STDOUT with CopyOutResponse,
 * "zero or more CopyData messages (always one per row)", CopyDone. A message is a letter, a length that counts itself
 * but not the letter, and its content; here the content is a row of COPY BINARY (`copy.ts`).
 */
import type { Duplex } from 'node:stream';
import type pg from 'pg';
import { type ByteSource, sourceOf } from './byte-source.ts';
import { COPY_SIGNATURE } from './copy.ts';
import type { CopyRows } from './copy-rows.ts';

/**
 * Streams the rows that `select` gives, in its order, as they come. The connection can do nothing else until the last
 * one: giving up early reads the rest and throws it away.
 */
export async function* copyOutRows(client: pg.ClientBase, select: string, columns: number): AsyncGenerator<CopyRows> {
  const text = `copy (${select}) to stdout (format binary)`;
  yield* rowsOf(client, new RowsAnswer({ ...COPY_OUT, text, send: (wire) => wire.query(text) }, columns));
}

/** Asks, and streams the rows of the answer. */
export async function* rowsOf(client: pg.ClientBase, answer: RowsAnswer): AsyncGenerator<CopyRows> {
  client.query(answer);
  try {
    for (let rows = await answer.next(); rows !== null; rows = await answer.next()) yield rows;
  } finally {
    await answer.drain();
  }
}

/** What pg's connections can do beyond the methods in its types. */
export interface Wire {
  readonly stream: Duplex;
  /** Texts of the statements that the server keeps under a name. */
  readonly parsedStatements: Record<string, string | undefined>;
  query(text: string): void;
  close(closed: { readonly type: 'S'; readonly name: string }): void;
  parse(statement: { readonly name: string; readonly text: string; readonly types: readonly number[] }): void;
  bind(values: {
    readonly statement: string;
    readonly values: readonly (string | Buffer | null)[];
    readonly binary: boolean;
  }): void;
  execute(portal: object): void;
  sync(): void;
}

/** How a question is asked, and by which letters its answer is known. */
interface Question {
  readonly text: string;
  /** Under which the server keeps the statement: pg notes it when the server has understood it. */
  readonly name?: string;
  readonly send: (wire: Wire) => void;
  readonly rowLetter: number;
  /** Of the message behind the last row. */
  readonly endLetter: number;
  /** Whether rows stand between a signature and a trailer. */
  readonly isFile: boolean;
}

const COPY_DATA = 0x64;
const COPY_DONE = 0x63;
const COPY_OUT_RESPONSE = 0x48;
const ERROR_RESPONSE = 0x45;
/** A letter and a length. */
const HEADER_BYTES = 5;
const TRAILER_FIELDS = -1;
/** So many rows fit before room for more is made; a chunk of a socket holds about as many of the smallest. */
const ROWS_EXPECTED = 512;

const COPY_OUT = { rowLetter: COPY_DATA, endLetter: COPY_DONE, isFile: true };

/**
 * One question and what the server answers. While it lasts, the bytes of the socket come here and not to pg, which would
 * make an object of every row; what is not a row is handed on to pg.
 */
export class RowsAnswer {
  readonly text: string;
  readonly name: string | undefined;
  readonly #question: Question;
  readonly #columns: number;
  #stream: Duplex | undefined;
  #source: ByteSource | undefined;
  /** Bytes of a message that is not all here, and how many bytes it takes until it can be. */
  #pieces: Buffer[] = [];
  #piecesBytes = 0;
  #neededBytes = HEADER_BYTES;
  /** What came behind a message that was put together. */
  #rest: Buffer | null = null;
  #starts: Int32Array;
  #signatureRead: boolean;
  #trailerRead: boolean;
  #state: 'answering' | 'ended' | 'ready' | 'failed' = 'answering';
  #failure: unknown;
  #wake: () => void = nothing;

  constructor(question: Question, columns: number) {
    this.text = question.text;
    this.name = question.name;
    this.#question = question;
    this.#signatureRead = !question.isFile;
    this.#trailerRead = !question.isFile;
    this.#columns = columns;
    this.#starts = new Int32Array(ROWS_EXPECTED * columns);
  }

  /** The next rows, null after the last. */
  async next(): Promise<CopyRows | null> {
    for (;;) {
      if (this.#state === 'failed') throw this.#failure;
      if (this.#state === 'ready') {
        if (!this.#trailerRead) throw new Error('the stream of rows ended before its trailer');
        return null;
      }
      const rows = this.#readRows();
      if (rows !== null) return rows;
      await this.#somethingNew();
    }
  }

  /** Reads to the end whatever there is, so that the connection can be used again. */
  async drain(): Promise<void> {
    while (this.#state === 'answering' || this.#state === 'ended') {
      if (this.#readRows() === null) await this.#somethingNew();
    }
  }

  // The methods by which pg's client tells a query of its own making what the server says.
  submit(connection: unknown): void {
    const wire = connection as Wire;
    this.#stream = wire.stream;
    this.#source = sourceOf(wire.stream, () => this.#wake());
    this.#question.send(wire);
  }

  handleError(error: unknown): void {
    this.#fail(error);
  }

  handleReadyForQuery(): void {
    if (this.#state !== 'failed') this.#state = 'ready';
    this.#wake();
  }

  handleCommandComplete(): void {}

  #somethingNew(): Promise<void> {
    if (this.#state === 'failed' || this.#state === 'ready') return Promise.resolve();
    return new Promise((resolve) => {
      this.#wake = () => {
        this.#wake = nothing;
        resolve();
      };
    });
  }

  #fail(error: unknown): void {
    if (this.#state === 'failed') return;
    this.#handBack(Buffer.alloc(0));
    this.#state = 'failed';
    this.#failure = error;
    this.#wake();
  }

  /** The rows that are here, null when there are none yet. */
  #readRows(): CopyRows | null {
    while (this.#state === 'answering') {
      const bytes = this.#readBytes();
      if (bytes === null) return null;
      try {
        const rows = this.#splitMessages(bytes);
        if (rows !== null) return rows;
      } catch (error) {
        // Where the next message begins is not known any more: the connection cannot be used again.
        this.#fail(error);
        this.#stream?.destroy();
      }
    }
    return null;
  }

  /**
   * Bytes that begin with a whole message, or the beginning of one as far as it is known how long it is. A message that
   * came in pieces is put together once, by itself, so that the bulk of the bytes is never copied.
   */
  #readBytes(): Buffer | null {
    for (;;) {
      const chunk = this.#rest ?? this.#source?.read() ?? null;
      this.#rest = null;
      if (chunk === null || this.#pieces.length === 0) return chunk;
      const missing = this.#neededBytes - this.#piecesBytes;
      this.#pieces.push(Buffer.from(chunk.subarray(0, missing)));
      this.#piecesBytes += Math.min(chunk.length, missing);
      if (chunk.length > missing) this.#rest = chunk.subarray(missing);
      if (this.#piecesBytes < this.#neededBytes) continue;
      const bytes = Buffer.concat(this.#pieces, this.#piecesBytes);
      this.#pieces = [];
      return bytes;
    }
  }

  #splitMessages(bytes: Buffer): CopyRows | null {
    const { rowLetter, endLetter, isFile } = this.#question;
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let count = 0;
    let at = 0;
    this.#neededBytes = HEADER_BYTES;
    while (at + HEADER_BYTES <= bytes.length && this.#state === 'answering') {
      const letter = view.getUint8(at);
      const end = at + 1 + view.getInt32(at + 1);
      if (letter === ERROR_RESPONSE) {
        this.#handBack(bytes.subarray(at));
        break;
      }
      if (end > bytes.length) {
        this.#neededBytes = end - at;
        break;
      }
      if (letter === rowLetter) count += this.#splitRow(bytes, view, at + HEADER_BYTES, end, count);
      else if (letter === endLetter) this.#handBack(bytes.subarray(isFile ? end : at));
      else if (letter !== COPY_OUT_RESPONSE) this.#source?.pass(bytes.subarray(at, end));
      at = end;
    }
    if (this.#state === 'answering' && at < bytes.length) {
      this.#pieces.push(Buffer.from(bytes.subarray(at)));
      this.#piecesBytes = bytes.length - at;
    }
    return count === 0 ? null : { bytes, view, count, columns: this.#columns, starts: this.#starts };
  }

  /** Notes where the fields of one message begin; answers how many rows it is. */
  #splitRow(bytes: Buffer, view: DataView, start: number, end: number, row: number): 0 | 1 {
    let at = start;
    if (!this.#signatureRead) {
      assertFormat(bytes.subarray(at, at + COPY_SIGNATURE.length).equals(COPY_SIGNATURE), 'has no signature');
      this.#signatureRead = true;
      at += COPY_SIGNATURE.length;
      // The server may send the signature by itself.
      if (at === end) return 0;
    }
    const fields = view.getInt16(at);
    at += 2;
    if (fields === TRAILER_FIELDS) {
      this.#trailerRead = true;
      return 0;
    }
    // Not by `assertFormat`: what it would say takes longer to write than a row to read.
    if (fields !== this.#columns) throw malformed(`has a row of ${fields} fields, not ${this.#columns}`);
    let index = row * this.#columns;
    if (index + fields > this.#starts.length) this.#grow();
    const starts = this.#starts;
    for (let field = 0; field < fields; field++) {
      at += 4;
      starts[index++] = at;
      at += Math.max(0, view.getInt32(at - 4));
    }
    assertFormat(at === end, 'has a message that is not one row');
    return 1;
  }

  #grow(): void {
    const larger = new Int32Array(2 * this.#starts.length);
    larger.set(this.#starts);
    this.#starts = larger;
  }

  /** Gives the stream back to pg, with the bytes that are pg's to read. */
  #handBack(rest: Buffer): void {
    if (this.#state !== 'answering') return;
    this.#state = 'ended';
    const unread = this.#rest === null ? [rest] : [rest, this.#rest];
    this.#rest = null;
    this.#source?.giveBack(unread.filter(({ length }) => length > 0));
  }
}

function nothing(): void {}

function assertFormat(holds: boolean, problem: string): void {
  if (!holds) throw malformed(problem);
}

function malformed(problem: string): Error {
  return new Error(`the answer to a COPY ${problem}`);
}
