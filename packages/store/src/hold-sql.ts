import { isEvent } from './event-number-sql.ts';
/** Whether a thing of ledger `$1` is on hold, as SQL. */

/**
 * Joins the hold that stands on the thing whose id is the expression `thing`, if one does, under a name: its column `hold` is
 * the JSON of a `Hold`. With a `bound`, as events numbered below it say.
 */
export function holdJoin(thing: string, bound?: string, name = 'on_hold'): string {
  return `left join lateral (
    select jsonb_build_object('placedBy', h.party, 'placedAt',
      to_char(v.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'reason', h.reason) as hold
    from (
      select event_number, is_placed, party, reason from view.hold
      where ledger_id = $1 and thing = ${thing}${bound === undefined ? '' : ` and event_number < ${bound}`} order by event_number desc limit 1) h
    join ledger.event v on v.ledger_id = $1 and ${isEvent('h.event_number', 'v')}
    where h.is_placed offset 0) ${name} on true`;
}
