/** Disputes over what was measured, and what the parties would settle them on. */
import type { Database } from '../database.ts';
import { asRevised, revisionJoin, standsBelow } from '../lot-state-sql.ts';
import type { EventBound } from '../event-bound.ts';
import { transferRevisionJoin } from '../revision-sql.ts';
import { isEvent } from '../event-number-sql.ts';

export interface DisputeRow {
  readonly transfer: string;
  readonly lot: string;
  /** Of the lot, as known now. */
  readonly form: string | null;
  readonly consignor: string;
  readonly consignee: string;
  readonly openedAt: string;
  /** The first measure or element beyond tolerance; its figures in milligrams, millilitres or pieces. */
  readonly measure: string;
  readonly declared: bigint;
  readonly measured: bigint;
  readonly tolerancePartsPerMillion: number;
  /** Of an element, three times the combined uncertainty, where any is stated: the larger of both counts. */
  readonly uncertaintyToleranceMilligrams: bigint | null;
  readonly status: 'open' | 'settled';
  /** Who would settle it on what, the latest word of each. */
  readonly proposals: readonly { readonly party: string; readonly basis: string }[];
}

export interface DisputeFilter {
  readonly party?: string | undefined;
  /** Only disputes about the lot. */
  readonly lot?: string | undefined;
  /** Only disputes about one of the lots. */
  readonly lotNumbers?: readonly number[] | undefined;
  /** Those that are settled as well. */
  readonly settledToo: boolean;
  readonly limit: number;
  /** Only what events numbered below it say. */
  readonly bound: EventBound;
}

interface ListedDispute extends Pick<DisputeRow, 'transfer' | 'lot' | 'form' | 'consignor' | 'consignee' | 'measure'> {
  occurred_at: Date;
  declared_amount: bigint;
  measured_amount: bigint;
  tolerance_parts_per_million: number;
  uncertainty_tolerance_milligrams: bigint | null;
  is_settled: boolean;
  proposals: DisputeRow['proposals'];
}

/** Disputes of a party (or all) as they are known below the bound, in the order of opening. */
export async function listDisputes(
  database: Database,
  ledgerId: number,
  { party, lot, lotNumbers, settledToo, limit, bound }: DisputeFilter,
): Promise<DisputeRow[]> {
  const { rows } = await database.pool.query<ListedDispute>(
    `select d.transfer, l.lot, ${asRevised(['form'])}, t.consignor, coalesce(restated.consignee, t.consignee) as consignee,
       v.occurred_at, d.measure, d.declared_amount, d.measured_amount, d.tolerance_parts_per_million,
       d.uncertainty_tolerance_milligrams, said.is_settled, said.proposals
     from view.dispute d
     join view.lot l on l.ledger_id = $1 and l.lot_number = d.lot_number
     ${revisionJoin('$6')}
     join view.transfer t on t.ledger_id = $1 and t.transfer = d.transfer
     ${transferRevisionJoin('$6')}
     join ledger.event v on v.ledger_id = $1 and ${isEvent('d.event_number', 'v')}
     cross join lateral (
       select coalesce(bool_or(latest.is_effective), false) as is_settled,
         coalesce(jsonb_agg(jsonb_build_object('party', latest.party, 'basis', latest.basis) order by latest.party), '[]')
           as proposals
       from (
         select distinct on (s.party) s.party, s.basis, s.is_effective from view.settlement s
         where s.ledger_id = $1 and s.transfer = d.transfer and s.lot_number = d.lot_number
           and s.event_number > d.event_number and s.event_number < $6 and ${standsBelow('s.event_number', '$6')}
         order by s.party, s.event_number desc) latest) said
     where d.ledger_id = $1 and d.event_number < $6 and ${standsBelow('d.event_number', '$6')}
       and ($2::text is null or $2 in (t.consignor, coalesce(restated.consignee, t.consignee)))
       and ($3 or not said.is_settled) and ($5::text is null or l.lot = $5)
       and ($7::bigint[] is null or d.lot_number = any($7))
     order by d.event_number, d.lot_number limit $4`,
    [ledgerId, party ?? null, settledToo, limit, lot ?? null, bound, lotNumbers ?? null],
  );
  return rows.map(({ occurred_at, is_settled, ...row }) => ({
    transfer: row.transfer,
    lot: row.lot,
    form: row.form,
    consignor: row.consignor,
    consignee: row.consignee,
    openedAt: occurred_at.toISOString(),
    measure: row.measure,
    declared: row.declared_amount,
    measured: row.measured_amount,
    tolerancePartsPerMillion: row.tolerance_parts_per_million,
    uncertaintyToleranceMilligrams: row.uncertainty_tolerance_milligrams,
    status: is_settled ? 'settled' : 'open',
    proposals: row.proposals,
  }));
}
