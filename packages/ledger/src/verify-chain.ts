/** The first pass of an audit: every byte, digest, link and signature, from the bodies alone; no column is believed. */
import { decodeBase64Url, encodeBase64Url } from '@lodestone/proof/base64.ts';
import { advanceHead, type ChainHead, checkLink } from '@lodestone/proof/chain.ts';
import { type Digest, digestToBytes } from '@lodestone/proof/digest.ts';
import { type Entry, leafHash, parseEntry } from '@lodestone/proof/entry.ts';
import { digestEvent, parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type { JsonValue } from '@lodestone/proof/json-text.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { checkSubmissionSignature } from '@lodestone/proof/submission.ts';
import type { StoredEntry, StoredEvent } from '@lodestone/store/read-log.ts';
import { sha256, verifyEd25519 } from './node-crypto.ts';
import type { Failure, FailureKind } from './verdict.ts';

export interface ChainResult {
  readonly head: ChainHead | null;
  readonly root: Uint8Array;
  readonly entries: number;
  readonly events: number;
  /** The entry's leaf hash at the position that the data folder remembers, when it got that far. */
  readonly leafHashAtKnownSize: Digest | null;
}

type Report = (failure: Failure) => void;

/**
 * Walks entries and their events side by side. A tampered entry is reported once for itself and once where the next
 * entry no longer continues it; the walk goes on from the bytes that are there, so that every difference is found.
 */
export async function verifyChain(
  entries: AsyncIterable<StoredEntry>,
  events: AsyncIterator<StoredEvent>,
  knownSize: number | null,
  report: Report,
  onEntry: (position: number) => void,
): Promise<ChainResult> {
  const tree = createMerkleTree(sha256);
  let head: ChainHead | null = null;
  let leafHashAtKnownSize: Digest | null = null;
  let entryCount = 0;
  let eventCount = 0;
  let next = await events.next();
  for await (const row of entries) {
    const leaf = leafHash(row.body, sha256);
    const entry = checkEntry(row, leaf, head, report);
    tree.append(digestToBytes(leaf));
    entryCount += 1;
    if (knownSize === row.position + 1) leafHashAtKnownSize = leaf;

    const own: StoredEvent[] = [];
    while (!next.done && next.value.position <= row.position) {
      eventCount += 1;
      if (next.value.position < row.position) reportOrphan(next.value, report);
      else own.push(next.value);
      next = await events.next();
    }
    checkEvents(row.position, entry?.events ?? null, own, report);
    head = entry === null ? skipTo(row.position, leaf, head) : advance(head, entry, leaf);
    onEntry(row.position);
  }
  for (; !next.done; next = await events.next()) {
    eventCount += 1;
    reportOrphan(next.value, report);
  }
  return { head, root: tree.root(), entries: entryCount, events: eventCount, leafHashAtKnownSize };
}

/** Checks one row of `ledger.entry`; returns the entry, or null when its bytes are not one. */
function checkEntry(row: StoredEntry, leaf: Digest, head: ChainHead | null, report: Report): Entry | null {
  const { position } = row;
  const fail = (kind: FailureKind, expected: string, found: string, message: string) =>
    report({ kind, position, ordinal: null, expected, found, message });

  // Whatever length somebody gave it: a column is shown, never believed.
  const stored = encodeBase64Url(row.leafHash);
  if (stored !== leaf) {
    fail('entry-hash', stored, leaf, `entry ${position} is stored with leaf hash ${stored}, its bytes hash to ${leaf}`);
  }
  const expectedPosition = head?.size ?? 0;
  if (position !== expectedPosition) {
    const message = `the entry after ${expectedPosition - 1} is stored at position ${position}`;
    fail('position', String(expectedPosition), String(position), message);
  }
  const parsed = parseEntry(row.body);
  if (!parsed.ok) {
    fail('entry-encoding', 'an entry in its one spelling', parsed.problem, `entry ${position}: ${parsed.problem}`);
    return null;
  }
  const entry = parsed.value;
  const columns = [
    ['position', String(entry.position), String(row.position), 'position'],
    ['submission', entry.author, row.author, 'author'],
    ['submission', entry.submission, row.submission, 'submission'],
  ] as const;
  for (const [kind, expected, found, column] of columns) {
    if (expected === found) continue;
    fail(kind, expected, found, `entry ${position} says ${column} ${expected}, its column says ${found}`);
  }
  for (const fault of checkLink(head, entry)) {
    const message = `entry ${position} does not continue the chain: ${fault.kind} ${fault.found}, expected ${fault.expected}`;
    fail(fault.kind, fault.expected, fault.found, message);
  }
  const signature = decodeBase64Url(entry.signature);
  if (!signature.ok || !checkSubmissionSignature(entry, signature.value, verifyEd25519)) {
    const message = `the signature of entry ${position} is not by its author over what the entry says`;
    fail('signature', `a signature by ${entry.author}`, entry.signature, message);
  }
  return entry;
}

/** Compares the events that are stored with the digests that the entry signs. */
function checkEvents(
  position: number,
  digests: readonly Digest[] | null,
  rows: readonly StoredEvent[],
  report: Report,
): void {
  const byOrdinal = new Map(rows.map((row) => [row.ordinal, row]));
  for (const [ordinal, signed] of (digests ?? []).entries()) {
    if (byOrdinal.has(ordinal)) continue;
    const message = `event ${ordinal} of entry ${position} is missing: the entry signs ${signed}`;
    report({ kind: 'event-missing', position, ordinal, expected: signed, found: 'no event', message });
  }
  for (const row of rows) checkEvent(row, digests?.[row.ordinal] ?? null, digests !== null, report);
}

function checkEvent(row: StoredEvent, signed: Digest | null, entryIsReadable: boolean, report: Report): void {
  const { position, ordinal } = row;
  const place = `event ${ordinal} of entry ${position}`;
  const fail = (kind: FailureKind, expected: string, found: string, message: string) =>
    report({ kind, position, ordinal, expected, found, message });

  const digest = digestEvent(row.body, sha256);
  const column = encodeBase64Url(row.digest);
  if (signed === null && entryIsReadable) {
    fail('event-digest', 'no event', digest, `${place} is stored, the entry signs no such event`);
  } else if (signed !== null && digest !== signed) {
    fail('event-digest', signed, digest, `the stored bytes of ${place} are not those that were signed`);
  }
  if (column !== (signed ?? digest)) {
    fail(
      'event-digest',
      signed ?? digest,
      column,
      `${place} is stored with digest ${column}, signed is ${signed ?? digest}`,
    );
  }
  const json = parseEventBytes(row.body);
  if (!json.ok) {
    fail('event-encoding', 'an event in its one spelling', json.problem, `${place}: ${json.problem}`);
    return;
  }
  const { id, type, occurredAt } = json.value;
  const columns = [
    ['id', textOf(id), row.eventId],
    ['type', textOf(type), row.type],
    ['occurredAt', textOf(occurredAt), timeOf(row.occurredAtMilliseconds)],
  ] as const;
  for (const [name, expected, found] of columns) {
    if (expected !== found)
      fail('event-encoding', expected, found, `${place} says ${name} ${expected}, its column says ${found}`);
  }
}

function reportOrphan({ position, ordinal, body }: StoredEvent, report: Report): void {
  const found = digestEvent(body, sha256);
  const message = `event ${ordinal} is stored for entry ${position}, which is missing`;
  report({ kind: 'event-missing', position, ordinal, expected: `entry ${position}`, found, message });
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

/** A text member as it is, anything else as JSON: a column can equal only the text. */
function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : JSON.stringify(value ?? null);
}

/** PostgreSQL has times that JavaScript has not, and infinity. */
function timeOf(milliseconds: number): string {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? `${milliseconds} milliseconds after 1970` : time.toISOString();
}
