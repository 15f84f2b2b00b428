/** A ledger with many entries, made without authors: for measuring what looks at nothing but leaves. */
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { formatEntry, leafHash } from '@lodestone/proof/entry.ts';
import { digestEvent, type EventBytes } from '@lodestone/proof/event-bytes.ts';
import { formatPublicKey } from '@lodestone/proof/public-key.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import { sha256 } from '@lodestone/ledger/keys/node-crypto.ts';
import { type Ledger, readLedgerHead } from '@lodestone/ledger/open-ledger.ts';
import { appendDecided } from '@lodestone/store/append/append-decided.ts';
import type { AppendRows, EntryRow, EventRow } from '@lodestone/store/append/append-rows.ts';
import { collectFacts } from '@lodestone/store/facts/collect-facts.ts';

const ENTRIES_PER_TRANSACTION = 2_000;
const NO_SIGNATURE = encodeBase64Url(new Uint8Array(64));
const NO_AUTHOR = formatPublicKey(new Uint8Array(32));

/**
 * Fills a fresh ledger up to `size` entries of one event each. They are stored and chained as real ones are, and the
 * database checks them as ever; but nobody signed them and their events say nothing, so an audit refuses this ledger.
 */
export async function fillWithEntries(
  ledger: Ledger,
  size: number,
  onProgress: (entries: number) => void,
): Promise<void> {
  const head = await readLedgerHead(ledger);
  const recordedAt = new Date().toISOString();
  let previous = head.leafHash as Digest;
  const append = appendDecided(ledger.database, ledger.ledgerId);
  let before = Promise.resolve(true);
  for (let start = head.size; start < size; start += ENTRIES_PER_TRANSACTION) {
    const end = Math.min(start + ENTRIES_PER_TRANSACTION, size);
    const rows = makeRows(ledger, { start, end, previous, recordedAt });
    previous = rows.entries.at(-1)?.leafHash ?? previous;
    if (!(await before)) throw new Error('somebody else writes to the ledger of the bench');
    before = append(rows);
    onProgress(end);
  }
  await before;
}

interface Range {
  /** Positions [start, end). */
  readonly start: number;
  readonly end: number;
  readonly previous: Digest;
  readonly recordedAt: string;
}

function makeRows({ name: ledger, ledgerId }: Ledger, { start, end, previous: first, recordedAt }: Range): AppendRows {
  const entries: EntryRow[] = [];
  const events: EventRow[] = [];
  let previous = first;
  for (let position = start; position < end; position += 1) {
    const id = `00000000-0000-7000-8000-${position.toString(16).padStart(12, '0')}`;
    const bytes = encodeUtf8(`{"id":"${id}","occurredAt":"${recordedAt}","type":"nothing"}`) as EventBytes;
    const digest = digestEvent(bytes, sha256);
    const body = formatEntry({
      author: NO_AUTHOR,
      events: [digest],
      ledger,
      position,
      previous,
      recordedAt,
      signature: NO_SIGNATURE,
      submission: id,
      v: 1,
    });
    const leaf = leafHash(body, sha256);
    entries.push({ position, previous, leafHash: leaf, author: NO_AUTHOR, submission: id, recordedAt, body });
    previous = leaf;
    events.push({ position, ordinal: 0, eventId: id, digest, type: 'nothing', occurredAt: recordedAt, body: bytes });
  }
  return { entries, events, facts: collectFacts(ledgerId, []), openings: [] };
}
