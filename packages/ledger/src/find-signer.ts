import type { Database } from '@lodestone/store/database.ts';
import { readPartyKeys } from '@lodestone/store/read-parties.ts';
import { keysFolder } from './data-folder.ts';
import { type KeyringKey, listKeys } from './keyring.ts';

/** Which key signs for a party, or why none does. */
export type Signer =
  | { readonly found: 'key'; readonly key: KeyringKey }
  /** The keyring has no key of the party's; `enrolled` counts the keys that the ledger knows for it. */
  | { readonly found: 'none'; readonly enrolled: number };

/**
 * The newest key of the keyring that is enrolled for the party and not revoked. When none is, any key of the keyring:
 * the ledger then says what is wrong with it, better than "no key" would.
 */
export async function findSigner(
  database: Database,
  ledgerId: number,
  dataFolder: string,
  party: string,
): Promise<Signer> {
  const own = await listKeys(keysFolder(dataFolder), party);
  const enrolled = await readPartyKeys(database, ledgerId, party);
  const usable = new Set(enrolled.filter((key) => !key.revoked).map(({ key }) => key));
  const key = own.findLast((candidate) => usable.has(candidate.signingKey.publicKey)) ?? own.at(-1);
  return key === undefined ? { found: 'none', enrolled: enrolled.length } : { found: 'key', key };
}
