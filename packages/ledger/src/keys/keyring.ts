/** The private keys of a data folder: one file a key, readable by its owner alone. Nothing else ever prints a secret. */
import { existsSync } from 'node:fs';
import { chmod, link, readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import type { PublicKey } from '@lodestone/proof/public-key.ts';
import { draftPath } from '../files/draft-path.ts';
import { formatKeyFile, openKeyFile, readKeyFile } from './key-file.ts';
import { createSecretKey, type SigningKey, signingKeyOf } from './node-crypto.ts';
import { passphraseForNewKeys } from './passphrase.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;

/** A key of the keyring, and for whom it signs. */
export interface KeyringKey {
  readonly party: string;
  readonly publicKey: PublicKey;
  /** Counts the keys of a party from 1, in the order of making. */
  readonly number: number;
  readonly isProtected: boolean;
  /** The key to sign with. Of a protected one the passphrase is needed, once a process. */
  unlock(): Promise<SigningKey>;
}

/**
 * Makes a key for a party and keeps it, under `passphrase`, or the one that is given for all keys; in the clear when there
 * is none. The file appears whole or not at all: if we crash midway, or somebody lists the keys meanwhile, no half-written
 * file is taken for a key.
 */
export async function createKey(folder: string, party: string, passphrase?: string): Promise<KeyringKey> {
  await makeFolder(folder, FOLDER_MODE);
  const secretKey = createSecretKey();
  const signingKey = signingKeyOf(secretKey);
  const protectedBy = passphrase ?? (await passphraseForNewKeys());
  const text = await formatKeyFile(party, secretKey, protectedBy);
  const { publicKey } = signingKey;
  const isProtected = protectedBy !== null;
  const draft = draftPath(join(folder, encodeURIComponent(party)));
  await writeFile(draft, text, { flag: 'wx', mode: FILE_MODE, flush: true });
  try {
    await chmod(draft, FILE_MODE);
    for (let number = (await listKeys(folder, party)).length + 1; ; number++) {
      try {
        await link(draft, join(folder, `${encodeURIComponent(party)}.${number}.json`));
        return { party, publicKey, number, isProtected, unlock: async () => signingKey };
      } catch (error) {
        // Somebody else made this number meanwhile: take the next.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
  } finally {
    await rm(draft);
  }
}

/** The first key of a party, made when there is none. Of two commands that do this at once both get the same one. */
export async function firstKey(folder: string, party: string): Promise<KeyringKey> {
  const [existing] = await listKeys(folder, party);
  if (existing !== undefined) return existing;
  const made = await createKey(folder, party);
  if (made.number === 1) return made;
  const [first = made] = await listKeys(folder, party);
  return first;
}

/** The keys of one party, or of all, by party and number. */
export async function listKeys(folder: string, party?: string): Promise<KeyringKey[]> {
  const keys: KeyringKey[] = [];
  for (const { file, number } of await listKeyFiles(folder, party)) {
    const content = await readKeyFile(file);
    const { key: publicKey } = content;
    const isProtected = 'age' in content;
    keys.push({ party: content.party, publicKey, number, isProtected, unlock: () => openKeyFile(file, content) });
  }
  return keys.sort((a, b) => (a.party < b.party ? -1 : a.party > b.party ? 1 : a.number - b.number));
}

/** The files of the keys of one party, or of all. */
export async function listKeyFiles(folder: string, party?: string): Promise<{ file: string; number: number }[]> {
  if (!existsSync(folder)) return [];
  return (await readdir(folder)).sort().flatMap((name) => {
    const [, owner = '', number = ''] = /^(.+)\.(\d+)\.json$/.exec(name) ?? [];
    const isWanted = owner !== '' && (party === undefined || owner === encodeURIComponent(party));
    return isWanted ? [{ file: join(folder, name), number: Number(number) }] : [];
  });
}
