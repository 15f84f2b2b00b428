import type { Database } from '../database.ts';
import type { EventBound } from '../event-bound.ts';
import { type LotPart, type LotPartRow, lotPartOf } from './lot-part.ts';
import { asRevised, revisionJoin, standsBelow } from '../lot-state-sql.ts';

/** What is asked about: the lots, with what of them counts. */
export interface SubjectOfLineage {
  readonly kind: 'lot' | 'shipment';
  readonly id: string;
  readonly parts: readonly PartOfSubject[];
}

export interface PartOfSubject extends LotPart {
  /** Where in the ledger that is: what the lot gained later is not in it. */
  readonly at: number;
}

/** Before everything that a lot can gain. */
export const AS_MADE = 0;

/** The lot of ledger `$1` named `$2`, known below event `$3`. */
export const LOT_PARTS = `select l.lot_number, ${asRevised(['element_milligrams'])}
     from view.lot l
     ${revisionJoin('$3')}
     where l.ledger_id = $1 and l.lot = $2 and l.event_number < $3 and not exists (
       select from view.movement m
       where m.ledger_id = $1 and m.lot_number = l.lot_number and m.status = 'voided' and m.event_number < $3)`;

/** The same of a shipment: the lines by which it was packed. */
export const SHIPMENT_PARTS = `select lot_number, event_number, element_milligrams from view.shipment_line line
     where ledger_id = $1 and shipment = $2 and event_number < $3 and ${standsBelow('line.event_number', '$3')}
     order by lot_number`;

/** The lot or shipment under this id as of the bound, or null; one that was voided is none. A shipment counts as packed, a lot as made. */
export async function readSubject(
  database: Database,
  ledgerId: number,
  id: string,
  bound: EventBound,
): Promise<SubjectOfLineage | null> {
  const asked = [ledgerId, id, bound];
  const { rows: lots } = await database.pool.query<LotPartRow>(LOT_PARTS, asked);
  if (lots.length > 0) return { kind: 'lot', id, parts: lots.map((row) => ({ ...lotPartOf(row), at: AS_MADE })) };
  const { rows: lines } = await database.pool.query<LotPartRow & { event_number: bigint }>(SHIPMENT_PARTS, asked);
  if (lines.length === 0) return null;
  return { kind: 'shipment', id, parts: lines.map((row) => ({ ...lotPartOf(row), at: Number(row.event_number) })) };
}
