/** The ledgers of a database, and how far each reaches. */
import { type Digest, digestFromBytes } from '@lodestone/proof/digest.ts';
import type pg from 'pg';
import type { Database } from './database.ts';

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
    return { ledgerId: ledger_id, origin, firstLeafHash: leaf_hash === null ? null : digestFromBytes(leaf_hash) };
  });
}

/** The head row, or null when it is missing. */
export function readHead(database: Database, ledgerId: number): Promise<Head | null> {
  return readHeadWith(database.pool, ledgerId);
}

/** The same on a connection of the caller's, inside its transaction. */
export async function readHeadWith(client: pg.ClientBase | pg.Pool, ledgerId: number): Promise<Head | null> {
  const { rows } = await client.query<{ size: bigint; leaf_hash: Buffer | null; recorded_at: Date | null }>(
    'select size, leaf_hash, recorded_at from ledger.head where ledger_id = $1',
    [ledgerId],
  );
  return rows[0] === undefined ? null : headOf(rows[0]);
}

/** The head as a row of `ledger.head` says it. */
export function headOf(row: { size: bigint; leaf_hash: Buffer | null; recorded_at: Date | null }): Head {
  return {
    size: Number(row.size),
    leafHash: row.leaf_hash === null ? null : digestFromBytes(row.leaf_hash),
    recordedAt: row.recorded_at === null ? null : row.recorded_at.toISOString(),
  };
}
