/** Who sent a lot that is under way or packed, to whom, and since when, as SQL over its latest movement `move`. */
import { shipmentRevisionJoin, transferRevisionJoin } from './revision-sql.ts';
import { isEvent } from './event-number-sql.ts';

/** From whom to whom a lot is on its way, or was when it left. */
export interface Journey {
  readonly dispatcher: string;
  readonly consignee: string;
  /** When it was dispatched, packed, exported, or sent back (RFC 3339, UTC). */
  readonly since: string;
}

export interface JourneyRow {
  dispatcher: string | null;
  consignee: string | null;
  since: Date | null;
}

/**
 * Joins `journey`, with nothing of a lot that is neither. What is rejected goes back to whoever sent it. A correction is
 * no later journey: it says since when it was so.
 */
export function journeyJoin(bound: string): string {
  return `
  left join lateral (
    select case when move.status = 'returning' then sent.consignee else sent.party end as dispatcher,
      case when move.status = 'returning' then sent.party else sent.consignee end as consignee,
      coalesce(case when v.type = 'event-corrected' then v.said end, v.occurred_at) as since
    from (
      select t.consignor as party, coalesce(restated.consignee, t.consignee) as consignee
      from view.transfer t ${transferRevisionJoin(bound)}
      where t.ledger_id = $1 and t.transfer = move.within and move.status in ('in-transit', 'returning')
      union all
      select s.party, coalesce(restated.consignee, s.consignee)
      from view.shipment s ${shipmentRevisionJoin(bound)}
      where s.ledger_id = $1 and s.shipment = move.within and move.status in ('packed', 'exported') offset 0) sent
    cross join lateral (
      select e.type, e.occurred_at, case when e.type = 'event-corrected' and text not like '%\\u0000%'
          then (text::json #>> '{replacement,occurredAt}')::timestamptz end as said
      from ledger.event e
      cross join lateral (select convert_from(e.body, 'UTF8') as text) body
      where e.ledger_id = $1 and ${isEvent('move.event_number', 'e')}
      offset 0) v) journey on true`;
}

export const JOURNEY_COLUMNS = 'journey.dispatcher, journey.consignee, journey.since';

export function journeyOfRow({ dispatcher, consignee, since }: JourneyRow): Journey | null {
  if (dispatcher === null || consignee === null || since === null) return null;
  return { dispatcher, consignee, since: since.toISOString() };
}
