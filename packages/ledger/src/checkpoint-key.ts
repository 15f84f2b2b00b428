/** The key that signs the checkpoints of a ledger: entry 0 names it, the data folder has its secret. */
import { checkpointVerifierKey } from '@lodestone/proof/checkpoint.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import { checkPublicKey, parsePublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { formatVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { readFirstEvent } from '@lodestone/store/publish.ts';
import { checkpointKeysFolder } from './data-folder.ts';
import { listKeys } from './keyring.ts';
import type { SigningKey } from './node-crypto.ts';
import type { Ledger } from './open-ledger.ts';

/** The checkpoint key as the first event names it; null when that event is missing, or names none that may sign. */
export async function readCheckpointKey(
  client: Parameters<typeof readFirstEvent>[0],
  ledgerId: number,
  origin: string,
): Promise<VerifierKey | null> {
  const body = await readFirstEvent(client, ledgerId);
  return body === null ? null : checkpointKeyOf(body, origin);
}

/** The checkpoint key that the bytes of the first event name; null when they name none that may sign. */
export function checkpointKeyOf(firstEvent: Uint8Array, origin: string): VerifierKey | null {
  const event = parseEventBytes(firstEvent);
  if (!event.ok) return null;
  const { checkpointKey } = event.value;
  const key = parsePublicKey(typeof checkpointKey === 'string' ? checkpointKey : '');
  return key.ok && checkPublicKey(key.value).ok ? checkpointVerifierKey(origin, key.value) : null;
}

/** The checkpoint key as whoever verifies may bring it along (C2SP vkey). Throws when the first event names none. */
export async function readCheckpointVerifierKey({ database, ledgerId, origin }: Ledger): Promise<string> {
  const key = await readCheckpointKey(database.pool, ledgerId, origin);
  if (key === null) throw new Error('the ledger names no checkpoint key: run verify');
  return formatVerifierKey(key.name, publicKeyBytes(key.publicKey));
}

/** Finds the secret of the checkpoint key. Throws when the data folder does not have it. */
export async function findCheckpointSigner(dataFolder: string, key: VerifierKey): Promise<SigningKey> {
  const folder = checkpointKeysFolder(dataFolder);
  const keys = await listKeys(folder, key.name);
  const found = keys.find(({ signingKey }) => signingKey.publicKey === key.publicKey);
  if (found !== undefined) return found.signingKey;
  const message = `checkpoints of ${key.name} are signed by ${key.publicKey}, and ${folder} does not have that key: publish from the data folder that made the ledger, or copy the key from it`;
  throw new Error(message);
}
