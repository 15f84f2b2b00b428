/** Ledgers of any size for tests of what is published: entries whose leaf hashes count, and whose bodies say nothing. */
import { createHash } from 'node:crypto';
import type { Ledger } from '../src/open-ledger.ts';
import { type Owner, openOwner } from './tampering.ts';

/** Somebody who gets past the triggers, which would ask for whole entries. Close it. */
export async function openGrower(databaseUrl: string): Promise<Owner> {
  const owner = await openOwner(databaseUrl);
  await owner.query('set session_replication_role = replica');
  return owner;
}

/** Makes the ledger `size` entries long. Entry 0 is the one that opened it. */
export async function growTo(grower: Owner, { ledgerId }: Ledger, size: number): Promise<void> {
  await grower.query(
    `insert into ledger.entry (ledger_id, position, leaf_hash, author, submission, body)
     select $1, position, sha256(convert_to(position::text, 'UTF8')), 'nobody', gen_random_uuid(), '\\x'
     from generate_series((select size from ledger.head where ledger_id = $1), $2::bigint - 1) as position`,
    [ledgerId, size],
  );
  await moveHead(grower, ledgerId, size);
}

/** Makes it shorter again, as a backup from before would. What was published stays. */
export async function cutTo(grower: Owner, { ledgerId }: Ledger, size: number): Promise<void> {
  await grower.query('delete from ledger.entry where ledger_id = $1 and position >= $2', [ledgerId, size]);
  await moveHead(grower, ledgerId, size);
}

/** Takes back what was published beyond `count` checkpoints and the tiles of `size` entries. */
export async function unpublish(grower: Owner, { ledgerId }: Ledger, count: number, size: number): Promise<void> {
  await grower.query('delete from ledger.checkpoint where ledger_id = $1 and number >= $2', [ledgerId, count]);
  await grower.query('delete from ledger.tile where ledger_id = $1 and (index + 1) * 256 ^ (level + 1) > $2::bigint', [
    ledgerId,
    size,
  ]);
  if (count === 0) await grower.query('delete from ledger.published where ledger_id = $1', [ledgerId]);
  else {
    await grower.query('update ledger.published set count = $2, size = $3 where ledger_id = $1', [
      ledgerId,
      count,
      size,
    ]);
  }
}

async function moveHead(grower: Owner, ledgerId: number, size: number): Promise<void> {
  await grower.query(
    `update ledger.head set size = $2, leaf_hash =
       (select leaf_hash from ledger.entry where ledger_id = $1 and position = $2::bigint - 1) where ledger_id = $1`,
    [ledgerId, size],
  );
}

/** The leaf hashes, computed beside the database: those of `growTo`, after entry 0's. */
export function leafHashes(first: Uint8Array, size: number): Uint8Array[] {
  return Array.from({ length: size }, (_, position) =>
    position === 0 ? first : createHash('sha256').update(String(position)).digest(),
  );
}
