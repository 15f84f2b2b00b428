/** Which lots were made from others, as SQL: `$1` is the ledger, `$3` the bound. */

/** What steps made of the lots of `wanted`; a step that was corrected made nothing, what replaced it did. */
export function madeOf(wanted: string): string {
  return `
    select i.event_number as step, s.first_lot_number + made.index as lot_number
    from (${wanted}) n
    cross join lateral (
      select event_number from view.input
      where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 offset 0) i
    left join lateral (
      select true as by from view.correction
      where ledger_id = $1 and superseded_number = i.event_number and event_number < $3 offset 0) superseded on true
    cross join lateral (
      select first_lot_number, lot_count from view.step
      where ledger_id = $1 and event_number = i.event_number offset 0) s
    cross join lateral generate_series(0, s.lot_count - 1) as made (index)
    where superseded.by is null`;
}

/** The lots `$2` and all that was made from them, but at most `$4`. `union` leaves out what came before. */
export const LOTS_BELOW_QUERY = `
  with recursive below as (
    select lot_number from unnest($2::bigint[]) as n (lot_number)
    union
    select lot_number from (${madeOf('select lot_number from below')}) found)
  select lot_number from below limit $4`;
