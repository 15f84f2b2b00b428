import { OPERATOR } from '@lodestone/custody/identifier.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import type { PublicKey } from '@lodestone/proof/public-key.ts';
import { readPartyKeys } from '@lodestone/store/read-parties.ts';
import { newEventId } from './create-ledger.ts';
import { keysFolder } from './data-folder.ts';
import { proveEnrolment } from './enrolment.ts';
import { findSigner } from './find-signer.ts';
import { createKey, type KeyringKey, listKeys } from './keyring.ts';
import type { Ledger } from './open-ledger.ts';

export interface PartyKeyStatus {
  readonly party: string;
  readonly number: number;
  readonly key: PublicKey;
  readonly status: 'enrolled' | 'not-enrolled' | 'revoked';
}

/** A key that waits to be enrolled: `by` signs the enrolment. */
export interface NewPartyKey {
  readonly key: KeyringKey;
  readonly by: string;
  readonly enrolment: JsonObject;
}

/**
 * Makes a key that the party itself holds, and the event that enrols it. The operator signs in the first key of a party;
 * a later one is signed in by the earlier, and where that is not here, by the operator in recovery.
 */
export async function createPartyKey(ledger: Ledger, party: string): Promise<NewPartyKey> {
  const { database, ledgerId, dataFolder } = ledger;
  const earlier = await findSigner(database, ledgerId, dataFolder, party);
  const key = await createKey(keysFolder(ledger.dataFolder), party);
  const now = Date.now();
  const enrolment: JsonObject = {
    type: 'key-enrolled',
    id: newEventId(now),
    occurredAt: new Date(now).toISOString(),
    party,
    key: key.signingKey.publicKey,
    proof: proveEnrolment(ledger.name, party, key.signingKey),
    heldBy: 'party',
    ...(earlier.enrolled > 0 && !earlier.usable ? { recovery: true } : {}),
  };
  return { key, by: earlier.usable ? party : OPERATOR, enrolment };
}

/** The keys of the keyring, and what the ledger knows of each. */
export async function listPartyKeys({ database, ledgerId, dataFolder }: Ledger): Promise<PartyKeyStatus[]> {
  const keys = await listKeys(keysFolder(dataFolder));
  const statuses = new Map<string, PartyKeyStatus['status']>();
  for (const party of new Set(keys.map((key) => key.party))) {
    for (const { key, revoked } of await readPartyKeys(database, ledgerId, party)) {
      statuses.set(key, revoked ? 'revoked' : 'enrolled');
    }
  }
  return keys.map(({ party, number, signingKey }) => {
    const key = signingKey.publicKey;
    return { party, number, key, status: statuses.get(key) ?? 'not-enrolled' };
  });
}

/** The party of the only key in the keyring; undefined when it has none or several. */
export async function onlyKeyParty(dataFolder: string): Promise<string | undefined> {
  const keys = await listKeys(keysFolder(dataFolder));
  return keys.length === 1 ? keys[0]?.party : undefined;
}
