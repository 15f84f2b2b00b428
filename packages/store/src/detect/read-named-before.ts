/** Where documents were named before. */
import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { standsBelow } from '../lot-state-sql.ts';
import { isEvent, positionOf } from '../event-number-sql.ts';

/** So many namings of one document are read: the first ones. */
const NAMINGS_MAX = 100;

export interface DocumentNaming {
  readonly eventNumber: number;
  readonly event: string;
  /** RFC 3339, as the event claims; of a correction when it was made. */
  readonly occurredAt: string;
  readonly party: string;
  /** Transfer or shipment, and lots. */
  readonly about: readonly string[];
}

/**
 * The first events below the bound that named each of these documents, by SHA-256, in the order of the log. What a
 * correction has taken back is left out.
 */
export async function readDocumentNamings(
  { pool }: Database,
  ledgerId: number,
  documents: readonly string[],
  bound: EventBound,
): Promise<ReadonlyMap<string, DocumentNaming[]>> {
  if (documents.length === 0) return new Map();
  const { rows } = await pool.query<{
    sha256: string;
    event_number: bigint;
    event_id: string;
    occurred_at: Date;
    party: string;
    about: string[];
  }>(
    `select n.sha256, d.event_number, v.event_id, v.occurred_at, coalesce(behalf.principal, k.party) as party, d.about
     from unnest($2::text[]) as n (sha256)
     cross join lateral (
       select event_number, use, about from view.document
       where ledger_id = $1 and sha256 = n.sha256 and event_number < $3 and ${standsBelow('event_number', '$3')}
       order by use limit ${NAMINGS_MAX}) d
     cross join lateral (
       select event_id, occurred_at from ledger.event
       where ledger_id = $1 and ${isEvent('d.event_number')} offset 0) v
     cross join lateral (
       select author from ledger.entry where ledger_id = $1 and position = ${positionOf('d.event_number')} offset 0) e
     cross join lateral (select party from view.key where ledger_id = $1 and key = e.author offset 0) k
     left join lateral (
       select principal from view.on_behalf where ledger_id = $1 and event_number = d.event_number offset 0) behalf on true
     order by d.event_number`,
    [ledgerId, documents, bound],
  );
  const namings = new Map<string, DocumentNaming[]>();
  for (const [sha256, ofDocument] of Map.groupBy(rows, (row) => row.sha256)) {
    const toNaming = ({ event_number, event_id, occurred_at, party, about }: (typeof rows)[number]) => {
      const occurredAt = occurred_at.toISOString();
      return { eventNumber: Number(event_number), event: event_id, occurredAt, party, about };
    };
    namings.set(sha256, ofDocument.map(toNaming));
  }
  return namings;
}
