import type { Database } from '@lodestone/store/database.ts';
import { readPartyKeys } from '@lodestone/store/ask/read-parties.ts';

/** Whether a key was ever enrolled for a party: what an earlier key of it signed stays its own. */
export type IsKeyOf = (key: string, party: string) => Promise<boolean>;

/**
 * Answers from memory for keys that the ledger has named before, which it never takes back, and asks it again about
 * every other: one may have been enrolled meanwhile.
 */
export function rememberEnrolledKeys(database: Database, ledgerId: number): IsKeyOf {
  const known = new Map<string, ReadonlySet<string>>();
  return async (key, party) => {
    if (known.get(party)?.has(key) === true) return true;
    const enrolled = await readPartyKeys(database, ledgerId, party);
    const keys = new Set<string>(enrolled.map((candidate) => candidate.key));
    known.set(party, keys);
    return keys.has(key);
  };
}
