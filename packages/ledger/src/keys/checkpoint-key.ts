/** The keys that sign the checkpoints of a ledger: its events name them, the data folder has their secrets. */
import {
  type CheckpointKeys,
  type CheckpointKeysSoFar,
  createCheckpointKeys,
} from '@lodestone/evidence/checkpoint-keys.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { readCheckpointKeyEvents, readFirstEvent } from '@lodestone/store/log/publish.ts';
import { checkpointKeysFolder } from '../files/data-folder.ts';
import type { Ledger } from '../open-ledger.ts';
import { listKeys } from './keyring.ts';
import type { SigningKey } from './node-crypto.ts';

/** The checkpoint keys as the events of a ledger name them; none when the first event is missing, or names none. */
export async function readCheckpointKeys(
  client: Parameters<typeof readFirstEvent>[0],
  ledgerId: number,
  origin: string,
): Promise<CheckpointKeys> {
  const keys = createCheckpointKeys(origin);
  const first = await readFirstEvent(client, ledgerId);
  if (first === null) return keys;
  noteKeyEvent(keys, 0, first);
  for (const { position, body } of await readCheckpointKeyEvents(client, ledgerId)) noteKeyEvent(keys, position, body);
  return keys;
}

/** Tells of an event by its bytes; those that are no event say nothing here, and `verify` reports them. */
export function noteKeyEvent(keys: CheckpointKeysSoFar, position: number, body: Uint8Array): void {
  const event = parseEventBytes(body);
  if (event.ok) keys.note(position, event.value);
}

/** The keys that sign a checkpoint of this size now. Throws when there are none. */
export async function readActiveCheckpointKeys(
  { database, ledgerId, origin }: Pick<Ledger, 'database' | 'ledgerId' | 'origin'>,
  size: number,
): Promise<readonly VerifierKey[]> {
  const active = (await readCheckpointKeys(database.pool, ledgerId, origin)).activeAt(size);
  if (active.length === 0) throw new Error('the ledger names no checkpoint key: run verify');
  return active;
}

/** Finds the secrets of these checkpoint keys. Throws when the data folder does not have them all. */
export async function findCheckpointSigners(dataFolder: string, keys: readonly VerifierKey[]): Promise<SigningKey[]> {
  const folder = checkpointKeysFolder(dataFolder);
  const own = await listKeys(folder, keys[0]?.name);
  return Promise.all(
    keys.map(({ name, publicKey }) => {
      const found = own.find((candidate) => candidate.publicKey === publicKey);
      if (found !== undefined) return found.unlock();
      const message = `checkpoints of ${name} are signed by ${publicKey}, and ${folder} does not have that key: publish from the data folder that has it, or copy the key from there; one that is lost can be retired (lodestone checkpoint-key retire)`;
      throw new Error(message);
    }),
  );
}
