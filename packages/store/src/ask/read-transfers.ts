/** Transfers as they stand: what was declared, what was measured, and where it is. */
import { exactOf } from '../amounts-json.ts';
import type { Database } from '../database.ts';
import { asRevised, revisionJoin, standsBelow } from '../lot-state-sql.ts';
import type { EventBound } from '../event-bound.ts';
import { transferRevisionJoin } from '../revision-sql.ts';
import { isEvent } from '../event-number-sql.ts';

type TransferStatus =
  | 'in-transit'
  | 'partly-received'
  | 'returning'
  | 'received'
  | 'cancelled'
  | 'voided'
  | 'awaiting-dispatch';

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
    | 'voided'
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
  readonly bound: EventBound;
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
  said_at: string | null;
  expected_at: string | null;
  carrier: string | null;
  status: TransferStatus;
  lines: LineJson[];
}

/** What was dispatched, and what goes back of it under an id of its own; the latest word on each that counts below `$6`. */
const LINES = `
  select l.lot, sent.lot_number, sent.net_milligrams, sent.volume_millilitres, r.net_milligrams as measured_net,
    r.volume_millilitres as measured_volume, r.outcome, r.discrepancy,
    case when standing.is_voided then 'voided' when coalesce(r.outcome, 'rejected') <> 'rejected' then r.outcome
      when move.status = 'lost' then 'lost'
      when ended.transfer is not null then 'cancelled'
      when r.outcome = 'rejected' or sent.is_back then 'returning' else 'in-transit' end as status,
    case when d.transfer is null then null when settled.found then 'settled' else 'open' end as dispute
  from (
    select line.lot_number, line.net_milligrams, line.volume_millilitres, false as is_back
    from view.transfer_line line
    where line.ledger_id = $1 and line.transfer = t.transfer and line.event_number = standing.number
    union all
    select back.lot_number, back.net_milligrams, back.volume_millilitres, true
    from view.receipt_line part
    cross join lateral (
      select l.lot_number, ${asRevised(['net_milligrams', 'volume_millilitres'])} from view.lot l
      ${revisionJoin('$6')}
      where l.ledger_id = $1 and l.lot = part.rejected_lot) back
    where part.ledger_id = $1 and part.transfer = t.transfer and part.event_number < $6
      and ${standsBelow('part.event_number', '$6')}) sent
  join view.lot l on l.ledger_id = $1 and l.lot_number = sent.lot_number
  left join lateral (
    select * from view.receipt_line r
    where r.ledger_id = $1 and r.transfer = t.transfer and r.lot_number = sent.lot_number and r.event_number < $6
      and ${standsBelow('r.event_number', '$6')}
    order by r.event_number desc limit 1) r on true
  left join lateral (
    select m.status from view.movement m
    where m.ledger_id = $1 and m.lot_number = sent.lot_number and m.event_number < $6
    order by m.event_number desc limit 1) move on true
  left join view.dispute d on d.ledger_id = $1 and d.transfer = t.transfer and d.lot_number = sent.lot_number
    and d.event_number < $6 and ${standsBelow('d.event_number', '$6')}
  left join lateral (
    select true as found from view.settlement s
    where s.ledger_id = $1 and s.transfer = t.transfer and s.lot_number = sent.lot_number and s.is_effective
      and s.event_number between d.event_number and $6 - 1 and ${standsBelow('s.event_number', '$6')}
    limit 1) settled on true`;

/** Whether a transfer `t` was cancelled. */
const ENDED = `
  left join view.transfer_end ended on ended.ledger_id = $1 and ended.transfer = t.transfer and ended.event_number < $6
    and ${standsBelow('ended.event_number', '$6')}`;

/**
 * Transfers from or to a party (or all) as they are known below the bound, in the order of dispatch. They are put in order before
 * more is asked of each, so that this ends where there are enough.
 */
export async function listTransfers(
  database: Database,
  ledgerId: number,
  { party, incoming = false, open = false, status, limit, bound }: TransferFilter,
): Promise<TransferRow[]> {
  const { rows } = await database.pool.query<ListedTransfer>(
    `select * from (
       select t.transfer, t.consignor, coalesce(restated.consignee, t.consignee) as consignee, t.event_number,
         v.occurred_at, said.occurred_at as said_at, said.expected_at, said.carrier, lines.lines, lines.incoming > 0 as is_incoming, lines.incoming + lines.returning + lines.disputed > 0 as is_open,
         case when standing.is_voided then 'voided' when ended.transfer is not null then 'cancelled' when lines.incoming = lines.total then 'in-transit'
           when lines.incoming > 0 then 'partly-received' when lines.returning > 0 then 'returning'
           else 'received' end as status
       from (
         select * from view.transfer where ledger_id = $1 and event_number < $6 order by event_number offset 0) t
       ${transferRevisionJoin('$6')}
       join ledger.event v
         on v.ledger_id = $1 and ${isEvent('standing.number', 'v')}
       ${ENDED}
       cross join lateral (
         select json ->> 'occurredAt' as occurred_at, json ->> 'expectedAt' as expected_at, json ->> 'carrier' as carrier
         from (select convert_from(v.body, 'UTF8') as text) body
         cross join lateral (select case when text not like '%\\u0000%' then text::json end as whole) parsed
         cross join lateral (
           select case when v.type = 'event-corrected' then whole -> 'replacement' else whole end as json) dispatch) said
       cross join lateral (
         select jsonb_agg(jsonb_build_object('lot', line.lot, 'declaredNet', line.net_milligrams,
             'measuredNet', line.measured_net, 'declaredVolume', line.volume_millilitres,
             'measuredVolume', line.measured_volume, 'outcome', line.outcome, 'status', line.status,
             'discrepancy', line.discrepancy, 'dispute', line.dispute) order by line.lot_number) as lines,
           count(*) as total, count(*) filter (where line.status = 'in-transit') as incoming,
           count(*) filter (where line.status = 'returning') as returning,
           count(*) filter (where line.dispute = 'open') as disputed
         from (${LINES}) line) lines
       where $2::text is null or $2 in (t.consignor, coalesce(restated.consignee, t.consignee))
     ) listed
     where (is_incoming or not $3) and (is_open or not $4) and ($5::text is null or status = $5)
     order by event_number limit $7`,
    [ledgerId, party ?? null, incoming, open, status ?? null, bound, limit],
  );
  return rows.map(({ lines, occurred_at, said_at, expected_at, ...row }) => ({
    transfer: row.transfer,
    consignor: row.consignor,
    consignee: row.consignee,
    dispatchedAt: said_at ?? occurred_at.toISOString(),
    expectedAt: expected_at,
    carrier: row.carrier,
    status: row.status,
    lines: lines.map(lineOf),
  }));
}

function lineOf(json: LineJson): TransferLine {
  const { lot, outcome, status, discrepancy, dispute } = json;
  return {
    lot,
    declaredNetMilligrams: exactOf(json.declaredNet),
    measuredNetMilligrams: exactOf(json.measuredNet),
    declaredVolumeMillilitres: exactOf(json.declaredVolume),
    measuredVolumeMillilitres: exactOf(json.measuredVolume),
    outcome,
    status,
    discrepancy,
    dispute,
  };
}
