/** One entry: its bytes, and where they say when it was recorded. */
import type { Database } from '../database.ts';

/** The bytes of one entry, or null when it is missing. */
export async function readEntryBody(database: Database, ledgerId: number, position: number): Promise<Buffer | null> {
  const row = await database.query
    .selectFrom('ledger.entry')
    .select('body')
    .where('ledger_id', '=', ledgerId)
    .where('position', '=', BigInt(position))
    .executeTakeFirst();
  return row?.body ?? null;
}

/**
 * Where an entry says when it was recorded, counted from its end: what follows there has a fixed length. An entry may
 * hold a thousand digests, which nobody needs to read for this.
 */
const RECORDED_AT_FROM_END =
  `2026-03-01T08:00:00.000Z","signature":"${'-'.repeat(86)}","submission":"${'-'.repeat(36)}","v":1}`.length;

/** When an entry `e` says that it was recorded, RFC 3339, as SQL. */
export const RECORDED_AT_OF_ENTRY = `encode(substring(e.body from length(e.body) - ${RECORDED_AT_FROM_END} + 1 for 24), 'escape')`;
