/** Finds what is recorded already: submissions by author and id, events by id. */
import { type Digest, digestFromBytes } from '@lodestone/proof/digest.ts';
import type pg from 'pg';
import type { EntryTable, EventTable } from '../tables.ts';

/** An entry that a submission made. */
export interface RecordedSubmission {
  readonly author: string;
  readonly submission: string;
  readonly position: number;
  readonly leafHash: Digest;
  readonly body: Uint8Array;
}

/** An event under its id: what it says (digest) and who signed it. */
export interface RecordedEvent {
  readonly eventId: string;
  readonly digest: Digest;
  readonly author: string;
  readonly position: number;
}

/** The entries that these submissions made, as far as they did. */
export async function findSubmissions(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  submissions: readonly { readonly author: string; readonly submission: string }[],
): Promise<RecordedSubmission[]> {
  const { rows } = await client.query<EntryTable>(
    `select e.author, e.submission, e.position, e.leaf_hash, e.body
     from unnest($2::text[], $3::uuid[]) as s (author, submission)
     cross join lateral (
       select * from ledger.entry where ledger_id = $1 and author = s.author and submission = s.submission offset 0) e`,
    [ledgerId, submissions.map(({ author }) => author), submissions.map(({ submission }) => submission)],
  );
  return rows.map(({ author, submission, position, leaf_hash, body }) => {
    return { author, submission, position: Number(position), leafHash: digestFromBytes(leaf_hash), body };
  });
}

/** The recorded events among these ids. */
export async function findEvents(
  client: pg.ClientBase | pg.Pool,
  ledgerId: number,
  eventIds: readonly string[],
): Promise<RecordedEvent[]> {
  const { rows } = await client.query<EventTable & { author: string }>(
    `select v.event_id, v.digest, v.position, e.author
     from unnest($2::uuid[]) as n (event_id)
     cross join lateral (select * from ledger.event where ledger_id = $1 and event_id = n.event_id offset 0) v
     cross join lateral (select author from ledger.entry where ledger_id = $1 and position = v.position offset 0) e`,
    [ledgerId, eventIds],
  );
  return rows.map(({ event_id, digest, position, author }) => {
    return { eventId: event_id, digest: digestFromBytes(digest), position: Number(position), author };
  });
}
