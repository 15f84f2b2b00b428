/** What is kept of an event's sealed members: what opens each, or who had it erased. */
import { isEventId } from '@lodestone/custody/identifier.ts';
import type pg from 'pg';
import type { Database } from '../database.ts';
import { isEvent } from '../event-number-sql.ts';

/** An event that may have sealed members, as it was recorded. */
export interface SealingEvent {
  readonly position: number;
  readonly ordinal: number;
  readonly type: string;
  readonly body: Uint8Array;
  /** By member. */
  readonly openings: ReadonlyMap<string, Uint8Array>;
  readonly erasures: ReadonlyMap<string, OpeningErasure>;
}

/** Who had the opening of a member erased, when and why. */
export interface OpeningErasure {
  readonly position: number;
  readonly ordinal: number;
  readonly party: string;
  readonly occurredAt: string;
  readonly reason: string;
}

/** Reads the event of this id with all that is kept of its sealed members; null when there is none. */
export async function readSealingEvent(
  { pool }: Database,
  ledgerId: number,
  eventId: string,
): Promise<SealingEvent | null> {
  if (!isEventId(eventId)) return null;
  const { rows } = await pool.query<{ position: bigint; ordinal: number; type: string; body: Buffer }>(
    'select position, ordinal, type, body from ledger.event where ledger_id = $1 and event_id = $2',
    [ledgerId, eventId],
  );
  const [event] = rows;
  if (event === undefined) return null;
  const [openings, erasures] = [
    await readOpenings(pool, ledgerId, eventId),
    await readErasures(pool, ledgerId, eventId),
  ];
  return { ...event, position: Number(event.position), openings, erasures };
}

async function readOpenings(pool: pg.Pool, ledgerId: number, eventId: string): Promise<Map<string, Uint8Array>> {
  const { rows } = await pool.query<{ field: string; ciphertext: Buffer }>(
    'select field, ciphertext from ledger.opening where ledger_id = $1 and event_id = $2',
    [ledgerId, eventId],
  );
  return new Map(rows.map(({ field, ciphertext }) => [field, ciphertext]));
}

async function readErasures(pool: pg.Pool, ledgerId: number, eventId: string): Promise<Map<string, OpeningErasure>> {
  const { rows } = await pool.query<{
    field: string;
    party: string;
    reason: string;
    position: bigint;
    ordinal: number;
    occurred_at: Date;
  }>(
    `select v.field, v.party, v.reason, e.position, e.ordinal, e.occurred_at
     from view.opening_erasure v
     join ledger.event e on e.ledger_id = $1 and ${isEvent('v.event_number', 'e')}
     where v.ledger_id = $1 and v.event_id = $2`,
    [ledgerId, eventId],
  );
  return new Map(
    rows.map(({ field, party, reason, position, ordinal, occurred_at }) => [
      field,
      { party, reason, position: Number(position), ordinal, occurredAt: occurred_at.toISOString() },
    ]),
  );
}

/** An opening that should not be there: nothing that is recorded seals the member, or it is erased. */
export interface StrayOpening {
  readonly eventId: string;
  readonly field: string;
  /** The event that says that it is erased; null where none seals the member. */
  readonly erasedNumber: number | null;
}

/** The openings that what the views say does not explain, so many at most. The ciphertexts are not read. */
export async function findStrayOpenings(
  client: pg.ClientBase,
  ledgerId: number,
  limit: number,
): Promise<StrayOpening[]> {
  const { rows } = await client.query<{ event_id: string; field: string; erased_number: bigint | null }>(
    `select o.event_id, o.field, erased.event_number as erased_number
     from ledger.opening o
     left join view.sealed_member sealed
       on sealed.ledger_id = $1 and sealed.event_id = o.event_id::text and sealed.field = o.field
     left join view.opening_erasure erased
       on erased.ledger_id = $1 and erased.event_id = o.event_id::text and erased.field = o.field
     where o.ledger_id = $1 and (sealed.event_number is null or erased.event_number is not null)
     order by o.event_id, o.field
     limit $2`,
    [ledgerId, limit],
  );
  return rows.map(({ event_id, field, erased_number }) => {
    return { eventId: event_id, field, erasedNumber: erased_number === null ? null : Number(erased_number) };
  });
}
