import type { Database } from '../database.ts';
import { isEvent } from '../event-number-sql.ts';

/** When each lot was made or brought in, as the event said that recorded it first, RFC 3339 in UTC, by lot number. */
export async function readMakingTimes(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  const { rows } = await database.pool.query<{ lot_number: bigint; occurred_at: Date }>(
    `select l.lot_number, e.occurred_at
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select lot_number, event_number from view.lot where ledger_id = $1 and lot_number = n.lot_number offset 0) l
     cross join lateral (
       select occurred_at from ledger.event
       where ledger_id = $1 and ${isEvent('l.event_number')} offset 0) e`,
    [ledgerId, lotNumbers],
  );
  return new Map(rows.map(({ lot_number, occurred_at }) => [Number(lot_number), occurred_at.toISOString()]));
}
