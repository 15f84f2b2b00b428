/** What is asked of the database for the state of things: one statement, a row a thing, of whatever section. */
import { holdJoin } from '../hold-sql.ts';
import {
  ASSAY_JOIN,
  CUSTODIAN,
  LATEST_EVENT_NUMBER,
  LATEST_REVISION_JOIN,
  LOT_STATE_JOINS,
  OWNERSHIP_JOIN,
  REMAINING_ELEMENTS,
  REMAINING_NET,
  REMAINING_PIECES,
  REMAINING_VOLUME,
  UNIT_JOIN,
  latestCount,
  stands,
} from '../lot-state-sql.ts';
import { WHOLE_LEDGER } from '../event-bound.ts';
import { yieldRangesOf } from './read-yield-ranges.ts';
import { shipmentRevisionJoin } from '../revision-sql.ts';
import { isEvent } from '../event-number-sql.ts';

// Every name is looked up by its own index probe (cross join lateral … offset 0): on fresh tables without statistics
// the planner otherwise believes that ledger_id alone is selective, and scans.

/** A column of a lot as the latest correction says. */
function latest(column: 'form' | 'product' | 'country' | 'uncertainty_parts_per_million'): string {
  return `case when revised.event_number is null then l.${column} else revised.${column} end`;
}

/**
 * Receipts that wait for their dispatch and keep one of the names, and all others that wait for the same transfer: so
 * what waits under a transfer is known whole or not at all.
 */
const AWAITED_ROWS = `
  select jsonb_build_object('eventNumber', r.event_number, 'transfer', r.transfer, 'consignor', r.consignor,
      'consignee', r.consignee, 'seals', r.seals, 'facility', r.facility,
      'occurredAt', to_char(e.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'lines', lines.lines) as state
  from (
    select kept.transfer from unnest($4::text[]) as n (name)
    cross join lateral (
      select transfer, event_number from view.awaited_receipt where ledger_id = $1 and transfer = n.name
      union all
      select transfer, event_number from view.awaited_line where ledger_id = $1 and lot = n.name
      union all
      select transfer, event_number from view.awaited_line where ledger_id = $1 and rejected_lot = n.name
      offset 0) kept
    where ${stillWaits('kept')}
    group by kept.transfer) named
  cross join lateral (
    select * from view.awaited_receipt where ledger_id = $1 and transfer = named.transfer offset 0) r
  cross join lateral (
    select occurred_at from ledger.event
    where ledger_id = $1 and ${isEvent('r.event_number')} offset 0) e
  cross join lateral (
    select jsonb_agg(jsonb_build_object('lot', line.lot, 'outcome', line.outcome, 'net', line.net_milligrams,
        'volume', line.volume_millilitres, 'pieces', line.pieces, 'elements', to_jsonb(line.element_milligrams),
        'uncertaintyPartsPerMillion', line.uncertainty_parts_per_million,
        'rejectedLot', line.rejected_lot, 'discrepancy', line.discrepancy) order by line.index) as lines
    from view.awaited_line line where line.ledger_id = $1 and line.event_number = r.event_number offset 0) lines
  where ${stillWaits('r')}`;

/** Whether nothing has ended what waits by a row of this name: a question for each, so that no plan reads all ends. */
function stillWaits(row: string): string {
  return `(
    select true from view.awaited_end ended
    where ended.ledger_id = $1 and ended.transfer = ${row}.transfer and ended.event_number > ${row}.event_number
    limit 1) is null`;
}

/** Above every event number. */
const EVERY_EVENT = '9223372036854775807';

/** Of a circuit's stock: asked of its latest movement, which none has but what a correction has voided. */
const NOT_VOIDED = `and coalesce((
        select status from view.movement where ledger_id = $1 and lot_number = stock.lot_number
        order by event_number desc limit 1), 'held') <> 'voided'`;
/** Above the number of every event. */
const EVERYTHING = String(WHOLE_LEDGER);

