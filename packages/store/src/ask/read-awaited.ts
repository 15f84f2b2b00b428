/** Receipts that wait for their dispatch, as transfers of which only one side is known. */
import { exactOf } from '../amounts-json.ts';
import type { Database } from '../database.ts';
import { standsBelow } from '../lot-state-sql.ts';
import type { TransferFilter, TransferRow } from './read-transfers.ts';

interface LineJson {
  readonly lot: string;
  readonly outcome: string;
  readonly net: number | null;
  readonly volume: number | null;
  readonly discrepancy: string | null;
}

interface AwaitedRow {
  transfer: string;
  consignor: string;
  consignee: string;
  lines: LineJson[];
}

/** Those from or to a party (or all) that wait below the bound, in the order of their first receipt; none where the filter asks for other ones. */
export async function listAwaited(
  database: Database,
  ledgerId: number,
  { party, incoming = false, status, limit, bound }: TransferFilter,
): Promise<TransferRow[]> {
  if (incoming || limit <= 0 || (status !== undefined && status !== 'awaiting-dispatch')) return [];
  const { rows } = await database.pool.query<AwaitedRow>(
    `select r.transfer, r.consignor, r.consignee, jsonb_agg(jsonb_build_object('lot', line.lot, 'outcome', line.outcome,
         'net', line.net_milligrams, 'volume', line.volume_millilitres, 'discrepancy', line.discrepancy)
         order by line.event_number, line.index) as lines
     from view.awaited_receipt r
     join view.awaited_line line on line.ledger_id = $1 and line.event_number = r.event_number
     where r.ledger_id = $1 and r.event_number < $4 and ${standsBelow('r.event_number', '$4')}
       and ($2::text is null or $2 in (r.consignor, r.consignee)) and not exists (
       select from view.awaited_end ended
       where ended.ledger_id = $1 and ended.transfer = r.transfer and ended.event_number > r.event_number
         and ended.event_number < $4)
     group by r.transfer, r.consignor, r.consignee
     order by min(r.event_number) limit $3`,
    [ledgerId, party ?? null, limit, bound],
  );
  return rows.map(({ lines, ...sides }) => ({
    ...sides,
    dispatchedAt: null,
    expectedAt: null,
    carrier: null,
    status: 'awaiting-dispatch',
    lines: lines.map(({ lot, outcome, net, volume, discrepancy }) => ({
      lot,
      declaredNetMilligrams: null,
      measuredNetMilligrams: exactOf(net),
      declaredVolumeMillilitres: null,
      measuredVolumeMillilitres: exactOf(volume),
      outcome,
      status: 'awaiting-dispatch',
      discrepancy,
      dispute: null,
    })),
  }));
}
