/** The log as it is stored, in order, one row at a time: every column, since an audit trusts none of them. */
import type pg from 'pg';
import { copyOut } from './copy.ts';
import type { ColumnType } from './copy-binary.ts';

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

/** Entries by position. */
export async function* streamEntries(client: pg.PoolClient, ledgerId: number): AsyncGenerator<StoredEntry> {
  const select = `select position, leaf_hash, author, submission, body from ledger.entry
    where ledger_id = ${ledgerId} order by position`;
  const types: ColumnType[] = ['bigint', 'bytea', 'text', 'uuid', 'bytea'];
  for await (const [position, leafHash, author, submission, body] of copyOut(client, select, types)) {
    yield { position: Number(position), leafHash, author, submission, body } as StoredEntry;
  }
}

/** Events by position and ordinal. */
export async function* streamEvents(client: pg.PoolClient, ledgerId: number): AsyncGenerator<StoredEvent> {
  const select = `select position, ordinal, event_id, digest, type, occurred_at, body from ledger.event
    where ledger_id = ${ledgerId} order by position, ordinal`;
  const types: ColumnType[] = ['bigint', 'integer', 'uuid', 'bytea', 'text', 'timestamptz', 'bytea'];
  for await (const [position, ordinal, eventId, digest, type, occurredAt, body] of copyOut(client, select, types)) {
    const occurredAtMilliseconds = occurredAt;
    yield { position: Number(position), ordinal, eventId, digest, type, occurredAtMilliseconds, body } as StoredEvent;
  }
}
