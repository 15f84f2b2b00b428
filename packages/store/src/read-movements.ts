/** Transfers and shipments as they stand. */
import type { Hold } from '@lodestone/custody/custody-state.ts';
import type { Database } from './database.ts';
import { holdJoin } from './hold-sql.ts';
import type { ShipmentTable } from './tables.ts';

export interface TransferLine {
  readonly lot: string;
  readonly declaredNetMilligrams: bigint | null;
  readonly measuredNetMilligrams: bigint | null;
  /** Null while in transit. */
  readonly outcome: string | null;
}

export interface TransferRow {
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly dispatchedAt: string;
  readonly status: 'in-transit' | 'partly-received' | 'received';
  readonly lines: readonly TransferLine[];
}

export interface TransferFilter {
  readonly party?: string | undefined;
  /** Only those still on their way. */
  readonly open: boolean;
  readonly limit: number;
}

/** Numbers inside JSON: stated masses, so safe integers. */
interface LineJson {
  readonly lot: string;
  readonly declared: number | null;
  readonly measured: number | null;
  readonly outcome: string | null;
}

/** Transfers from or to a party (or all), in the order of dispatch. */
export async function listTransfers(
  database: Database,
  ledgerId: number,
  { party, open, limit }: TransferFilter,
): Promise<TransferRow[]> {
  const { rows } = await database.pool.query<{
    transfer: string;
    consignor: string;
    consignee: string;
    occurred_at: Date;
    lines: LineJson[];
  }>(
    `select t.transfer, t.consignor, t.consignee, v.occurred_at, lines.lines
     from view.transfer t
     join ledger.event v on v.ledger_id = $1 and v.position = t.event_number / 1000 and v.ordinal = t.event_number % 1000
     cross join lateral (
       select jsonb_agg(jsonb_build_object('lot', l.lot, 'declared', line.net_milligrams,
           'measured', r.net_milligrams, 'outcome', r.outcome) order by line.lot_number) as lines,
         bool_or(r.outcome is null) as open
       from view.transfer_line line
       join view.lot l on l.ledger_id = $1 and l.lot_number = line.lot_number
       left join view.receipt_line r
         on r.ledger_id = $1 and r.transfer = line.transfer and r.lot_number = line.lot_number
       where line.ledger_id = $1 and line.transfer = t.transfer) lines
     where t.ledger_id = $1 and ($2::text is null or $2 in (t.consignor, t.consignee)) and (lines.open or not $3)
     order by t.event_number limit $4`,
    [ledgerId, party ?? null, open, limit],
  );
  return rows.map(({ transfer, consignor, consignee, occurred_at, lines }) => {
    const received = lines.filter(({ outcome }) => outcome !== null).length;
    const status = received === 0 ? 'in-transit' : received < lines.length ? 'partly-received' : 'received';
    return {
      transfer,
      consignor,
      consignee,
      dispatchedAt: occurred_at.toISOString(),
      status,
      lines: lines.map(lineOf),
    };
  });
}

function lineOf({ lot, declared, measured, outcome }: LineJson): TransferLine {
  return { lot, declaredNetMilligrams: toExact(declared), measuredNetMilligrams: toExact(measured), outcome };
}

function toExact(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}

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
