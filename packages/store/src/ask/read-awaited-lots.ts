/** Lots that a receipt names which waits for its dispatch: recorded lots and those that are not. */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { isEvent } from '../event-number-sql.ts';

/** What a consignee says of a lot that it has received, under a transfer that its consignor has not recorded. */
export interface AwaitedLot {
  readonly lot: string;
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  /** When it was received, as the receipt says. */
  readonly receivedAt: string;
  readonly outcome: string;
  /** The id that is kept for what goes back of it. */
  readonly rejectedLot: string | null;
  readonly measuredNetMilligrams: bigint | null;
  readonly measuredVolumeMillilitres: bigint | null;
}

interface AwaitedLotRow {
  readonly lot: string;
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly occurred_at: Date;
  readonly outcome: string;
  readonly rejected_lot: string | null;
  readonly net_milligrams: bigint | null;
  readonly volume_millilitres: bigint | null;
}

/** Receipts that wait as of the bound and name any of `lots`, or keep its id for what goes back, in their order. */
export async function listAwaitedLots(
  database: Database,
  ledgerId: number,
  lots: readonly string[],
  bound: EventBound,
): Promise<AwaitedLot[]> {
  if (lots.length === 0) return [];
  const { rows } = await database.pool.query<AwaitedLotRow>(
    `select line.lot, r.transfer, r.consignor, r.consignee, e.occurred_at, line.outcome, line.rejected_lot,
       line.net_milligrams, line.volume_millilitres
     from (
       select * from view.awaited_line where ledger_id = $1 and lot = any($2) and event_number < $3
       union
       select * from view.awaited_line where ledger_id = $1 and rejected_lot = any($2) and event_number < $3) line
     join view.awaited_receipt r on r.ledger_id = $1 and r.event_number = line.event_number
     cross join lateral (
       select occurred_at from ledger.event
       where ledger_id = $1 and ${isEvent('r.event_number')} offset 0) e
     where not exists (
       select from view.awaited_end ended
       where ended.ledger_id = $1 and ended.transfer = r.transfer
         and ended.event_number > r.event_number and ended.event_number < $3)
     order by line.event_number, line.index`,
    [ledgerId, lots, bound],
  );
  return rows.map((row) => ({
    lot: row.lot,
    transfer: row.transfer,
    consignor: row.consignor,
    consignee: row.consignee,
    receivedAt: row.occurred_at.toISOString(),
    outcome: row.outcome,
    rejectedLot: row.rejected_lot,
    measuredNetMilligrams: row.net_milligrams,
    measuredVolumeMillilitres: row.volume_millilitres,
  }));
}
