/** Revoking a key: which one, who signs, and the event that says why. */
import { OPERATOR } from '@lodestone/custody/operator.ts';
import type { RevocationCause } from '@lodestone/custody/events/registration-schema.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { type PartyKey, readPartyKeys } from '@lodestone/store/ask/read-parties.ts';
import { eventHead } from '../append/event-head.ts';
import { keysFolder } from '../files/data-folder.ts';
import type { Ledger } from '../open-ledger.ts';
import { listKeys } from './keyring.ts';

/** Which key of a party: by its number in the keyring, by itself, or the only one that the ledger knows. */
export interface RevokedKeyChoice {
  readonly party: string;
  readonly number: number | undefined;
  readonly key: string | undefined;
}

export interface RevocationReason {
  readonly reason: string;
  readonly cause: RevocationCause | undefined;
  readonly stolenFrom: string | undefined;
}

/** An event that revokes `key`, and who of the keyring signs it. */
export interface Revocation {
  readonly key: string;
  readonly by: string;
  readonly event: JsonObject;
}

/** No key fits what was asked for; the message says which there are. */
export class NoSuchKey extends Error {}

/** Makes the event. The party signs it where the keyring has a key of it that counts, and else the operator. */
export async function draftRevocation(
  ledger: Ledger,
  choice: RevokedKeyChoice,
  reason: RevocationReason,
): Promise<Revocation> {
  const { database, ledgerId, dataFolder } = ledger;
  const { party } = choice;
  const enrolled = await readPartyKeys(database, ledgerId, party);
  const own = await listKeys(keysFolder(dataFolder), party);
  const key = choose(choice, own, enrolled);
  const counts = new Set(enrolled.filter(({ revoked }) => !revoked).map((candidate) => candidate.key));
  const signs = own.some(({ publicKey }) => counts.has(publicKey));
  return { key, by: signs ? party : OPERATOR, event: revocationOf(key, reason) };
}

function choose(
  { party, number, key }: RevokedKeyChoice,
  own: Awaited<ReturnType<typeof listKeys>>,
  enrolled: readonly PartyKey[],
): string {
  if (key !== undefined) {
    if (enrolled.some((candidate) => candidate.key === key)) return key;
    throw new NoSuchKey(`${party} has no key ${key} in this ledger: ${describeKeys(enrolled)}`);
  }
  if (number !== undefined) {
    const found = own.find((candidate) => candidate.number === number);
    if (found !== undefined) return found.publicKey;
    const numbers = own.length === 0 ? 'none' : own.map((candidate) => candidate.number).join(', ');
    throw new NoSuchKey(`the keyring has no key ${number} of ${party}, it has ${numbers}: name another with --key`);
  }
  const standing = enrolled.filter(({ revoked }) => !revoked);
  const [only, ...others] = standing;
  if (only !== undefined && others.length === 0) return only.key;
  const which = standing.length === 0 ? 'there is none to revoke' : 'say which with --key, or with --number';
  throw new NoSuchKey(`${party}: ${describeKeys(enrolled)}; ${which}`);
}

function describeKeys(keys: readonly PartyKey[]): string {
  if (keys.length === 0) return 'the ledger knows no key of that party';
  const listed = keys.map(({ key, revoked }) => `${key}${revoked ? ' (revoked)' : ''}`);
  return `the ledger knows ${listed.join(', ')}`;
}

function revocationOf(key: string, { reason, cause, stolenFrom }: RevocationReason): JsonObject {
  return {
    type: 'key-revoked',
    ...eventHead(),
    key,
    reason,
    ...(cause === undefined ? {} : { cause }),
    ...(stolenFrom === undefined ? {} : { stolenFrom }),
  };
}
