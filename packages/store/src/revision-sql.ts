/** What is known of transfers and shipments of ledger `$1` since they were corrected, as SQL. */
import { standsBelow } from './lot-state-sql.ts';

/**
 * Joins `restated`: what the latest correction of the dispatch of a transfer `t` says, if one does, and `standing`: the
 * number of the event that counts, and whether that is voided. With a `bound`, as events numbered below it say.
 */
export function transferRevisionJoin(bound: string): string {
  return revisionJoin('t', 'transfer', ['consignee', 'seals'], bound);
}

/** The same of the packing of a shipment `s`. */
export function shipmentRevisionJoin(bound: string): string {
  return revisionJoin('s', 'shipment', ['consignee', 'destination'], bound);
}

function revisionJoin(row: string, thing: string, columns: readonly string[], bound: string): string {
  return `
  left join lateral (
    select event_number, ${columns.join(', ')} from view.${thing}_revision
    where ledger_id = $1 and ${thing} = ${row}.${thing} and event_number < ${bound}
    order by event_number desc limit 1) restated on true
  cross join lateral (
    select coalesce(restated.event_number, ${row}.event_number) as number,
      not ${standsBelow(`coalesce(restated.event_number, ${row}.event_number)`, bound)} as is_voided) standing`;
}
