/** The keys that sign the checkpoints of a ledger: its events name them, the data folder has their secrets. */
import { checkpointVerifierKey } from '@lodestone/proof/checkpoint.ts';
import { parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type { JsonValue } from '@lodestone/proof/json-text.ts';
import { checkPublicKey, parsePublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { formatVerifierKey, type VerifierKey } from '@lodestone/proof/verifier-key.ts';
import { readCheckpointKeyEvents, readFirstEvent } from '@lodestone/store/publish.ts';
import { checkpointKeysFolder } from './data-folder.ts';
import { listKeys } from './keyring.ts';
import type { SigningKey } from './node-crypto.ts';
import type { Ledger } from './open-ledger.ts';

/** Sizes are numbers of entries: a key counts for every checkpoint that covers the entry which names it. */
export interface CheckpointKeys {
  /** The name of all of them on notes. */
  readonly origin: string;
  /** Every key that was ever named, in the order of being named, retired or not. */
  readonly all: readonly VerifierKey[];
  /** The keys that sign a checkpoint of this size, each of them. */
  activeAt(size: number): readonly VerifierKey[];
  /** The keys that the first `size` entries name. */
  namedWithin(size: number): readonly VerifierKey[];
}

export interface CheckpointKeysSoFar extends CheckpointKeys {
  /** Told of events in the order of the log: those that are not about checkpoint keys say nothing. */
  note(position: number, body: Uint8Array): void;
}

interface NamedKey {
  readonly key: VerifierKey;
  /** The position of the entry that names it. */
  readonly position: number;
  /** The position of the entry that retires it; no checkpoint that covers that has its signature. */
  retiredAt: number | null;
}

/** None yet: `note` adds them. What no rule would accept is the rules' to report; a key that may not sign is left out. */
export function createCheckpointKeys(origin: string): CheckpointKeysSoFar {
  const named: NamedKey[] = [];
  const all: VerifierKey[] = [];
  const add = (position: number, text: JsonValue | undefined) => {
    const key = parsePublicKey(typeof text === 'string' ? text : '');
    if (!key.ok || !checkPublicKey(key.value).ok) return;
    if (all.some(({ publicKey }) => publicKey === key.value)) return;
    const verifierKey = checkpointVerifierKey(origin, key.value);
    named.push({ key: verifierKey, position, retiredAt: null });
    all.push(verifierKey);
  };
  return {
    origin,
    all,
    activeAt: (size) =>
      named
        .filter(({ position, retiredAt }) => position < size && (retiredAt === null || size <= retiredAt))
        .map(({ key }) => key),
    namedWithin: (size) => named.filter(({ position }) => position < size).map(({ key }) => key),
    note: (position, body) => {
      const event = parseEventBytes(body);
      if (!event.ok) return;
      const { type, checkpointKey, key } = event.value;
      if (type === 'ledger-opened' && position === 0) add(0, checkpointKey);
      else if (type === 'checkpoint-key-added') add(position, key);
      else if (type === 'checkpoint-key-retired') {
        const found = named.find((candidate) => candidate.key.publicKey === key);
        if (found !== undefined) found.retiredAt ??= position;
      }
    },
  };
}

/** The checkpoint keys as the events of a ledger name them; none when the first event is missing, or names none. */
export async function readCheckpointKeys(
  client: Parameters<typeof readFirstEvent>[0],
  ledgerId: number,
  origin: string,
): Promise<CheckpointKeys> {
  const keys = createCheckpointKeys(origin);
  const first = await readFirstEvent(client, ledgerId);
  if (first === null) return keys;
  keys.note(0, first);
  for (const { position, body } of await readCheckpointKeyEvents(client, ledgerId)) keys.note(position, body);
  return keys;
}

/** A checkpoint key as whoever verifies may bring it along (C2SP vkey). */
export function showCheckpointKey({ name, publicKey }: VerifierKey): string {
  return formatVerifierKey(name, publicKeyBytes(publicKey));
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
