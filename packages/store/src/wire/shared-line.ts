import type pg from 'pg';
import type { Database } from '../database.ts';
import { type FlightLine, openLine } from './flight.ts';

/** A line that is lent. */
export interface LentLine {
  readonly send: FlightLine;
  /** Must be called once. After an unexpected failure nobody is lent this line again. */
  giveBack(isBroken: boolean): void;
}

interface Line {
  readonly opened: Promise<{ readonly client: pg.PoolClient; readonly send: FlightLine }>;
  borrowers: number;
  isBroken: boolean;
}

/** Lends one line to all who want one at the same time, in the order in which they ask, and no connection to nobody. */
export function shareLine({ pool }: Database): () => Promise<LentLine> {
  let current: Line | null = null;
  const giveBack = (line: Line, client: pg.PoolClient, isBroken: boolean) => {
    line.borrowers -= 1;
    line.isBroken ||= isBroken;
    if (current === line && (line.isBroken || line.borrowers === 0)) current = null;
    // Whatever state an unexpected failure has left the connection in, the next one is fresh.
    if (line.borrowers === 0) client.release(line.isBroken);
  };
  const open = async () => {
    const client = await pool.connect();
    return { client, send: openLine(client) };
  };
  return async () => {
    current ??= { opened: open(), borrowers: 0, isBroken: false };
    const line = current;
    line.borrowers += 1;
    try {
      const { client, send } = await line.opened;
      return { send, giveBack: (isBroken) => giveBack(line, client, isBroken) };
    } catch (error) {
      if (current === line) current = null;
      throw error;
    }
  };
}
