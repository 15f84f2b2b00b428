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
  /** Of `$1` and so on, as text. */
  readonly values: readonly (string | null)[];
}

const DATA_ROW = 0x44;
const COMMAND_COMPLETE = 0x43;
const ROWS = { rowLetter: DATA_ROW, endLetter: COMMAND_COMPLETE, isFile: false };

export function lookUpRows(client: pg.ClientBase, lookup: Lookup, columns: number): AsyncGenerator<CopyRows> {
  const { name, text } = lookup;
  return rowsOf(client, new RowsAnswer({ ...ROWS, name, text, send: (wire) => send(wire, lookup) }, columns));
}

/** All in one piece: the server need not be waited for in between. */
function send(wire: Wire, { name, text, values }: Lookup): void {
  wire.stream.cork();
  if (wire.parsedStatements[name] !== text) wire.parse({ name, text, types: [] });
  wire.bind({ statement: name, values, binary: true });
  wire.execute({});
  wire.sync();
  wire.stream.uncork();
}
