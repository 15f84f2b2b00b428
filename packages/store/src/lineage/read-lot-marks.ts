/** What stands against relying on lots of a lineage: sealed members, corrections and holds. Disputes: `read-disputes.ts`. */
import type { Hold } from '@lodestone/custody/state/state-of-oversight.ts';
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { holdJoin } from '../hold-sql.ts';
import { isEvent } from '../event-number-sql.ts';

export interface SealedOfLot {
  readonly lot: string;
  /** Such as `permit`. */
  readonly field: string;
  /** Whose member it is. */
  readonly party: string;
  readonly isErased: boolean;
}

/** The sealed members of the events that made the lots. */
export async function readSealedOfLots(
  { pool }: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<SealedOfLot[]> {
  const { rows } = await pool.query<{ lot: string; field: string; party: string; is_erased: boolean }>(
    `select l.lot, s.field, s.party, exists (
         select from view.opening_erasure o
         where o.ledger_id = $1 and o.event_id = s.event_id and o.field = s.field and o.event_number < $3) as is_erased
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select lot, event_number from view.lot where ledger_id = $1 and lot_number = n.lot_number offset 0) l
     cross join lateral (
       select event_id, field, party, index from view.sealed_member
       where ledger_id = $1 and event_number = l.event_number offset 0) s
     order by n.lot_number, s.index`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map(({ is_erased: isErased, ...row }) => ({ ...row, isErased }));
}

export interface CorrectedLot {
  readonly lot: string;
  readonly type: string;
  readonly outcome: 'voided' | 'replaced' | 'contested';
  readonly reason: string;
  /** What stands in the way of one that is contested. */
  readonly obstacles: readonly string[];
}

/** The latest correction of each event that made one of the lots, moved it or changed what it holds. */
export async function readCorrectionsOfLots(
  { pool }: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<CorrectedLot[]> {
  const { rows } = await pool.query<CorrectedLot>(
    `select l.lot, e.type, c.outcome, c.reason, coalesce(c.obstacles, '{}') as obstacles
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select lot, event_number from view.lot where ledger_id = $1 and lot_number = n.lot_number offset 0) l
     cross join lateral (
       select l.event_number
       union select event_number from view.movement
         where ledger_id = $1 and lot_number = n.lot_number and event_number < $3
       union select event_number from view.change
         where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 offset 0) along
     cross join lateral (
       select event_number, outcome, reason, obstacles from view.correction
       where ledger_id = $1 and target_number = along.event_number and event_number < $3
       order by event_number desc limit 1 offset 0) c
     cross join lateral (
       select type from ledger.event
       where ledger_id = $1 and ${isEvent('along.event_number')} offset 0) e
     order by n.lot_number, c.event_number`,
    [ledgerId, lotNumbers, bound],
  );
  return rows;
}

/** The holds that stand on things of these names. */
export async function readHoldsOn(
  { pool }: Database,
  ledgerId: number,
  things: readonly string[],
  bound: EventBound,
): Promise<{ readonly thing: string; readonly hold: Hold }[]> {
  const { rows } = await pool.query<{ thing: string; hold: Hold }>(
    `select n.thing, on_hold.hold from unnest($2::text[]) as n (thing) ${holdJoin('n.thing', '$3')}
     where on_hold.hold is not null`,
    [ledgerId, things, bound],
  );
  return rows;
}
