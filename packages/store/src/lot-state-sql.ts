/** How the present state of a lot follows from the facts, as SQL over a lot `l` of ledger `$1`. */
import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';

const TAKEN_ELEMENTS = ELEMENT_SYMBOLS.map(
  (_, index) => `sum(i.element_milligrams[${index + 1}]) as element_${index + 1}`,
).join(', ');

/** `taken` is the sum of what steps took; `move` the latest transfer, received or not; `pack` the latest shipment. */
export const LOT_STATE_JOINS = `
  cross join lateral (
    select max(i.event_number) as event_number, sum(i.net_milligrams) as net, sum(i.volume_millilitres) as volume,
      sum(i.pieces) as pieces, ${TAKEN_ELEMENTS}
    from view.input i where i.ledger_id = $1 and i.lot_number = l.lot_number) taken
  left join lateral (
    select t.transfer, t.consignor, t.consignee, r.event_number is not null as received,
      greatest(line.event_number, r.event_number) as latest_event_number
    from view.transfer_line line
    join view.transfer t on t.ledger_id = $1 and t.transfer = line.transfer
    left join view.receipt_line r
      on r.ledger_id = $1 and r.transfer = line.transfer and r.lot_number = line.lot_number
    where line.ledger_id = $1 and line.lot_number = l.lot_number
    order by line.event_number desc limit 1) move on true
  left join lateral (
    select line.shipment, e.ending, greatest(line.event_number, e.event_number) as latest_event_number
    from view.shipment_line line
    left join view.shipment_end e on e.ledger_id = $1 and e.shipment = line.shipment
    where line.ledger_id = $1 and line.lot_number = l.lot_number
    order by line.event_number desc limit 1) pack on true`;

/** Custody passes with the receipt; until then the consignor answers for it. */
export const CUSTODIAN = `case when move.received then move.consignee when not move.received then move.consignor
  else l.party end`;

/** What remains is made less taken; what is not stated stays null. */
export const REMAINING_NET = 'l.net_milligrams - coalesce(taken.net, 0)';
export const REMAINING_VOLUME = 'l.volume_millilitres - coalesce(taken.volume, 0)';
export const REMAINING_PIECES = 'l.pieces - coalesce(taken.pieces, 0)';
export const REMAINING_ELEMENTS = ELEMENT_SYMBOLS.map(
  (_, index) => `l.element_milligrams[${index + 1}] - coalesce(taken.element_${index + 1}, 0)`,
).join(', ');

/** Spent when the net is 0; without a net, when the volume is; without either, every element. */
const SPENT = `coalesce(${REMAINING_NET}, ${REMAINING_VOLUME},
  (select coalesce(sum(mass), 0) from unnest(array[${REMAINING_ELEMENTS}]) as mass)) = 0`;

/** One word for where the lot is. */
export const STATUS = `case when not move.received then 'in-transit'
  when pack.shipment is not null and pack.ending is null then 'packed'
  when pack.ending = 'exited' then 'exported'
  when ${SPENT} then 'spent' else 'held' end`;
