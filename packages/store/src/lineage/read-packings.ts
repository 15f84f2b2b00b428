import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { standsBelow } from '../lot-state-sql.ts';

/** Which shipments packed these lots and were not unpacked, as of the bound. */
export async function readPackings(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<{ shipment: string; lotNumber: number }[]> {
  const { rows } = await database.pool.query<{ shipment: string; lot_number: bigint }>(
    `select distinct packed.shipment, packed.lot_number
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (
       select within as shipment, lot_number from view.movement
       where ledger_id = $1 and lot_number = n.lot_number and event_number < $3 and status = 'packed' offset 0) packed
     where exists (
       select from view.shipment_line line
       where line.ledger_id = $1 and line.shipment = packed.shipment and line.lot_number = packed.lot_number
         and line.event_number < $3 and ${standsBelow('line.event_number', '$3')})
     and not exists (
       select from view.shipment_end e
       where e.ledger_id = $1 and e.shipment = packed.shipment and e.ending = 'unpacked' and e.event_number < $3
         and ${standsBelow('e.event_number', '$3')})
     order by packed.shipment, packed.lot_number`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map(({ shipment, lot_number }) => ({ shipment, lotNumber: Number(lot_number) }));
}
