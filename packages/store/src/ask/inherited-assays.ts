/** Assays that a lot has of those that it was parted from: splitting and merging leave them what they are. */
import { REARRANGING_STEPS } from '@lodestone/custody/material.ts';
import type { Database } from '../database.ts';
import { standsBelow } from '../lot-state-sql.ts';

/** The steps of a lot's making, as it is known; the same for each lot on the way. */
function takenBy(lot: string): string {
  return `
    select i.lot_number, i.event_number
    from (
      select coalesce((
        select r.event_number from view.lot_revision r
        where r.ledger_id = $1 and r.lot_number = l.lot_number and r.event_number < $3
        order by r.event_number desc limit 1), l.event_number) as number
      from view.lot l where l.ledger_id = $1 and ${lot}) made
    join view.step s on s.ledger_id = $1 and s.event_number = made.number and s.step = any($4)
    join view.input i on i.ledger_id = $1 and i.event_number = s.event_number`;
}

const COUNTS = `a.ledger_id = $1 and a.lot_number = source.lot_number and a.event_number < source.before
  and ${standsBelow('a.event_number', '$3')}`;

/** Back from the lot to those that have an assay of their own, by which they were known when they were parted. */
const INHERITED_QUERY = `
  with recursive source (lot_number, before) as (
    (${takenBy('l.lot = $2')})
    union
    select taken.lot_number, taken.event_number from source
    cross join lateral (${takenBy('l.lot_number = source.lot_number')}) taken
    where not exists (select from view.assay a where ${COUNTS})
  )
  select distinct latest.lot_number, latest.event_number from source
  cross join lateral (
    select a.lot_number, a.event_number from view.assay a where ${COUNTS}
    order by a.event_number desc limit 1) latest`;

/** Finds them as lot numbers and event numbers, each pair at the same place of both. */
export async function findInheritedAssays(
  database: Database,
  ledgerId: number,
  lot: string,
  bound: number,
): Promise<{ readonly lotNumbers: bigint[]; readonly eventNumbers: bigint[] }> {
  const { rows } = await database.pool.query<{ lot_number: bigint; event_number: bigint }>(INHERITED_QUERY, [
    ledgerId,
    lot,
    bound,
    REARRANGING_STEPS,
  ]);
  return {
    lotNumbers: rows.map(({ lot_number }) => lot_number),
    eventNumbers: rows.map(({ event_number }) => event_number),
  };
}
