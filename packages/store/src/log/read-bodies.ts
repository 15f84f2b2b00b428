/** The bytes of the log without the columns that are computed from them: all that a replay reads. */
import type pg from 'pg';
import { copyOutRows } from '../wire/copy-out-rows.ts';
import { type CopyRows, fieldBytes } from '../wire/copy-rows.ts';
import type { EntryBody } from './read-log.ts';
import { readInt32, readInt64 } from './read-log.ts';

/** Where an event stands, and its bytes, valid as long as its row. */
export interface EventBody {
  readonly position: number;
  readonly ordinal: number;
  readonly body: Buffer;
}

/** Rows of entries by position, as they come. */
export function streamEntryBodies(client: pg.ClientBase, ledgerId: number): AsyncGenerator<CopyRows> {
  return copyOutRows(
    client,
    `select position, body from ledger.entry where ledger_id = ${ledgerId} order by position`,
    2,
  );
}

/** Rows of events by position and ordinal, as they come. */
export function streamEventBodies(client: pg.ClientBase, ledgerId: number): AsyncGenerator<CopyRows> {
  const select = `select position, ordinal, body from ledger.event
    where ledger_id = ${ledgerId} order by position, ordinal`;
  return copyOutRows(client, select, 3);
}

/** Rows of the events that correct others, as `streamEventBodies` has them. */
export function streamCorrectionBodies(client: pg.ClientBase, ledgerId: number): AsyncGenerator<CopyRows> {
  const select = `select position, ordinal, body from ledger.event
    where ledger_id = ${ledgerId} and type = 'event-corrected' order by position, ordinal`;
  return copyOutRows(client, select, 3);
}

/** Rows of the events that revoke keys, as `streamEventBodies` has them. */
export function streamRevocationBodies(client: pg.ClientBase, ledgerId: number): AsyncGenerator<CopyRows> {
  const select = `select position, ordinal, body from ledger.event
    where ledger_id = ${ledgerId} and type = 'key-revoked' order by position, ordinal`;
  return copyOutRows(client, select, 3);
}

/** Decodes a row of `streamEntryBodies`. */
export function entryBodyOf(rows: CopyRows, row: number): EntryBody {
  return { position: readInt64(rows, row, 0), body: fieldBytes(rows, row, 1) };
}

/** Decodes a row of `streamEventBodies`. */
export function eventBodyOf(rows: CopyRows, row: number): EventBody {
  return { position: readInt64(rows, row, 0), ordinal: readInt32(rows, row, 1), body: fieldBytes(rows, row, 2) };
}
