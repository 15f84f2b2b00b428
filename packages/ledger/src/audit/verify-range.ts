/** The walk over a part of the log: every byte, digest, link and signature, from the bodies alone; no column is believed. */
import { advanceHead, type ChainHead } from '@lodestone/proof/chain.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { type Entry, leafHash, parseEntry } from '@lodestone/proof/entry.ts';
import type { CopyRows } from '@lodestone/store/wire/copy-rows.ts';
import {
  type EntryBody,
  EVENT_COLUMN,
  readEntryRow,
  readEventRow,
  readInt32,
  readInt64,
} from '@lodestone/store/log/read-log.ts';
import { sha256 } from '../keys/node-crypto.ts';
import { checkEntry } from './check-entry.ts';
import { checkEvent, reportMissing, reportOrphan } from './check-event.ts';
import { DIGEST_STEP, type ExpectedEntry, expectEntry } from './entry-row.ts';
import { isRowAsSigned } from './event-row.ts';
import type { Failure } from './verdict.ts';

export interface WalkedRange {
  /** Where the chain stands after the range. */
  readonly head: ChainHead | null;
  readonly entries: number;
  readonly events: number;
}

/** What a walk says on its way. */
export interface WalkListener {
  readonly failure: (failure: Failure) => void;
  /** Told of every entry, in order, with the hash of its bytes. A promise is waited for before the next. */
  readonly entry: (position: number, leaf: Digest) => Promise<void> | undefined;
  /** Told now and then how many entries and events were checked since the last time. */
  readonly progress: (entries: number, events: number) => void;
}

/**
 * Walks entries and their events side by side, from where the chain stands before them. A tampered entry is reported
 * once for itself and once where the next entry no longer continues it; the walk goes on from the bytes that are there,
 * so that every difference is found. Holds some rows of each stream, however long the range.
 */
export async function walkRange(
  entries: AsyncIterable<CopyRows>,
  events: AsyncIterator<CopyRows>,
  before: ChainHead | null,
  listener: WalkListener,
): Promise<WalkedRange> {
  const walked = { head: before, entries: 0, events: 0 };
  const toldBefore = { entries: 0, events: 0 };
  const tell = () => {
    listener.progress(walked.entries - toldBefore.entries, walked.events - toldBefore.events);
    toldBefore.entries = walked.entries;
    toldBefore.events = walked.events;
  };
  const upcoming: Upcoming = { rows: await nextRows(events), row: 0 };
  /** Lets `check` look at the rows that are here until they are used up, then at the next; ends when it says so. */
  const lookAtEvents = async (check: (rows: CopyRows, row: number) => number) => {
    while (upcoming.rows !== null) {
      const { rows, row } = upcoming;
      upcoming.row = check(rows, row);
      walked.events += upcoming.row - row;
      if (upcoming.row < rows.count) return;
      tell();
      upcoming.rows = await nextRows(events);
      upcoming.row = 0;
    }
  };
  for await (const entryRows of entries) {
    for (let index = 0; index < entryRows.count; index++) {
      const row = readEntryRow(entryRows, index);
      const { position } = row;
      await lookAtEvents((rows, from) => reportOrphansBefore(position, rows, from, listener));
      const leaf = leafHash(row.body, sha256);
      const { head } = walked;
      const read = () => checkEntry(row, leaf, head, listener.failure);
      const expected = expectEntry(row, leaf, head);
      const own: EventsOfEntry = { position, expected, read, entry: expected === null ? read() : null, nextOrdinal: 0 };
      await lookAtEvents((rows, from) => checkEventsOf(own, rows, from, listener));
      if (own.expected !== null && own.nextOrdinal < own.expected.events) doubt(own);
      reportMissingUntil(own, own.entry?.events.length ?? 0, listener);
      walked.head = headAfter(own, leaf, head);
      walked.entries += 1;
      const told = listener.entry(position, leaf);
      if (told !== undefined) await told;
    }
    tell();
  }
  await lookAtEvents((rows, from) => reportOrphansBefore(Number.POSITIVE_INFINITY, rows, from, listener));
  tell();
  return walked;
}

/** Rows of events that are here, and the first of them that was not looked at. */
interface Upcoming {
  rows: CopyRows | null;
  row: number;
}

async function nextRows(events: AsyncIterator<CopyRows>): Promise<CopyRows | null> {
  const next = await events.next();
  return next.done === true ? null : next.value;
}

/** Reports the events before `position`: the entries there are all behind. Answers the first row that is not one. */
function reportOrphansBefore(position: number, rows: CopyRows, from: number, { failure }: WalkListener): number {
  let row = from;
  for (; row < rows.count && readInt64(rows, row, EVENT_COLUMN.position) < position; row++) {
    reportOrphan(readEventRow(rows, row), failure);
  }
  return row;
}

