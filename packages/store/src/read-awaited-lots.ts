/** Lots that a receipt names which waits for its dispatch: recorded lots and those that are not. */
import type { Database } from './database.ts';
import type { EventBound } from './read-lineage.ts';

/** What a consignee says of a lot that it has received, under a transfer that its consignor has not recorded. */
export interface AwaitedLot {
  readonly lot: string;
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  /** When it was received, as the receipt says. */
  readonly receivedAt: string;
  readonly measuredNetMilligrams: bigint | null;
  readonly measuredVolumeMillilitres: bigint | null;
}

interface AwaitedLotRow {
  readonly lot: string;
  readonly transfer: string;
  readonly consignor: string;
  readonly consignee: string;
  readonly occurred_at: Date;
  readonly net_milligrams: bigint | null;
  readonly volume_millilitres: bigint | null;
}

/** Those of `lots` that wait as of the bound, in the order of their receipts. Receipts that ever waited are few. */
export async function listAwaitedLots(
  database: Database,
  ledgerId: number,
  lots: readonly string[],
  bound: EventBound,
): Promise<AwaitedLot[]> {
  if (lots.length === 0) return [];
  const { rows } = await database.pool.query<AwaitedLotRow>(
    `select line.lot, r.transfer, r.consignor, r.consignee, e.occurred_at, line.net_milligrams, line.volume_millilitres
     from view.awaited_line line
     join view.awaited_receipt r on r.ledger_id = $1 and r.event_number = line.event_number
     cross join lateral (
       select occurred_at from ledger.event
       where ledger_id = $1 and position = r.event_number / 1000 and ordinal = r.event_number % 1000 offset 0) e
     where line.ledger_id = $1 and line.lot = any($2) and line.event_number < $3 and not exists (
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
    measuredNetMilligrams: row.net_milligrams,
    measuredVolumeMillilitres: row.volume_millilitres,
  }));
}
