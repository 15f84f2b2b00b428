/** Whether a name is registered at all, at whatever time: an answer about one that is not would be empty. */
import type { Database } from '../database.ts';

export async function isPartyRegistered(database: Database, ledgerId: number, party: string): Promise<boolean> {
  const { rowCount } = await database.pool.query('select from view.party where ledger_id = $1 and party = $2 limit 1', [
    ledgerId,
    party,
  ]);
  return rowCount === 1;
}

export async function isFacilityRegistered(database: Database, ledgerId: number, facility: string): Promise<boolean> {
  const { rowCount } = await database.pool.query(
    'select from view.facility where ledger_id = $1 and facility = $2 limit 1',
    [ledgerId, facility],
  );
  return rowCount === 1;
}
