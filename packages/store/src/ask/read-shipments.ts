/** Shipments as they stand. */
import type { Hold } from '@lodestone/custody/state/state-of-oversight.ts';
import type { Database } from '../database.ts';
import { holdJoin } from '../hold-sql.ts';
import { standsBelow } from '../lot-state-sql.ts';
import type { EventBound } from '../event-bound.ts';
import { shipmentRevisionJoin } from '../revision-sql.ts';
import type { ShipmentTable } from '../tables.ts';
import { isEvent } from '../event-number-sql.ts';

export interface ShipmentRow {
  readonly shipment: string;
  readonly party: string;
  readonly consignee: string;
  readonly destination: string;
  readonly packedAt: string;
  readonly status: 'packed' | 'unpacked' | 'exited' | 'voided';
  readonly hold: Hold | null;
  readonly lots: readonly string[];
  /** Those of the lots that are on hold themselves: they hold the shipment. */
  readonly lotsOnHold: readonly string[];
  /** Of the lots that have a net mass. */
  readonly netMilligrams: bigint;
}

export interface ShipmentFilter {
  readonly party?: string | undefined;
  /** Only those of these ids. */
  readonly shipments?: readonly string[] | undefined;
  readonly limit: number;
  readonly bound: EventBound;
}

interface ListedShipment extends ShipmentTable {
  occurred_at: Date;
  status: ShipmentRow['status'];
  hold: Hold | null;
  lots: string[];
  lots_on_hold: string[];
  net_milligrams: [bigint];
}

/** Shipments packed by or bound for a party (or all) as they are known below the bound, in the order of packing. */
export async function listShipments(
  database: Database,
  ledgerId: number,
  { party, shipments, limit, bound }: ShipmentFilter,
): Promise<ShipmentRow[]> {
  const { rows } = await database.pool.query<ListedShipment>(
    `select s.shipment, s.party, coalesce(restated.consignee, s.consignee) as consignee,
       coalesce(restated.destination, s.destination) as destination, v.occurred_at,
       case when standing.is_voided then 'voided' else coalesce(e.ending, 'packed') end as status, lines.lots, lines.lots_on_hold, lines.net_milligrams, on_hold.hold
     from view.shipment s
     join ledger.event v on v.ledger_id = $1 and ${isEvent('s.event_number', 'v')}
     ${shipmentRevisionJoin('$4')}
     left join view.shipment_end e on e.ledger_id = $1 and e.shipment = s.shipment and e.event_number < $4
       and ${standsBelow('e.event_number', '$4')}
     ${holdJoin('s.shipment', '$4')}
     cross join lateral (
       select array_agg(l.lot order by line.lot_number) as lots,
         coalesce(array_agg(l.lot order by line.lot_number) filter (where on_hold.hold is not null), '{}') as lots_on_hold,
         array[coalesce(sum(line.net_milligrams), 0)]::numeric[] as net_milligrams
       from view.shipment_line line
       join view.lot l on l.ledger_id = $1 and l.lot_number = line.lot_number
       ${holdJoin('l.lot', '$4')}
       where line.ledger_id = $1 and line.shipment = s.shipment and line.event_number = standing.number) lines
     where s.ledger_id = $1 and s.event_number < $4
       and ($2::text is null or $2 in (s.party, coalesce(restated.consignee, s.consignee)))
       and ($5::text[] is null or s.shipment = any($5))
     order by s.event_number limit $3`,
    [ledgerId, party ?? null, limit, bound, shipments ?? null],
  );
  return rows.map((row) => ({
    shipment: row.shipment,
    party: row.party,
    consignee: row.consignee,
    destination: row.destination,
    packedAt: row.occurred_at.toISOString(),
    status: row.status,
    hold: row.hold,
    lots: row.lots,
    lotsOnHold: row.lots_on_hold,
    netMilligrams: row.net_milligrams[0],
  }));
}
