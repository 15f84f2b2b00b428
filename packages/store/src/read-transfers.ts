/** Transfers as they stand: what was declared, what was measured, and where it is. */
import type { Database } from './database.ts';

type TransferStatus = 'in-transit' | 'partly-received' | 'returning' | 'received' | 'cancelled' | 'awaiting-dispatch';

export interface TransferLine {
  readonly lot: string;
  readonly declaredNetMilligrams: bigint | null;
  readonly measuredNetMilligrams: bigint | null;
  readonly declaredVolumeMillilitres: bigint | null;
  readonly measuredVolumeMillilitres: bigint | null;
  /** Null while in transit. */
  readonly outcome: string | null;
  readonly status:
    | 'in-transit'
    | 'returning'
    | 'accepted'
    | 'partly-accepted'
    | 'returned'
    | 'lost'
    | 'cancelled'
    | 'awaiting-dispatch';
  readonly discrepancy: string | null;
  readonly dispute: 'open' | 'settled' | null;
}

export interface TransferRow {
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  /** Null while the dispatch is awaited. */
  readonly dispatchedAt: string | null;
  /** As the dispatch states it: information, no rule reads it. */
  readonly expectedAt: string | null;
  readonly carrier: string | null;
  readonly status: TransferStatus;
  /** The lots that were dispatched, and those that go back of them. */
  readonly lines: readonly TransferLine[];
}

export interface TransferFilter {
  readonly party?: string | undefined;
  /** Only those with something on its way to the consignee. */
  readonly incoming?: boolean;
  /** Only those with something under way either way, awaited or in dispute. */
  readonly open?: boolean;
  readonly status?: TransferStatus | undefined;
  readonly limit: number;
}

/** Numbers inside JSON: stated amounts, so safe integers. */
interface LineJson extends Pick<TransferLine, 'lot' | 'outcome' | 'status' | 'discrepancy' | 'dispute'> {
  readonly declaredNet: number | null;
  readonly measuredNet: number | null;
  readonly declaredVolume: number | null;
  readonly measuredVolume: number | null;
}

interface ListedTransfer {
  transfer: string;
  consignor: string;
  consignee: string;
  occurred_at: Date;
  expected_at: string | null;
  carrier: string | null;
  status: TransferStatus;
  lines: LineJson[];
}

/** What was dispatched, and what goes back of it under an id of its own; the latest word on each. */
const LINES = `
  select l.lot, sent.lot_number, sent.net_milligrams, sent.volume_millilitres, r.net_milligrams as measured_net,
    r.volume_millilitres as measured_volume, r.outcome, r.discrepancy,
    case when coalesce(r.outcome, 'rejected') <> 'rejected' then r.outcome
      when move.status = 'lost' then 'lost'
      when ended.transfer is not null then 'cancelled'
      when r.outcome = 'rejected' or sent.is_back then 'returning' else 'in-transit' end as status,
    case when d.transfer is null then null when settled.found then 'settled' else 'open' end as dispute
  from (
    select line.lot_number, line.net_milligrams, line.volume_millilitres, false as is_back
    from view.transfer_line line where line.ledger_id = $1 and line.transfer = t.transfer
    union all
    select back.lot_number, back.net_milligrams, back.volume_millilitres, true
    from view.receipt_line part
    join view.lot back on back.ledger_id = $1 and back.lot = part.rejected_lot
    where part.ledger_id = $1 and part.transfer = t.transfer) sent
  join view.lot l on l.ledger_id = $1 and l.lot_number = sent.lot_number
  left join lateral (
    select * from view.receipt_line r
    where r.ledger_id = $1 and r.transfer = t.transfer and r.lot_number = sent.lot_number
    order by r.event_number desc limit 1) r on true
  left join lateral (
    select m.status from view.movement m where m.ledger_id = $1 and m.lot_number = sent.lot_number
    order by m.event_number desc limit 1) move on true
  left join view.transfer_end ended on ended.ledger_id = $1 and ended.transfer = t.transfer
  left join view.dispute d on d.ledger_id = $1 and d.transfer = t.transfer and d.lot_number = sent.lot_number
  left join lateral (
    select true as found from view.settlement s
    where s.ledger_id = $1 and s.transfer = t.transfer and s.lot_number = sent.lot_number and s.is_effective
    limit 1) settled on true`;

/** Transfers from or to a party (or all), in the order of dispatch. */
export async function listTransfers(
  database: Database,
  ledgerId: number,
  { party, incoming = false, open = false, status, limit }: TransferFilter,
): Promise<TransferRow[]> {
  const { rows } = await database.pool.query<ListedTransfer>(
    `select * from (
       select t.transfer, t.consignor, t.consignee, t.event_number, v.occurred_at, said.expected_at, said.carrier,
         lines.lines, lines.incoming > 0 as is_incoming, lines.incoming + lines.returning + lines.disputed > 0 as is_open,
         case when ended.transfer is not null then 'cancelled' when lines.incoming = lines.total then 'in-transit'
           when lines.incoming > 0 then 'partly-received' when lines.returning > 0 then 'returning'
           else 'received' end as status
       from view.transfer t
       join ledger.event v on v.ledger_id = $1 and v.position = t.event_number / 1000 and v.ordinal = t.event_number % 1000
       left join view.transfer_end ended on ended.ledger_id = $1 and ended.transfer = t.transfer
       cross join lateral (
         select json ->> 'expectedAt' as expected_at, json ->> 'carrier' as carrier
         from (select convert_from(v.body, 'UTF8') as text) body
         cross join lateral (select case when text not like '%\\u0000%' then text::json end as json) parsed) said
       cross join lateral (
         select jsonb_agg(jsonb_build_object('lot', line.lot, 'declaredNet', line.net_milligrams,
             'measuredNet', line.measured_net, 'declaredVolume', line.volume_millilitres,
             'measuredVolume', line.measured_volume, 'outcome', line.outcome, 'status', line.status,
             'discrepancy', line.discrepancy, 'dispute', line.dispute) order by line.lot_number) as lines,
           count(*) as total, count(*) filter (where line.status = 'in-transit') as incoming,
           count(*) filter (where line.status = 'returning') as returning,
           count(*) filter (where line.dispute = 'open') as disputed
         from (${LINES}) line) lines
       where t.ledger_id = $1 and ($2::text is null or $2 in (t.consignor, t.consignee))
     ) listed
     where (is_incoming or not $3) and (is_open or not $4) and ($5::text is null or status = $5)
     order by event_number limit $6`,
    [ledgerId, party ?? null, incoming, open, status ?? null, limit],
  );
  return rows.map(({ transfer, consignor, consignee, occurred_at, expected_at, carrier, status: stands, lines }) => ({
    transfer,
    consignor,
    consignee,
    dispatchedAt: occurred_at.toISOString(),
    expectedAt: expected_at,
    carrier,
    status: stands,
    lines: lines.map(lineOf),
  }));
}

function lineOf(json: LineJson): TransferLine {
  const { lot, outcome, status, discrepancy, dispute } = json;
  return {
    lot,
    declaredNetMilligrams: toExact(json.declaredNet),
    measuredNetMilligrams: toExact(json.measuredNet),
    declaredVolumeMillilitres: toExact(json.declaredVolume),
    measuredVolumeMillilitres: toExact(json.measuredVolume),
    outcome,
    status,
    discrepancy,
    dispute,
  };
}

function toExact(value: number | null): bigint | null {
  return value === null ? null : BigInt(value);
}
