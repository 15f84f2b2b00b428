/** The lines of a file of which nothing is known but that its lines should not be long. */
import type { FileHandle } from 'node:fs/promises';

/** So much is read at once. */
const CHUNK_BYTES = 1_048_576;
const LINE_FEED = 0x0a;

/** A line without its line feed, valid until the next lines are asked for; null when it is longer than any may be. */
export type FileLine = Buffer | null;

/**
 * Reads the lines a chunk at a time. What stands behind the last line feed is a line as well, unless it is nothing, and
 * `onUnended` is told of it. Holds a chunk and the longest lawful line, whatever the file has.
 */
export async function* readFileLines(
  file: FileHandle,
  lineMaxBytes: number,
  onUnended: () => void,
): AsyncGenerator<FileLine[], void> {
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  let begun: Buffer[] = [];
  let begunBytes = 0;
  const begin = (piece: Buffer) => {
    begunBytes += piece.length;
    // Of a line that is too long only its length counts.
    if (begunBytes > lineMaxBytes) begun = [];
    else begun.push(Buffer.from(piece));
  };
  const take = (): FileLine => {
    const line = begunBytes > lineMaxBytes ? null : Buffer.concat(begun, begunBytes);
    begun = [];
    begunBytes = 0;
    return line;
  };
  for (;;) {
    const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES, null);
    if (bytesRead === 0) break;
    const lines: FileLine[] = [];
    let start = 0;
    for (let end = nextLineFeed(chunk, start, bytesRead); end !== -1; end = nextLineFeed(chunk, start, bytesRead)) {
      if (begunBytes > 0) {
        begin(chunk.subarray(start, end));
        lines.push(take());
      } else {
        lines.push(end - start > lineMaxBytes ? null : chunk.subarray(start, end));
      }
      start = end + 1;
    }
    if (start < bytesRead) begin(chunk.subarray(start, bytesRead));
    if (lines.length > 0) yield lines;
  }
  if (begunBytes === 0) return;
  onUnended();
  yield [take()];
}

function nextLineFeed(chunk: Buffer, from: number, end: number): number {
  const at = chunk.indexOf(LINE_FEED, from);
  return at >= end ? -1 : at;
}
