/** The ledgers of a database, and how far each reaches. */
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import type pg from 'pg';
import type { Database } from '../database.ts';

/** How far a ledger reaches: its last entry, as the head row has it. Size 0 comes without the others. */
export interface Head {
  readonly size: number;
  readonly leafHash: Digest | null;
  readonly recordedAt: string | null;
}

export interface LedgerRow {
  readonly ledgerId: number;
  readonly origin: string;
  /** The leaf hash of entry 0, which completes the ledger's name. Null when entry 0 is missing. */
  readonly firstLeafHash: Digest | null;
}

/** Every ledger of the database, by origin. */
export async function listLedgers(database: Database): Promise<LedgerRow[]> {
  const rows = await database.query
    .selectFrom('ledger.ledger as l')
    .leftJoin('ledger.entry as e', (join) => join.onRef('e.ledger_id', '=', 'l.ledger_id').on('e.position', '=', 0n))
    .select(['l.ledger_id', 'l.origin', 'e.leaf_hash'])
    .orderBy('l.origin')
    .execute();
  return rows.map(({ ledger_id, origin, leaf_hash }) => {
    return { ledgerId: ledger_id, origin, firstLeafHash: hashAsStored(leaf_hash) };
  });
}

/** The head row, or null when it is missing. */
export function readHead(database: Database, ledgerId: number): Promise<Head | null> {
  return readHeadWith(database.pool, ledgerId);
}

/** The same on a connection of the caller's, inside its transaction. */
export async function readHeadWith(client: pg.ClientBase | pg.Pool, ledgerId: number): Promise<Head | null> {
  const { rows } = await client.query<HeadRow>(
    'select size, leaf_hash, recorded_at from ledger.head where ledger_id = $1',
    [ledgerId],
  );
  return rows[0] === undefined ? null : headOf(rows[0]);
}

interface HeadRow {
  readonly size: bigint;
  readonly leaf_hash: Buffer | null;
  /** A number is what the driver makes of infinity. */
  readonly recorded_at: Date | number | null;
}

/** The head as a row of `ledger.head` says it. */
export function headOf(row: HeadRow): Head {
  return {
    size: Number(row.size),
    leafHash: hashAsStored(row.leaf_hash),
    recordedAt: timeAsStored(row.recorded_at),
  };
}

/** Whatever length it has: a hash that somebody cut off is for the audit to show, not for a reader to stumble over. */
export function hashAsStored(bytes: Buffer | null): Digest | null {
  return bytes === null ? null : (encodeBase64Url(bytes) as Digest);
}

/** A time as the formats write it. PostgreSQL knows times that no clock shows, and infinity: they are shown by name. */
function timeAsStored(time: Date | number | null): string | null {
  if (time === null) return null;
  return time instanceof Date && !Number.isNaN(time.getTime()) ? time.toISOString() : String(time);
}
