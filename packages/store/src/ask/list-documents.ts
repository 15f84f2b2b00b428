/** The documents that events name, for people to look at. */
import type { Database } from '../database.ts';
import { ordinalOf, positionOf } from '../event-number-sql.ts';

/** A time when an event named a document. */
export interface DocumentNamingRow {
  readonly sha256: string;
  readonly position: number;
  readonly ordinal: number;
  readonly kind: string;
  readonly name: string;
  /** The transfer or shipment and the lots that the event is about. */
  readonly about: readonly string[];
}

const COLUMNS = `sha256, ${positionOf('event_number')} as position, ${ordinalOf('event_number')} as ordinal, kind, name, about`;

interface NamingRow extends Omit<DocumentNamingRow, 'position' | 'ordinal'> {
  readonly position: bigint;
  readonly ordinal: bigint;
}

/** Documents in the order of their hashes, each where it was named first; those after the hash `after`, if one is given. */
export async function listDocuments(
  { pool }: Database,
  ledgerId: number,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<DocumentNamingRow[]> {
  const { rows } = await pool.query<NamingRow>(
    `select ${COLUMNS} from view.document where ledger_id = $1 and sha256 > $2 and use = 0 order by sha256 limit $3`,
    [ledgerId, after, limit],
  );
  return rows.map(toNaming);
}

/** Every time that each of the documents was named, in the order of recording: of each of them the first `limit`. */
export async function listNamings(
  { pool }: Database,
  ledgerId: number,
  { sha256s, limit }: { readonly sha256s: readonly string[]; readonly limit: number },
): Promise<DocumentNamingRow[]> {
  const { rows } = await pool.query<NamingRow>(
    `select ${COLUMNS} from view.document where ledger_id = $1 and sha256 = any($2) and use < $3 order by use`,
    [ledgerId, sha256s, limit],
  );
  return rows.map(toNaming);
}

function toNaming(row: NamingRow): DocumentNamingRow {
  return { ...row, position: Number(row.position), ordinal: Number(row.ordinal) };
}
