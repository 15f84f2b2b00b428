/** Lines of a stream of bytes, held one at a time. */

/** An input line may be this long: an event of 2 MiB and what is around it, written with generous spacing. */
const LINE_MAX_BYTES = 4 * 1024 * 1024;

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export interface InputLine {
  /** Counts from 1. */
  readonly number: number;
  readonly bytes: Uint8Array;
  /** False for a last line without its newline: the file may be cut off there. */
  readonly ended: boolean;
}

/** A line longer than any event can be. Nothing after it is read. */
export class LineTooLong extends Error {
  readonly line: number;
  constructor(line: number) {
    super(`the line is longer than ${LINE_MAX_BYTES} bytes, more than any event needs: is a newline missing?`);
    this.line = line;
  }
}

/** Splits at newlines; a carriage return before one is dropped. Throws `LineTooLong` rather than fill the memory. */
export async function* readLines(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<InputLine> {
  let parts: Uint8Array[] = [];
  let length = 0;
  let number = 1;
  for await (const chunk of chunks) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      const last = chunk.subarray(start, end);
      if (length + last.length > LINE_MAX_BYTES) throw new LineTooLong(number);
      yield { number, bytes: joinLine(parts, last), ended: true };
      parts = [];
      length = 0;
      number += 1;
      start = end + 1;
    }
    const rest = chunk.subarray(start);
    length += rest.length;
    if (length > LINE_MAX_BYTES) throw new LineTooLong(number);
    if (rest.length > 0) parts.push(rest);
  }
  if (length > 0) yield { number, bytes: joinLine(parts, new Uint8Array()), ended: false };
}

/** Says whether a line has nothing on it but spaces and tabs. */
export function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte === 0x20 || byte === 0x09);
}

function joinLine(parts: readonly Uint8Array[], last: Uint8Array): Uint8Array {
  const line = parts.length === 0 ? last : Buffer.concat([...parts, last]);
  return line.at(-1) === CARRIAGE_RETURN ? line.subarray(0, -1) : line;
}
