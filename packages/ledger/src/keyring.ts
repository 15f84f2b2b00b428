/** The private keys of a data folder: one file a key, readable by its owner alone. Nothing else ever prints a secret. */
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, link, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeBase64Url, encodeBase64Url } from '@lodestone/proof/base64.ts';
import { createSecretKey, type SigningKey, signingKeyOf } from './node-crypto.ts';

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
const MODE_OF_OTHERS = 0o077;

/** A key of the keyring, and for whom it signs. */
export interface KeyringKey {
  readonly party: string;
  readonly signingKey: SigningKey;
  /** Counts the keys of a party from 1, in the order of making. */
  readonly number: number;
}

/**
 * Makes a key for a party and keeps it. The file appears whole or not at all: if we crash midway, or somebody lists the
 * keys meanwhile, no half-written file is taken for a key.
 */
export async function createKey(folder: string, party: string): Promise<KeyringKey> {
  await mkdir(folder, { recursive: true, mode: FOLDER_MODE });
  const secretKey = createSecretKey();
  const signingKey = signingKeyOf(secretKey);
  const content = { party, key: signingKey.publicKey, secret: encodeBase64Url(secretKey) };
  const text = `${JSON.stringify(content, null, 2)}\n`;
  const draft = join(folder, `${encodeURIComponent(party)}.${process.pid}.${randomUUID()}.unfinished`);
  await writeFile(draft, text, { flag: 'wx', mode: FILE_MODE, flush: true });
  try {
    await chmod(draft, FILE_MODE);
    for (let number = (await listKeys(folder, party)).length + 1; ; number++) {
      try {
        await link(draft, join(folder, `${encodeURIComponent(party)}.${number}.json`));
        return { party, signingKey, number };
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
  if (!existsSync(folder)) return [];
  const keys: KeyringKey[] = [];
  for (const name of (await readdir(folder)).sort()) {
    const match = /^(.+)\.(\d+)\.json$/.exec(name);
    if (match === null) continue;
    const [, owner = '', number = ''] = match;
    if (party !== undefined && owner !== encodeURIComponent(party)) continue;
    keys.push(await readKey(join(folder, name), Number(number)));
  }
  return keys.sort((a, b) => (a.party < b.party ? -1 : a.party > b.party ? 1 : a.number - b.number));
}

async function readKey(file: string, number: number): Promise<KeyringKey> {
  await refuseSharedSecret(file);
  const content: { party?: unknown; key?: unknown; secret?: unknown } = parseKeyFile(
    await readFile(file, 'utf8'),
    file,
  );
  const secret = decodeBase64Url(String(content.secret));
  if (!secret.ok || secret.value.length !== 32 || typeof content.party !== 'string') {
    throw new Error(`${file} is not a key file: restore it from a copy`);
  }
  const signingKey = signingKeyOf(secret.value);
  if (signingKey.publicKey !== content.key) {
    throw new Error(`${file} says key ${String(content.key)}, its secret makes ${signingKey.publicKey}`);
  }
  return { party: content.party, signingKey, number };
}

/** As ssh does. Windows has no such modes. */
async function refuseSharedSecret(file: string): Promise<void> {
  const mode = (await stat(file)).mode & 0o777;
  if (process.platform === 'win32' || (mode & MODE_OF_OTHERS) === 0) return;
  const found = mode.toString(8).padStart(4, '0');
  const expected = FILE_MODE.toString(8).padStart(4, '0');
  throw new Error(
    `${file} has mode ${found}, a secret key must have ${expected}: chmod 600 it, and enrol another key if others may have read it`,
  );
}

function parseKeyFile(text: string, file: string): object {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    // The parser's own message would quote the content, which is a secret.
    throw new Error(`${file} is not a key file: it is not JSON`);
  }
  if (typeof content === 'object' && content !== null) return content;
  throw new Error(`${file} is not a key file: it holds no object`);
}