/** The events of one entry, as far as they were looked at. */
interface EventsOfEntry {
  readonly position: number;
  /** The entry as long as all its events are those that it signs; null when it had to be read. */
  expected: ExpectedEntry | null;
  /** Checks and reads it; null when it cannot be read. */
  readonly read: () => Entry | null;
  entry: Entry | null;
  nextOrdinal: number;
}

/** Reads an entry after all: not everything is as it was expected. So far every event was, whoever reads its digest. */
function doubt(events: EventsOfEntry): void {
  events.expected = null;
  events.entry = events.read();
}

/** Checks the rows that belong to the entry, which come by ordinal. Answers the first row that does not. */
function checkEventsOf(events: EventsOfEntry, rows: CopyRows, from: number, listener: WalkListener): number {
  const { position } = events;
  let row = from;
  for (; row < rows.count && readInt64(rows, row, EVENT_COLUMN.position) === position; row++) {
    const ordinal = readInt32(rows, row, EVENT_COLUMN.ordinal);
    if (events.expected !== null) {
      if (isNextAsSigned(events, events.expected, rows, row, ordinal)) continue;
      doubt(events);
    }
    const { entry } = events;
    reportMissingUntil(events, ordinal, listener);
    events.nextOrdinal = Math.max(events.nextOrdinal, ordinal + 1);
    const signed = entry?.events[ordinal] ?? null;
    if (signed !== null && isRowAsSigned(rows, row, signed, 0)) continue;
    checkEvent(readEventRow(rows, row), signed, entry !== null, listener.failure);
  }
  return row;
}

function isNextAsSigned(
  events: EventsOfEntry,
  { text, digestsStart, events: count }: ExpectedEntry,
  rows: CopyRows,
  row: number,
  ordinal: number,
): boolean {
  if (ordinal !== events.nextOrdinal || ordinal >= count) return false;
  if (!isRowAsSigned(rows, row, text, digestsStart + ordinal * DIGEST_STEP)) return false;
  events.nextOrdinal += 1;
  return true;
}

/** Reports the events below `ordinal` that the entry signs and that were not there. */
function reportMissingUntil(
  { position, entry, nextOrdinal }: EventsOfEntry,
  ordinal: number,
  { failure }: WalkListener,
) {
  const digests = entry?.events ?? [];
  for (let missing = nextOrdinal; missing < Math.min(ordinal, digests.length); missing++) {
    reportMissing(position, missing, digests[missing] as Digest, failure);
  }
}

function headAfter({ position, expected, entry }: EventsOfEntry, leaf: Digest, head: ChainHead | null): ChainHead {
  if (expected !== null && head !== null) {
    return { size: position + 1, leafHash: leaf, recordedAt: expected.recordedAt, ledger: head.ledger };
  }
  return entry === null ? skipTo(position, leaf, head) : advance(head, entry, leaf);
}

function advance(head: ChainHead | null, entry: Entry, leaf: Digest): ChainHead {
  // A wrong position was reported; going on from it keeps one fault from hiding the next.
  const before = head === null || head.size === entry.position ? head : { ...head, size: entry.position };
  if (before === null && entry.position !== 0) {
    return { size: entry.position + 1, leafHash: leaf, recordedAt: entry.recordedAt, ledger: entry.ledger };
  }
  // The first entry's ledger is its bare origin; anything else was reported, and its origin is gone on with.
  const [origin = ''] = entry.ledger.split('#', 1);
  return advanceHead(before, before === null ? { ...entry, ledger: origin } : entry, leaf);
}

/** Goes on behind an entry that cannot be read. */
function skipTo(position: number, leaf: Digest, head: ChainHead | null): ChainHead {
  return { size: position + 1, leafHash: leaf, recordedAt: head?.recordedAt ?? '', ledger: head?.ledger ?? '' };
}

/**
 * Where the chain stands after one entry, as far as this entry alone tells: what a walk may begin with behind it while
 * the entries before are still being walked. `ledger` is the name that the first entry gives.
 */
export function guessHead({ position, body }: EntryBody, ledger: string): ChainHead {
  const leaf = leafHash(body, sha256);
  const parsed = parseEntry(body);
  if (!parsed.ok) return skipTo(position, leaf, null);
  return { size: parsed.value.position + 1, leafHash: leaf, recordedAt: parsed.value.recordedAt, ledger };
}

/** The name of the ledger that begins with this entry. */
export function nameOf({ position, body }: EntryBody): string {
  const leaf = leafHash(body, sha256);
  const parsed = parseEntry(body);
  return parsed.ok ? advance(null, parsed.value, leaf).ledger : skipTo(position, leaf, null).ledger;
}
