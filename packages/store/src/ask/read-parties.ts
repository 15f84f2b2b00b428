/** Parties and their keys, as they stand. */
import type { Database } from '../database.ts';
import { type EventBound, WHOLE_LEDGER } from '../event-bound.ts';

export interface PartyKey {
  readonly key: string;
  readonly heldBy: string;
  readonly recovery: boolean;
  readonly revoked: boolean;
}

/** Every key that was ever enrolled for a party, in the order of enrolment. */
export async function readPartyKeys(database: Database, ledgerId: number, party: string): Promise<PartyKey[]> {
  const rows = await database.query
    .selectFrom('view.key as k')
    .leftJoin('view.key_revocation as r', (join) =>
      join.onRef('r.ledger_id', '=', 'k.ledger_id').onRef('r.key', '=', 'k.key'),
    )
    .select(['k.key', 'k.held_by', 'k.recovery', 'r.event_number as revoked_by'])
    .where('k.ledger_id', '=', ledgerId)
    .where('k.party', '=', party)
    .orderBy('k.event_number')
    .execute();
  return rows.map(({ key, held_by, recovery, revoked_by }) => {
    return { key, heldBy: held_by, recovery, revoked: revoked_by !== null };
  });
}

export interface PartyRow {
  readonly party: string;
  readonly name: string | null;
  readonly roles: readonly string[];
  readonly country: string | null;
  readonly keys: number;
  readonly keysHeldByLedger: number;
}

/** Every party, by id, as registered below the bound; its keys are those of now. */
export async function listParties(
  database: Database,
  ledgerId: number,
  bound: EventBound = WHOLE_LEDGER,
): Promise<PartyRow[]> {
  const rows = await database.query
    .selectFrom('view.party as p')
    .select(['p.party', 'p.name', 'p.roles', 'p.country'])
    .select(({ selectFrom }) => [
      selectFrom('view.key as k')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .where('k.ledger_id', '=', ledgerId)
        .whereRef('k.party', '=', 'p.party')
        .as('keys'),
      selectFrom('view.key as k')
        .select(({ fn }) => fn.countAll<bigint>().as('count'))
        .where('k.ledger_id', '=', ledgerId)
        .where('k.held_by', '=', 'ledger')
        .whereRef('k.party', '=', 'p.party')
        .as('keys_held_by_ledger'),
    ])
    .where('p.ledger_id', '=', ledgerId)
    .where('p.event_number', '<', BigInt(bound))
    .distinctOn('p.party')
    .orderBy('p.party')
    .orderBy('p.event_number', 'desc')
    .execute();
  return rows.map(({ party, name, roles, country, keys, keys_held_by_ledger }) => {
    return { party, name, roles, country, keys: Number(keys), keysHeldByLedger: Number(keys_held_by_ledger) };
  });
}
