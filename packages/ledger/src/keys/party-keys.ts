import { OPERATOR } from '@lodestone/custody/operator.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import type { PublicKey } from '@lodestone/proof/public-key.ts';
import { readPartyKeys } from '@lodestone/store/ask/read-parties.ts';
import { eventHead } from '../append/event-head.ts';
import { keysFolder } from '../files/data-folder.ts';
import type { Ledger } from '../open-ledger.ts';
import { proveEnrolment } from './enrolment.ts';
import { findSigner } from './find-signer.ts';
import { createKey, type KeyringKey, listKeys } from './keyring.ts';

export interface PartyKeyStatus {
  readonly party: string;
  readonly number: number;
  readonly key: PublicKey;
  /** Whether a passphrase is needed to sign with it. */
  readonly isProtected: boolean;
  /** `unknown` where the ledger cannot be asked. */
  readonly status: 'enrolled' | 'not-enrolled' | 'revoked' | 'unknown';
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
export async function createPartyKey(ledger: Ledger, party: string, passphrase?: string): Promise<NewPartyKey> {
  const { database, ledgerId, dataFolder } = ledger;
  const earlier = await findSigner(database, ledgerId, dataFolder, party);
  const key = await createKey(keysFolder(dataFolder), party, passphrase);
  const recovery = earlier.enrolled > 0 && !earlier.usable;
  return { key, by: earlier.usable ? party : OPERATOR, enrolment: await enrolmentOf(ledger.name, key, recovery) };
}

/**
 * The same where no database is: whether the ledger has a key of the party cannot be asked, so an earlier one of this
 * keyring is taken to be enrolled. `recovery` is for a party whose earlier keys are lost.
 */
export async function createPartyKeyOffline(
  dataFolder: string,
  ledgerName: string,
  party: string,
  { recovery, passphrase }: { readonly recovery: boolean; readonly passphrase?: string | undefined },
): Promise<NewPartyKey> {
  const key = await createKey(keysFolder(dataFolder), party, passphrase);
  const by = key.number > 1 && !recovery ? party : OPERATOR;
  return { key, by, enrolment: await enrolmentOf(ledgerName, key, recovery) };
}

/** The event that enrols a key which its party holds. */
async function enrolmentOf(ledgerName: string, key: KeyringKey, recovery: boolean): Promise<JsonObject> {
  const { party, publicKey } = key;
  return {
    type: 'key-enrolled',
    ...eventHead(),
    party,
    key: publicKey,
    proof: proveEnrolment(ledgerName, party, await key.unlock()),
    heldBy: 'party',
    ...(recovery ? { recovery: true } : {}),
  };
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
  return keys.map(({ party, number, publicKey, isProtected }) => {
    return { party, number, key: publicKey, isProtected, status: statuses.get(publicKey) ?? 'not-enrolled' };
  });
}

/** The keys of the keyring alone. */
export async function listPartyKeysOffline(dataFolder: string): Promise<PartyKeyStatus[]> {
  const keys = await listKeys(keysFolder(dataFolder));
  return keys.map(({ party, number, publicKey, isProtected }) => {
    return { party, number, key: publicKey, isProtected, status: 'unknown' };
  });
}

/** The party that all keys of the keyring are of; undefined when it has none, or of several. */
export async function onlyKeyParty(dataFolder: string): Promise<string | undefined> {
  const parties = new Set((await listKeys(keysFolder(dataFolder))).map(({ party }) => party));
  const [only, ...others] = parties;
  return others.length === 0 ? only : undefined;
}
