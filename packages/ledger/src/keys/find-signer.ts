import type { Database } from '@lodestone/store/database.ts';
import { readPartyKeys } from '@lodestone/store/ask/read-parties.ts';
import { keysFolder } from '../files/data-folder.ts';
import { type KeyringKey, listKeys } from './keyring.ts';

/** Which key signs for a party. */
export interface Signer {
  /** Null when the keyring has none of the party's. */
  readonly key: KeyringKey | null;
  /** Whether the ledger accepts what the key signs. */
  readonly usable: boolean;
  /** How many keys the ledger has ever known for the party. */
  readonly enrolled: number;
}

/**
 * The newest key of the keyring that is enrolled for the party and not revoked. When none is, the newest of the
 * keyring: the ledger then says what is wrong with it, better than "no key" would.
 */
export async function findSigner(
  database: Database,
  ledgerId: number,
  dataFolder: string,
  party: string,
): Promise<Signer> {
  const own = await listKeys(keysFolder(dataFolder), party);
  const enrolled = await readPartyKeys(database, ledgerId, party);
  const accepted = new Set(enrolled.filter((key) => !key.revoked).map(({ key }) => key));
  const best = own.findLast((candidate) => accepted.has(candidate.publicKey));
  return { key: best ?? own.at(-1) ?? null, usable: best !== undefined, enrolled: enrolled.length };
}
