/** Which lots a recall begins with: those of a party, a facility or a laboratory. */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { asRevised, revisionJoin, standsBelow } from '../lot-state-sql.ts';
import { isEvent } from '../event-number-sql.ts';

/** Each that is given must fit. */
export interface SuspectFilter {
  /** Lots that the party made or brought in. */
  readonly party?: string | undefined;
  /** Lots made or brought in at the facility. */
  readonly facility?: string | undefined;
  /** Lots of which the laboratory states an assay that counts. */
  readonly laboratory?: string | undefined;
  /** RFC 3339: made (of a laboratory: assayed) at this time or later, as the events say. */
  readonly since?: string | undefined;
  /** Before this time. */
  readonly until?: string | undefined;
}

/** The time that the event of this number says. */
function occurredAt(number: string): string {
  return `(select v.occurred_at from ledger.event v
    where v.ledger_id = $1 and ${isEvent(number, 'v')})`;
}

function isInPeriod(number: string): string {
  return `($5::timestamptz is null or ${occurredAt(number)} >= $5)
    and ($6::timestamptz is null or ${occurredAt(number)} < $6)`;
}

/** The numbers of the lots that fit as of the bound, ascending; one that was voided is none. */
export async function findSuspects(
  database: Database,
  ledgerId: number,
  { party, facility, laboratory, since, until }: SuspectFilter,
  bound: EventBound,
): Promise<number[]> {
  const { rows } = await database.pool.query<{ lot_number: bigint }>(
    `select l.lot_number from (
       select l.ledger_id, l.lot_number, l.event_number as made_number, ${asRevised(['facility'])}
       from view.lot l
       ${revisionJoin('$2')}
       where l.ledger_id = $1 and l.event_number < $2 and ($3::text is null or l.party = $3)) l
     where ($4::text is null or l.facility = $4)
       and case when $7::text is null then ${isInPeriod('l.made_number')} else exists (
         select from view.assay a
         where a.ledger_id = $1 and a.lot_number = l.lot_number and a.laboratory = $7 and a.event_number < $2
           and ${standsBelow('a.event_number', '$2')} and ${isInPeriod('a.event_number')}) end
       and not exists (
         select from view.movement m
         where m.ledger_id = $1 and m.lot_number = l.lot_number and m.status = 'voided' and m.event_number < $2)
     order by l.lot_number`,
    [ledgerId, bound, party ?? null, facility ?? null, since ?? null, until ?? null, laboratory ?? null],
  );
  return rows.map(({ lot_number }) => Number(lot_number));
}

/** Whether any assay that is recorded names the laboratory. */
export async function isLaboratoryKnown(database: Database, ledgerId: number, laboratory: string): Promise<boolean> {
  const { rows } = await database.pool.query<{ known: boolean }>(
    'select exists (select from view.assay where ledger_id = $1 and laboratory = $2) as known',
    [ledgerId, laboratory],
  );
  return rows[0]?.known ?? false;
}
