/** Rows that continue a chain as the ledger's own do, made by hand, so that a test can spoil one thing of them. */
import { createHash } from 'node:crypto';
import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { formatEntry, leafHash } from '@lodestone/proof/entry.ts';
import { digestEvent, type EventBytes } from '@lodestone/proof/event-bytes.ts';
import { formatPublicKey } from '@lodestone/proof/public-key.ts';
import type { EntryRow, EventRow } from '../src/append/append-rows.ts';
import type { Head } from '../src/log/read-ledger.ts';

export interface ChainRows {
  readonly entry: EntryRow;
  readonly events: readonly EventRow[];
}

export interface RowsToMake {
  readonly position: number;
  readonly previous: Head['leafHash'];
  /** How many events the entry lists. */
  readonly events: number;
  readonly recordedAt?: string;
  /** Tells entries apart that would be the same otherwise. */
  readonly variant?: number;
}

const LEDGER = 'example.org/rows';
const FIRST_TIME = Date.UTC(2026, 2, 1, 8);

export const sha256 = (bytes: Uint8Array): Buffer => createHash('sha256').update(bytes).digest();

/** An author that exists only here: the database checks bytes and hashes, signatures are the audit's. */
const AUTHOR = formatPublicKey(sha256(Buffer.from('author')));

/** One entry with its events, each right in every column. */
export function makeRows({ position, previous, events: count, recordedAt, variant = 0 }: RowsToMake): ChainRows {
  const occurredAt = new Date(FIRST_TIME).toISOString();
  const events = Array.from({ length: count }, (_, ordinal): EventRow => {
    const eventId = uuidOf(`event ${position} ${ordinal} ${variant}`);
    const body = Buffer.from(
      JSON.stringify({ id: eventId, occurredAt, type: 'test-event' }),
    ) as Uint8Array as EventBytes;
    return { position, ordinal, eventId, digest: digestEvent(body, sha256), type: 'test-event', occurredAt, body };
  });
  const submission = uuidOf(`submission ${position} ${variant}`);
  const time = recordedAt ?? new Date(FIRST_TIME + position * 1_000).toISOString();
  const body = formatEntry({
    author: AUTHOR,
    events: events.map(({ digest }) => digest),
    ledger: position === 0 ? LEDGER : `${LEDGER}#${digestFromBytes(sha256(Buffer.from(LEDGER)))}`,
    position,
    previous,
    recordedAt: time,
    signature: 'A'.repeat(86),
    submission,
    v: 1,
  });
  const leaf = leafHash(body, sha256);
  return { entry: { position, previous, leafHash: leaf, author: AUTHOR, submission, recordedAt: time, body }, events };
}

/** A UUID of version 4 that follows from a text. */
export function uuidOf(text: string): string {
  const hex = sha256(Buffer.from(text)).toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
