/** What an assumption is about: the event, the assays or the origins that are not to count. */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { standsBelow } from '../lot-state-sql.ts';
import { numberOfEvent } from '../event-number-sql.ts';

export interface EventOnLots {
  readonly type: string;
  readonly eventNumber: number;
  /** Where it stands among gains of lots: its own number, or that of the event that it corrects. */
  readonly at: number;
  /** The lots that it made, and whether a step made them. */
  readonly madeLotNumbers: readonly number[];
  readonly isStep: boolean;
  /** The lot that it is an assay of. */
  readonly assayedLotNumber: number | null;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const DIGEST = /^[A-Za-z0-9_-]{43}$/;

/** The event of this id or digest (base64url) as of the bound; null when there is none, or a correction has put it aside. */
export async function readEventOnLots(
  database: Database,
  ledgerId: number,
  id: string,
  bound: EventBound,
): Promise<EventOnLots | null> {
  const { rows } = await database.pool.query<{
    type: string;
    number: bigint;
    at: bigint;
    made: bigint[] | null;
    is_step: boolean;
    assayed: bigint | null;
  }>(
    `select v.type, v.number, coalesce(corrects.target_number, v.number) as at, s.event_number is not null as is_step,
       case when s.event_number is not null
         then array(select s.first_lot_number + made.index from generate_series(0, s.lot_count - 1) as made (index))
         else array(select lot_number from view.lot l where l.ledger_id = $1 and l.event_number = v.number) end as made,
       (select lot_number from view.assay a where a.ledger_id = $1 and a.event_number = v.number) as assayed
     from (
       select type, ${numberOfEvent()} as number from ledger.event
       where ledger_id = $1 and (event_id = $2::uuid or digest = $4) offset 0) v
     left join view.correction corrects on corrects.ledger_id = $1 and corrects.event_number = v.number
     left join view.step s on s.ledger_id = $1 and s.event_number = v.number
     where v.number < $3 and ${standsBelow('v.number', '$3')}`,
    [ledgerId, UUID.test(id) ? id : null, bound, DIGEST.test(id) ? Buffer.from(id, 'base64url') : null],
  );
  const [row] = rows;
  if (row === undefined) return null;
  return {
    type: row.type,
    eventNumber: Number(row.number),
    at: Number(row.at),
    madeLotNumbers: (row.made ?? []).map(Number),
    isStep: row.is_step,
    assayedLotNumber: row.assayed === null ? null : Number(row.assayed),
  };
}

/** Standing assays as of the bound that name this laboratory, are of this lot, or were recorded by this party. */
export async function findAssaysBy(
  database: Database,
  ledgerId: number,
  name: string,
  bound: EventBound,
): Promise<{ lotNumber: number; at: number }[]> {
  const { rows } = await database.pool.query<{ lot_number: bigint; at: bigint }>(
    `select a.lot_number, coalesce(corrects.target_number, a.event_number) as at
     from view.assay a
     join view.lot l on l.ledger_id = $1 and l.lot_number = a.lot_number
     left join view.correction corrects on corrects.ledger_id = $1 and corrects.event_number = a.event_number
     where a.ledger_id = $1 and $2 in (a.laboratory, a.party, l.lot) and a.event_number < $3
       and ${standsBelow('a.event_number', '$3')}
     order by a.lot_number, a.event_number`,
    [ledgerId, name, bound],
  );
  return rows.map(({ lot_number, at }) => ({ lotNumber: Number(lot_number), at: Number(at) }));
}
