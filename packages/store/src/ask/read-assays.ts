/** Assays as they were recorded, each with what it changed of the book. */
import { placeOfEvent } from '@lodestone/custody/event-number.ts';
import type { AssayVersion } from '@lodestone/custody/events/assay-schema.ts';
import type { ElementSymbol } from '@lodestone/custody/element.ts';
import type { Amounts } from '@lodestone/custody/amounts.ts';
import { amountsOfRow } from '../amounts-row.ts';
import type { Database } from '../database.ts';
import { elementMassesOfArray } from '../element-array.ts';
import { findInheritedAssays } from './inherited-assays.ts';
import { ASSAY_NUMBER, CUSTODIAN, lotStateJoins, SPENT, STATUS } from '../lot-state-sql.ts';
import type { EventBound } from '../event-bound.ts';
import type { LotStatus } from '@lodestone/custody/lot-status.ts';
import type { AssayTable } from '../tables.ts';
import { isEvent } from '../event-number-sql.ts';

export interface AssayFilter {
  /** Its own, and before them those of the lots that it was parted from. */
  readonly lot?: string | undefined;
  /** Only the latest assays of lots that have something left, where these are provisional. */
  readonly open?: boolean | undefined;
  readonly limit: number;
  /** Only what events numbered below it say. */
  readonly bound: EventBound;
}

export interface AssayRow {
  readonly lot: string;
  readonly form: string | null;
  readonly status: LotStatus;
  readonly custodian: string;
  readonly position: number;
  readonly ordinal: number;
  readonly occurredAt: string;
  /** Who recorded it. */
  readonly party: string;
  readonly laboratory: string;
  readonly method: string;
  readonly version: AssayVersion;
  readonly uncertaintyPartsPerMillion: number;
  readonly moisturePartsPerMillion: number | null;
  readonly stated: Amounts;
  readonly notDetected: readonly ElementSymbol[];
  /** What the lot has had more of than the book said, or less, from this assay on. */
  readonly reassayed: Amounts;
  /** Whether a correction has put something else in its place, or nothing: then it counts no more. */
  readonly superseded: 'voided' | 'replaced' | null;
  /** The lot that it is of, where another one that was asked about was split, merged or repacked from that. */
  readonly inheritedFrom: string | null;
}

interface ListedAssay extends Omit<AssayTable, 'version' | 'not_detected'> {
  lot: string;
  form: string | null;
  status: LotStatus;
  custodian: string;
  occurred_at: Date;
  version: AssayVersion;
  not_detected: ElementSymbol[];
  by_net: bigint | null;
  by_volume: bigint | null;
  by_pieces: bigint | null;
  by_elements: (bigint | null)[];
  superseded: AssayRow['superseded'];
}

const NONE = { lotNumbers: [], eventNumbers: [] };

/** Assays that fit the filter, in the order of recording. */
export async function listAssays(database: Database, ledgerId: number, filter: AssayFilter): Promise<AssayRow[]> {
  const { lot, open = false, limit, bound } = filter;
  const inherited = lot === undefined || open ? NONE : await findInheritedAssays(database, ledgerId, lot, bound);
  const isOpen = `a.version = 'provisional' and not (${SPENT})
    and a.event_number = ${ASSAY_NUMBER} and coalesce(move.status, 'held') not in ('lost', 'disposed')`;
  const { rows } = await database.pool.query<ListedAssay>(
    `with wanted as (
       select a.* from view.assay a
       join view.lot l on l.ledger_id = $1 and l.lot_number = a.lot_number
       where a.ledger_id = $1 and a.event_number < $4 and ($2::text is null or l.lot = $2)
       union all
       select a.* from unnest($5::bigint[], $6::bigint[]) as n (lot_number, event_number)
       join view.assay a
         on a.ledger_id = $1 and a.lot_number = n.lot_number and a.event_number = n.event_number
     )
     select a.*, l.lot, l.form, ${STATUS} as status, ${CUSTODIAN} as custodian, e.occurred_at,
       c.net_milligrams as by_net, c.volume_millilitres as by_volume, c.pieces as by_pieces,
       c.element_milligrams as by_elements, corrected.outcome as superseded
     from wanted a
     join view.lot l on l.ledger_id = $1 and l.lot_number = a.lot_number
     join view.change c on c.ledger_id = $1 and c.lot_number = a.lot_number and c.event_number = a.event_number
     join ledger.event e
       on e.ledger_id = $1 and ${isEvent('a.event_number', 'e')}
     left join view.correction corrected
       on corrected.ledger_id = $1 and corrected.superseded_number = a.event_number and corrected.event_number < $4
     ${lotStateJoins((row) => ` and ${row}.event_number < $4`)}
     ${open ? `where ${isOpen}` : ''}
     order by a.event_number limit $3`,
    [ledgerId, lot ?? null, limit, bound, inherited.lotNumbers, inherited.eventNumbers],
  );
  return rows.map((row) => ({
    lot: row.lot,
    form: row.form,
    status: row.status,
    custodian: row.custodian,
    ...placeOfEvent(Number(row.event_number)),
    occurredAt: row.occurred_at.toISOString(),
    party: row.party,
    laboratory: row.laboratory,
    method: row.method,
    version: row.version,
    uncertaintyPartsPerMillion: row.uncertainty_parts_per_million,
    moisturePartsPerMillion: row.moisture_parts_per_million,
    stated: amountsOfRow(row),
    notDetected: row.not_detected,
    reassayed: {
      netMilligrams: row.by_net,
      volumeMillilitres: row.by_volume,
      pieces: row.by_pieces,
      elementMilligrams: elementMassesOfArray(row.by_elements),
    },
    superseded: row.superseded,
    inheritedFrom: lot === undefined || row.lot === lot ? null : row.lot,
  }));
}
