/**
 * Streams the rows of a question whose plan the server keeps, as they lie in the bytes: for what is asked again and again, planning takes
 * as long as much of the answer.
 *
 * PostgreSQL manual, "Extended Query" and "Message Formats": Parse keeps a statement under a name, Bind gives it values and asks for
 * binary results, Execute has DataRow for each row and CommandComplete behind them. A DataRow is, but for its letter, a row of
 * COPY BINARY.
 */
import type pg from 'pg';
import { RowsAnswer, rowsOf, type Wire } from './copy-out-rows.ts';
import type { CopyRows } from './copy-rows.ts';

/** A question of a connection of `Database.lookups`. */
export interface Lookup {
  /** The server keeps the statement under this name; another text needs another. */
  readonly name: string;
  readonly text: string;
  /** Of `$1` and so on, as text, or in bytes as the server sends them. */
  readonly values: readonly (string | Buffer | null)[];
}

/**
 * A plan is kept so long, and then made anew: one that was made while a ledger is small must not stay as it grows. Where a table is empty,
 * PostgreSQL before 18 takes any index that begins with the ledger, and would filter all of it.
 */
const PLAN_KEPT_MILLISECONDS = 10_000;
/** When each connection last had a statement of a name parsed. */
const parsedAt = new WeakMap<object, Map<string, number>>();

const DATA_ROW = 0x44;
const COMMAND_COMPLETE = 0x43;
const ROWS = { rowLetter: DATA_ROW, endLetter: COMMAND_COMPLETE, isFile: false };

export function lookUpRows(
  client: pg.ClientBase,
  lookup: Lookup,
  columns: number,
  keptMilliseconds: number = PLAN_KEPT_MILLISECONDS,
): AsyncGenerator<CopyRows> {
  const { name, text } = lookup;
  const ask = (wire: Wire) => send(wire, lookup, keptMilliseconds);
  return rowsOf(client, new RowsAnswer({ ...ROWS, name, text, send: ask }, columns));
}

/** All in one piece: the server need not be waited for in between. */
function send(wire: Wire, { name, text, values }: Lookup, keptMilliseconds: number): void {
  const parsed = parsedAt.get(wire) ?? new Map<string, number>();
  parsedAt.set(wire, parsed);
  const now = performance.now();
  const isThere = wire.parsedStatements[name] === text;
  wire.stream.cork();
  if (!isThere || now - (parsed.get(name) ?? 0) >= keptMilliseconds) {
    if (isThere) {
      wire.close({ type: 'S', name });
      // pg notes it again once it is parsed: if that fails, it is not there.
      wire.parsedStatements[name] = undefined;
    }
    wire.parse({ name, text, types: [] });
    parsed.set(name, now);
  }
  wire.bind({ statement: name, values, binary: true });
  wire.execute({});
  wire.sync();
  wire.stream.uncork();
}