export const STATE_QUERY = `
  with wanted as (
    select l.lot_number
    from unnest($4::text[]) as n (name)
    cross join lateral (select lot_number from view.lot where ledger_id = $1 and lot = n.name offset 0) l
    union
    select line.lot_number
    from unnest($4::text[]) as n (name)
    cross join lateral (
      select lot_number from view.shipment_line where ledger_id = $1 and shipment = n.name offset 0) line
    union
    select stock.lot_number
    from unnest($5::text[], $6::text[]) as c (party, circuit)
    cross join lateral (
      select lot_number from view.lot stock where ledger_id = $1 and party = c.party and circuit = c.circuit ${NOT_VOIDED}
      order by lot_number desc limit 1) stock
  )
  select 'policy' as section, jsonb_build_object(
      'enforcement', enforcement, 'balancePartsPerMillion', balance_parts_per_million,
      'transferPartsPerMillion', transfer_parts_per_million,
      'bulkTransferPartsPerMillion', bulk_transfer_parts_per_million,
      'elementTransferPartsPerMillion', element_transfer_parts_per_million) as state
    from view.policy where ledger_id = $1
  union all
  select 'awaited', awaited.state from (${AWAITED_ROWS}) awaited
  union all
  select 'next-lot-number', to_jsonb(coalesce(
      (select lot_number + 1 from view.lot where ledger_id = $1 order by lot_number desc limit 1), 0))
  union all
  select 'party', jsonb_build_object('party', p.party, 'roles', p.roles, 'country', p.country,
      'transferPartsPerMillion', p.transfer_parts_per_million,
      'bulkTransferPartsPerMillion', p.bulk_transfer_parts_per_million,
      'elementTransferPartsPerMillion', p.element_transfer_parts_per_million,
      'hasHadKey', exists (select from view.key k where k.ledger_id = $1 and k.party = p.party))
    from unnest($2::text[]) as n (name)
    cross join lateral (
      select * from view.party where ledger_id = $1 and party = n.name order by event_number desc limit 1) p
  union all
  select 'facility', jsonb_build_object('facility', f.facility, 'party', f.party, 'country', f.country,
      'activities', f.activities, 'yieldRanges', (
        ${yieldRangesOf('')}))
    from unnest($3::text[]) as n (name)
    cross join lateral (
      select * from view.facility where ledger_id = $1 and facility = n.name order by event_number desc limit 1) f
  union all
  select 'transfer', jsonb_build_object('transfer', t.transfer, 'consignor', t.consignor,
      'consignee', coalesce(t.restated_consignee, t.consignee), 'seals', t.standing_seals, 'hold', t.hold)
    from unnest($4::text[]) as n (name)
    cross join lateral (
      select t.*, on_hold.hold, restated.consignee as restated_consignee,
        case when restated.consignee is null then t.seals else restated.seals end as standing_seals
      from view.transfer t
      left join lateral (
        select consignee, seals from view.transfer_revision where ledger_id = $1 and transfer = n.name
        order by event_number desc limit 1) restated on true
      ${holdJoin('t.transfer')}
      where t.ledger_id = $1 and t.transfer = n.name offset 0) t
  union all
  select 'shipment', jsonb_build_object('shipment', s.shipment, 'party', s.party,
      'consignee', s.consignee, 'destination', s.destination, 'ended', s.ending, 'hold', s.hold, 'lots', (
      select coalesce(jsonb_agg(l.lot), '[]')
      from (
        select lot_number from view.shipment_line line
        where ledger_id = $1 and shipment = s.shipment and ${stands('line.event_number')} offset 0) line
      cross join lateral (select lot from view.lot where ledger_id = $1 and lot_number = line.lot_number offset 0) l))
    from unnest($4::text[]) as n (name)
    cross join lateral (
      select s.shipment, s.party, on_hold.hold,
        coalesce(restated.consignee, s.consignee) as consignee,
        coalesce(restated.destination, s.destination) as destination,
        case when standing.is_voided then 'voided' else (
          select e.ending from view.shipment_end e
          where e.ledger_id = $1 and e.shipment = s.shipment and ${stands('e.event_number')}) end as ending
      from view.shipment s
      ${shipmentRevisionJoin(EVERYTHING)}
      ${holdJoin('s.shipment')}
      where s.ledger_id = $1 and s.shipment = n.name offset 0) s
  union all
  select 'circuit', jsonb_build_object('party', c.party, 'circuit', c.circuit, 'lot', stock.lot)
    from unnest($5::text[], $6::text[]) as c (party, circuit)
    cross join lateral (
      select lot from view.lot stock where ledger_id = $1 and party = c.party and circuit = c.circuit ${NOT_VOIDED}
      order by lot_number desc limit 1) stock
  union all
  select 'lot', jsonb_build_object(
      'lot', l.lot, 'lotNumber', l.lot_number,
      'form', ${latest('form')}, 'product', ${latest('product')}, 'country', ${latest('country')},
      'custodian', ${CUSTODIAN},
      'status', coalesce(move.status, 'held'), 'within', move.within,
      'net', ${REMAINING_NET},
      'volume', ${REMAINING_VOLUME},
      'pieces', ${REMAINING_PIECES},
      'elements', jsonb_build_array(${REMAINING_ELEMENTS}),
      'unit', boxed.unit, 'owner', owned.owner, 'ownedNumber', owned.owned_number,
      'countedNumber', ${latestCount(EVERY_EVENT)}, 'hold', on_hold.hold,
      'assay', assay.state,
      'uncertainty', coalesce(assay.uncertainty, ${latest('uncertainty_parts_per_million')}),
      'touchedBy', coalesce(behalf.principal, k.party), 'touchedNumber', latest.number,
      'touchedAt', to_char(latest.occurred_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'step', case when l.kind in ('transformed', 'circuit-stock') then l.event_number end)
    from wanted w
    cross join lateral (select * from view.lot where ledger_id = $1 and lot_number = w.lot_number offset 0) l
    ${LOT_STATE_JOINS}
    ${UNIT_JOIN}
    ${OWNERSHIP_JOIN}
    ${LATEST_REVISION_JOIN}
    ${holdJoin('l.lot')}
    ${ASSAY_JOIN}
    cross join lateral (
      select number, e.position, e.occurred_at from ledger.event e, ${LATEST_EVENT_NUMBER} as number
      where e.ledger_id = $1 and ${isEvent('number', 'e')} offset 0) latest
    cross join lateral (
      select author from ledger.entry where ledger_id = $1 and position = latest.position offset 0) signed
    cross join lateral (select party from view.key where ledger_id = $1 and key = signed.author offset 0) k
    left join lateral (
      select principal from view.on_behalf where ledger_id = $1 and event_number = latest.number offset 0) behalf on true`;
