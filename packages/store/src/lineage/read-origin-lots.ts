/** Who made lots that are origins, and where: what is told of them, and no more. */
import type { LotKind } from '@lodestone/custody/facts/facts-of-lots.ts';
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import type { LotOfLineage } from './graph-of-lineage.ts';
import { asRevised, revisionJoin } from '../lot-state-sql.ts';

export type OriginLot = Pick<LotOfLineage, 'lotNumber' | 'lot' | 'kind' | 'party' | 'facility' | 'country'>;

interface OriginRow {
  readonly lot_number: bigint;
  readonly lot: string;
  readonly kind: LotKind;
  readonly party: string;
  readonly facility: string | null;
  readonly country: string;
}

/** Reads lots by their numbers, as known at the bound. */
export async function readOriginLots(
  { pool }: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<OriginLot[]> {
  if (lotNumbers.length === 0) return [];
  const { rows } = await pool.query<OriginRow>(
    `select l.lot_number, l.lot, l.party, ${asRevised(['kind', 'facility', 'country'])}
     from unnest($2::bigint[]) as n (lot_number)
     cross join lateral (select * from view.lot where ledger_id = $1 and lot_number = n.lot_number offset 0) l
     ${revisionJoin('$3')}`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map(({ lot_number, ...lot }) => ({ lotNumber: Number(lot_number), ...lot }));
}
