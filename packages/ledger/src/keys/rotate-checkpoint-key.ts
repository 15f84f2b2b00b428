/** Changing the key that signs checkpoints: a new one is added, both sign for a while, then the old one is retired. */
import type { CheckpointKeys } from '@lodestone/evidence/checkpoint-keys.ts';
import { OPERATOR } from '@lodestone/custody/operator.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { eventHead } from '../append/event-head.ts';
import { checkpointKeysFolder } from '../files/data-folder.ts';
import { type Ledger, readLedgerHead } from '../open-ledger.ts';
import { readCheckpointKeys } from './checkpoint-key.ts';
import { proveCheckpointKey } from './enrolment.ts';
import { createKey, listKeys } from './keyring.ts';

/** Each checkpoint has a signature of every key: more than a few help nobody. */
const ACTIVE_KEYS_MAX = 4;

/** An event that the operator signs. */
export interface CheckpointKeyDraft {
  readonly key: string;
  readonly by: typeof OPERATOR;
  readonly event: JsonObject;
}

/** What was asked for cannot be done with the keys that there are; the message says why. */
export class NoRotation extends Error {}

/**
 * Makes a key in the data folder, and the event that adds it. A key that is there and was never added, because somebody
 * crashed in between, is taken instead of a new one.
 */
export async function draftCheckpointKey(ledger: Ledger): Promise<CheckpointKeyDraft> {
  const { keys, active } = await readKeysNow(ledger);
  if (active.length >= ACTIVE_KEYS_MAX) {
    throw new NoRotation(
      `${active.length} keys sign checkpoints already, at most ${ACTIVE_KEYS_MAX} do: retire one first`,
    );
  }
  const folder = checkpointKeysFolder(ledger.dataFolder);
  const known = new Set(keys.all.map(({ publicKey }) => publicKey));
  const unused = (await listKeys(folder, ledger.origin)).find(({ publicKey }) => !known.has(publicKey));
  const made = unused ?? (await createKey(folder, ledger.origin));
  const signingKey = await made.unlock();
  const key = signingKey.publicKey;
  const proof = proveCheckpointKey(ledger.name, signingKey);
  return { key, by: OPERATOR, event: { type: 'checkpoint-key-added', ...eventHead(), key, proof } };
}

/** The event that retires a key: the one that is named, else the oldest; the newest of the others goes on. */
export async function draftRetirement(
  ledger: Ledger,
  { key, reason }: { readonly key: string | undefined; readonly reason: string },
): Promise<CheckpointKeyDraft> {
  const { active } = await readKeysNow(ledger);
  const names = active.map(({ publicKey }): string => publicKey);
  const [retired = ''] = key === undefined ? names : [key];
  if (!names.includes(retired)) {
    throw new NoRotation(`${retired} signs no checkpoints of this ledger; those that do: ${names.join(', ')}`);
  }
  const successor = names.findLast((name) => name !== retired);
  if (successor === undefined) {
    throw new NoRotation(
      `${retired} is the only key that signs checkpoints: add another first (checkpoint-key rotate)`,
    );
  }
  const event = { type: 'checkpoint-key-retired', ...eventHead(), key: retired, successor, reason };
  return { key: retired, by: OPERATOR, event };
}

export interface ListedCheckpointKey {
  readonly key: VerifierKey;
  readonly status: 'active' | 'retired';
  /** Whether the data folder can sign with it. */
  readonly isHere: boolean;
}

/** Every key that ever signed checkpoints, in the order of coming in. */
export async function listCheckpointKeys(ledger: Ledger): Promise<ListedCheckpointKey[]> {
  const { keys, active } = await readKeysNow(ledger);
  const own = await listKeys(checkpointKeysFolder(ledger.dataFolder), ledger.origin);
  const here = new Set(own.map(({ publicKey }) => publicKey));
  return keys.all.map((key) => {
    const isActive = active.some(({ publicKey }) => publicKey === key.publicKey);
    return { key, status: isActive ? 'active' : 'retired', isHere: here.has(key.publicKey) };
  });
}

async function readKeysNow(
  ledger: Ledger,
): Promise<{ readonly keys: CheckpointKeys; readonly active: readonly VerifierKey[] }> {
  const { size } = await readLedgerHead(ledger);
  const keys = await readCheckpointKeys(ledger.database.pool, ledger.ledgerId, ledger.origin);
  return { keys, active: keys.activeAt(size) };
}
