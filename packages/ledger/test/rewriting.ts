/** Somebody who owns the database and knows the formats: rewrites entries and makes everything fit again. */
import { type Digest, digestToBytes } from '@lodestone/proof/digest.ts';
import { type Entry, formatEntry, leafHash, parseEntry } from '@lodestone/proof/entry.ts';
import { digestEvent } from '@lodestone/proof/event-bytes.ts';
import { sha256 } from '../src/keys/node-crypto.ts';
import type { Owner } from './tampering.ts';

export interface WritableEvent {
  event_id: string;
  type: string;
  occurred_at: Date;
  body: Buffer;
}

export interface WritableEntry {
  /** Everything but what follows from the place in the chain. */
  entry: Entry;
  events: WritableEvent[];
}

export async function readLog(owner: Owner): Promise<WritableEntry[]> {
  const entries = await owner.query<{ body: Buffer }>('select body from ledger.entry order by position');
  const events = await owner.query<WritableEvent & { position: bigint }>(
    'select position, event_id, type, occurred_at, body from ledger.event order by position, ordinal',
  );
  return entries.map(({ body }, position) => {
    const entry = parseEntry(body);
    if (!entry.ok) throw new Error(entry.problem);
    return { entry: entry.value, events: events.filter((event) => Number(event.position) === position) };
  });
}

/**
 * Writes the log anew with every digest, link, column and the head as they should be. Signatures stay what they were,
 * unless `sign` makes another. Ends with the size.
 */
export async function writeLog(
  owner: Owner,
  log: readonly WritableEntry[],
  sign: (entry: Entry) => Pick<Entry, 'author' | 'signature'> = (entry) => entry,
): Promise<void> {
  await owner.query('delete from ledger.event');
  await owner.query('delete from ledger.entry');
  const [{ ledger_id: id } = { ledger_id: 0 }] = await owner.query<{ ledger_id: number }>(
    'select * from ledger.ledger',
  );
  let previous: Digest | null = null;
  for (const [position, { entry, events }] of log.entries()) {
    const digests = events.map(({ body }) => digestEvent(body, sha256));
    const relisted: Entry = { ...entry, events: digests, position, previous };
    const body = formatEntry({ ...relisted, ...sign(relisted) });
    const { author } = sign(relisted);
    const leaf = leafHash(body, sha256);
    await owner.query('insert into ledger.entry values ($1, $2, $3, $4, $5, $6)', [
      id,
      position,
      digestToBytes(leaf),
      author,
      entry.submission,
      body,
    ]);
    for (const [ordinal, event] of events.entries()) {
      const digest = digestToBytes(digests[ordinal] as Digest);
      const { event_id: eventId, type, occurred_at: occurredAt } = event;
      await owner.query('insert into ledger.event values ($1, $2, $3, $4, $5, $6, $7, $8)', [
        id,
        position,
        ordinal,
        eventId,
        digest,
        type,
        occurredAt,
        event.body,
      ]);
    }
    previous = leaf;
    await owner.query('update ledger.head set size = $1, leaf_hash = $2, recorded_at = $3', [
      position + 1,
      digestToBytes(leaf),
      entry.recordedAt,
    ]);
  }
}
