/** Where a command's answer goes: one JSON document for machines, text for people; everything else to stderr. */
import { jsonParts, toJson } from './json-text.ts';
import { writeOut } from './unread-output.ts';

export interface Output {
  readonly json: boolean;
  readonly color: boolean;
  readonly quiet: boolean;
  /** The columns of the terminal, or what a page has when it is none. */
  readonly width: number;
  /** What tables are kept within: the columns of a terminal. A file or a pipe gets them whole. */
  readonly tableWidth: number;
  /** The answer: `value` for machines, `text` for people (made only when wanted). */
  answer(value: unknown, text: () => string): void;
  /** Part of an answer that comes bit by bit: for people on stdout, beside a JSON answer on stderr. */
  tell(text: string): void;
  /** One of several answers that come as time goes by: a line of JSON each, or of text. Throws when nobody reads them. */
  line(value: object, text: () => string): Promise<void>;
  /** An answer in parts, made one after the other as they are read: for people alone. Throws when nobody reads them. */
  stream(parts: Iterable<string>): Promise<void>;
  /** An answer of very many rows: one JSON document of these members for machines, text for people, either in parts. */
  answerInParts(members: Readonly<Record<string, unknown>>, text: () => Iterable<string>): Promise<void>;
  /** A remark beside the answer. */
  note(message: string): void;
  /** What went wrong: said even when quiet. */
  complain(message: string): void;
  /** Shows how far long work is; replaces itself. Only on a terminal. */
  progress(message: string): void;
  /** Clears the progress line. */
  endProgress(): void;
}

const DEFAULT_WIDTH_COLUMNS = 100;
/** Large enough that writing costs little, small enough to be forgotten. */
const STREAM_PART_CHARACTERS = 65_536;
/** Often enough to look alive, seldom enough not to cost anything. */
const PROGRESS_INTERVAL_MILLISECONDS = 100;

export function createOutput(options: { json?: boolean; color?: boolean; quiet?: boolean }): Output {
  const { json = false, color = true, quiet = false } = options;
  const { stdout, stderr } = process;
  let shownAt = 0;
  let shown = false;
  const endProgress = () => {
    if (shown) stderr.write('\r\x1b[2K');
    shown = false;
  };
  const stream = async (parts: Iterable<string>) => {
    endProgress();
    let waiting = '';
    for (const part of parts) {
      waiting += part;
      if (waiting.length < STREAM_PART_CHARACTERS) continue;
      await writeOut(waiting);
      waiting = '';
    }
    await writeOut(waiting);
  };
  return {
    json,
    quiet,
    color: color && stdout.isTTY && !json && process.env['NO_COLOR'] === undefined,
    width: stdout.columns ?? DEFAULT_WIDTH_COLUMNS,
    tableWidth: stdout.columns ?? Number.POSITIVE_INFINITY,
    answer: (value, text) => {
      endProgress();
      if (json) stdout.write(`${toJson(value)}\n`);
      else stdout.write(endOnce(text()));
    },
    tell: (text) => {
      endProgress();
      (json ? stderr : stdout).write(`${text}\n`);
    },
    line: (value, text) => {
      endProgress();
      return writeOut(`${json ? JSON.stringify(value) : text()}\n`);
    },
    stream,
    answerInParts: (members, text) => stream(json ? jsonParts(members) : text()),
    note: (message) => {
      endProgress();
      if (!quiet) stderr.write(`${message}\n`);
    },
    complain: (message) => {
      endProgress();
      stderr.write(`${message}\n`);
    },
    progress: (message) => {
      if (quiet || !stderr.isTTY) return;
      const now = Date.now();
      if (now - shownAt < PROGRESS_INTERVAL_MILLISECONDS) return;
      shownAt = now;
      shown = true;
      // A line that wraps could not be replaced.
      stderr.write(`\r\x1b[2K${message.slice(0, stderr.columns - 1)}`);
    },
    endProgress,
  };
}

/** A table for spreadsheets ends as its other lines do; everything else with one line feed. */
function endOnce(text: string): string {
  return text.endsWith('\r\n') ? text : `${text.trimEnd()}\n`;
}
