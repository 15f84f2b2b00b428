/** The log as it is stored, in order: every column, since an audit trusts none of them. */
import type pg from 'pg';
import { POSTGRES_EPOCH_MILLISECONDS } from '../wire/column-type.ts';
import { copyOutRows } from '../wire/copy-out-rows.ts';
import { type CopyRows, fieldBytes, fieldStart } from '../wire/copy-rows.ts';

export interface StoredEntry {
  readonly position: number;
  readonly leafHash: Buffer;
  readonly author: string;
  readonly submission: string;
  readonly body: Buffer;
}

export interface StoredEvent {
  readonly position: number;
  readonly ordinal: number;
  readonly eventId: string;
  readonly digest: Buffer;
  readonly type: string;
  readonly occurredAtMilliseconds: number;
  readonly body: Buffer;
}

/** The positions of [from, until); null leaves an end open. They are texts: a column may hold what no number can. */
export interface PositionRange {
  readonly from: string | null;
  readonly until: string | null;
}

export const WHOLE_LOG: PositionRange = { from: null, until: null };

/** The columns of the rows of entries, in their order. */
const ENTRY_COLUMN = { position: 0, leafHash: 1, author: 2, submission: 3, body: 4 } as const;
/** The columns of the rows of events, in their order. */
export const EVENT_COLUMN = {
  position: 0,
  ordinal: 1,
  eventId: 2,
  digest: 3,
  type: 4,
  occurredAt: 5,
  body: 6,
} as const;

/** Rows of entries by position, as they come. */
export function streamEntryRows(
  client: pg.ClientBase,
  ledgerId: number,
  range: PositionRange,
): AsyncGenerator<CopyRows> {
  const select = `select position, leaf_hash, author, submission, body from ledger.entry
    where ledger_id = ${ledgerId} ${within(range)} order by position`;
  return copyOutRows(client, select, Object.keys(ENTRY_COLUMN).length);
}

/** Rows of events by position and ordinal, as they come. */
export function streamEventRows(
  client: pg.ClientBase,
  ledgerId: number,
  range: PositionRange,
): AsyncGenerator<CopyRows> {
  const select = `select position, ordinal, event_id, digest, type, occurred_at, body from ledger.event
    where ledger_id = ${ledgerId} ${within(range)} order by position, ordinal`;
  return copyOutRows(client, select, Object.keys(EVENT_COLUMN).length);
}

function within({ from, until }: PositionRange): string {
  return `${from === null ? '' : `and position >= ${BigInt(from)}`} ${until === null ? '' : `and position < ${BigInt(until)}`}`;
}

/** Where an entry stands, and its bytes. */
export interface EntryBody {
  readonly position: number;
  readonly body: Buffer;
}

/** The first entry of all, null when there is none. */
export function readFirstEntry(client: pg.ClientBase, ledgerId: number): Promise<EntryBody | null> {
  return readOneEntry(client, 'where ledger_id = $1 order by position limit 1', [ledgerId]);
}

/** The last entry before a position, null when there is none. */
export function readEntryBefore(client: pg.ClientBase, ledgerId: number, position: string): Promise<EntryBody | null> {
  const last = 'where ledger_id = $1 and position < $2 order by position desc limit 1';
  return readOneEntry(client, last, [ledgerId, position]);
}

async function readOneEntry(client: pg.ClientBase, which: string, values: unknown[]): Promise<EntryBody | null> {
  const { rows } = await client.query<{ position: bigint; body: Buffer }>(
    `select position, body from ledger.entry ${which}`,
    values,
  );
  const [row] = rows;
  return row === undefined ? null : { position: Number(row.position), body: row.body };
}

/** Decodes a row of `streamEntryRows`. Its bytes are not copied: they are valid as long as the row. */
export function readEntryRow(rows: CopyRows, row: number): StoredEntry {
  return {
    position: readInt64(rows, row, ENTRY_COLUMN.position),
    leafHash: fieldBytes(rows, row, ENTRY_COLUMN.leafHash),
    author: fieldBytes(rows, row, ENTRY_COLUMN.author).toString('utf8'),
    submission: readUuid(rows, row, ENTRY_COLUMN.submission),
    body: fieldBytes(rows, row, ENTRY_COLUMN.body),
  };
}

/** Decodes a row of `streamEventRows`. Its bytes are not copied: they are valid as long as the row. */
export function readEventRow(rows: CopyRows, row: number): StoredEvent {
  const microseconds = rows.view.getBigInt64(fieldStart(rows, row, EVENT_COLUMN.occurredAt));
  return {
    position: readInt64(rows, row, EVENT_COLUMN.position),
    ordinal: readInt32(rows, row, EVENT_COLUMN.ordinal),
    eventId: readUuid(rows, row, EVENT_COLUMN.eventId),
    digest: fieldBytes(rows, row, EVENT_COLUMN.digest),
    type: fieldBytes(rows, row, EVENT_COLUMN.type).toString('utf8'),
    occurredAtMilliseconds: Number(microseconds / 1_000n) + POSTGRES_EPOCH_MILLISECONDS,
    body: fieldBytes(rows, row, EVENT_COLUMN.body),
  };
}

/** A bigint as a number. Beyond 2^53 it is the nearest one there is. */
export function readInt64(rows: CopyRows, row: number, column: number): number {
  const start = fieldStart(rows, row, column);
  return rows.view.getInt32(start) * 2 ** 32 + rows.view.getUint32(start + 4);
}

export function readInt32(rows: CopyRows, row: number, column: number): number {
  return rows.view.getInt32(fieldStart(rows, row, column));
}

function readUuid(rows: CopyRows, row: number, column: number): string {
  const digits = fieldBytes(rows, row, column).toString('hex');
  return `${digits.slice(0, 8)}-${digits.slice(8, 12)}-${digits.slice(12, 16)}-${digits.slice(16, 20)}-${digits.slice(20)}`;
}

/** Entries by position, one at a time. */
export async function* streamEntries(client: pg.ClientBase, ledgerId: number): AsyncGenerator<StoredEntry> {
  for await (const rows of streamEntryRows(client, ledgerId, WHOLE_LOG)) {
    for (let row = 0; row < rows.count; row++) yield readEntryRow(rows, row);
  }
}

/** Events by position and ordinal, one at a time. */
export async function* streamEvents(client: pg.ClientBase, ledgerId: number): AsyncGenerator<StoredEvent> {
  for await (const rows of streamEventRows(client, ledgerId, WHOLE_LOG)) {
    for (let row = 0; row < rows.count; row++) yield readEventRow(rows, row);
  }
}
