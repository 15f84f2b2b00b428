/** Shipments as they stand. */
import type { Hold } from '@lodestone/custody/custody-state.ts';
import type { Database } from './database.ts';
import { holdJoin } from './hold-sql.ts';
import type { ShipmentTable } from './tables.ts';

export interface ShipmentRow {
  readonly shipment: string;
  readonly party: string;
  readonly consignee: string;
  readonly destination: string;
  readonly packedAt: string;
  readonly status: 'packed' | 'unpacked' | 'exited';
  readonly hold: Hold | null;
  readonly lots: readonly string[];
  /** Those of the lots that are on hold themselves: they hold the shipment. */
  readonly lotsOnHold: readonly string[];
  /** Of the lots that have a net mass. */
  readonly netMilligrams: bigint;
}

export interface ShipmentFilter {
  readonly party?: string | undefined;
  readonly limit: number;
}

interface ListedShipment extends ShipmentTable {
  occurred_at: Date;
  status: ShipmentRow['status'];
  hold: Hold | null;
  lots: string[];
  lots_on_hold: string[];
  net_milligrams: bigint;
}

/** Shipments packed by or bound for a party (or all), in the order of packing. */
export async function listShipments(
  database: Database,
  ledgerId: number,
  { party, limit }: ShipmentFilter,
): Promise<ShipmentRow[]> {
  const { rows } = await database.pool.query<ListedShipment>(
    `select s.shipment, s.party, s.consignee, s.destination, v.occurred_at, coalesce(e.ending, 'packed') as status,
       lines.lots, lines.lots_on_hold, lines.net_milligrams, on_hold.hold
     from view.shipment s
     join ledger.event v on v.ledger_id = $1 and v.position = s.event_number / 1000 and v.ordinal = s.event_number % 1000
     left join view.shipment_end e on e.ledger_id = $1 and e.shipment = s.shipment
     ${holdJoin('s.shipment')}
     cross join lateral (
       select array_agg(l.lot order by line.lot_number) as lots,
         coalesce(array_agg(l.lot order by line.lot_number) filter (where on_hold.hold is not null), '{}') as lots_on_hold,
         coalesce(sum(line.net_milligrams), 0)::bigint as net_milligrams
       from view.shipment_line line
       join view.lot l on l.ledger_id = $1 and l.lot_number = line.lot_number
       ${holdJoin('l.lot')}
       where line.ledger_id = $1 and line.shipment = s.shipment) lines
     where s.ledger_id = $1 and ($2::text is null or $2 in (s.party, s.consignee))
     order by s.event_number limit $3`,
    [ledgerId, party ?? null, limit],
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
    netMilligrams: row.net_milligrams,
  }));
}
