/** Deletes what opens sealed members once an event says that it is erased, in the one role that may. */
import type { Database } from '../database.ts';
import { withTransaction } from '../connect/with-transaction.ts';

/** The role that deletes openings, and nothing else. */
const ERASER_ROLE = 'lodestone_eraser';

/** A sealed member whose opening is gone. */
export interface ErasedOpening {
  readonly eventId: string;
  readonly field: string;
}

/**
 * Deletes every opening that the ledger says is erased, also what an earlier call has left behind when it crashed. Gives
 * back what it has deleted.
 */
export function deleteErasedOpenings(database: Database, ledgerId: number): Promise<ErasedOpening[]> {
  return withTransaction(database, async (client) => {
    await client.query(`set local role ${ERASER_ROLE}`);
    const { rows } = await client.query<{ event_id: string; field: string }>(
      `delete from ledger.opening o using view.opening_erasure v
       where o.ledger_id = $1 and v.ledger_id = $1 and v.event_id = o.event_id::text and v.field = o.field
       returning o.event_id, o.field`,
      [ledgerId],
    );
    return rows.map(({ event_id, field }) => ({ eventId: event_id, field }));
  });
}
