import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { type Journey, journeyJoin, JOURNEY_COLUMNS, journeyOfRow, type JourneyRow } from '../journey-sql.ts';
import { CUSTODIAN, lotStateJoins, REMAINING_ELEMENTS, REMAINING_NET, STATUS } from '../lot-state-sql.ts';
import { elementMassesOfArray } from '../element-array.ts';
import type { ElementMasses } from '@lodestone/custody/element-masses.ts';
import type { LotStatus } from '@lodestone/custody/lot-status.ts';

/** Where a lot is and what is left of it, as of a bound. */
export interface LotWhereabouts {
  readonly lotNumber: number;
  readonly status: LotStatus;
  readonly custodian: string;
  /** The transfer or shipment that it is in. */
  readonly within: string | null;
  /** Of what is in either: from whom to whom, and since when. */
  readonly journey: Journey | null;
  readonly netMilligrams: bigint | null;
  readonly elementMilligrams: ElementMasses;
}

interface WhereaboutsRow extends JourneyRow {
  lot_number: bigint;
  status: LotStatus;
  custodian: string;
  within: string | null;
  net: bigint | null;
  elements: (bigint | null)[];
}

/** Reads the lots of these numbers, in their order. */
export async function readWhereabouts(
  database: Database,
  ledgerId: number,
  lotNumbers: readonly number[],
  bound: EventBound,
): Promise<LotWhereabouts[]> {
  const { rows } = await database.pool.query<WhereaboutsRow>(
    `select l.lot_number, ${STATUS} as status, ${CUSTODIAN} as custodian, move.within, ${JOURNEY_COLUMNS},
       (${REMAINING_NET})::bigint as net,
       array[${REMAINING_ELEMENTS}]::bigint[] as elements
     from unnest($2::bigint[]) with ordinality as n (lot_number, place)
     cross join lateral (
       select * from view.lot where ledger_id = $1 and lot_number = n.lot_number offset 0) l
     ${lotStateJoins((row) => ` and ${row}.event_number < $3`)}
     ${journeyJoin('$3')}
     order by n.place`,
    [ledgerId, lotNumbers, bound],
  );
  return rows.map((row) => ({
    lotNumber: Number(row.lot_number),
    status: row.status,
    custodian: row.custodian,
    within: row.within,
    journey: journeyOfRow(row),
    netMilligrams: row.net,
    elementMilligrams: elementMassesOfArray(row.elements),
  }));
}
