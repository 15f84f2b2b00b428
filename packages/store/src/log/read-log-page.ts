/** A few entries of the log with their events, for whoever follows it as it grows. */
import type pg from 'pg';
import type { StoredEntry } from './read-log.ts';
import type { EntryTable, EventTable } from '../tables.ts';

export interface LogPage {
  readonly entries: readonly StoredEntry[];
  /** Of these entries, by position and ordinal. */
  readonly events: readonly { readonly position: number; readonly ordinal: number; readonly body: Buffer }[];
}

/** The entries of [from, until) that are there, and their events: by their keys, whatever the size of the log. */
export async function readLogPage(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  { from, until }: { readonly from: number; readonly until: number },
): Promise<LogPage> {
  const range = [ledgerId, from, until];
  const entries = await client.query<EntryTable>(
    `select position, leaf_hash, author, submission, body from ledger.entry
     where ledger_id = $1 and position >= $2 and position < $3 order by position`,
    range,
  );
  const events = await client.query<Pick<EventTable, 'position' | 'ordinal' | 'body'>>(
    `select position, ordinal, body from ledger.event
     where ledger_id = $1 and position >= $2 and position < $3 order by position, ordinal`,
    range,
  );
  return {
    entries: entries.rows.map(({ position, leaf_hash, author, submission, body }) => {
      return { position: Number(position), leafHash: leaf_hash, author, submission, body };
    }),
    events: events.rows.map(({ position, ordinal, body }) => ({ position: Number(position), ordinal, body })),
  };
}
