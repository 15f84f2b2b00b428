/** What is in the file of a key: the secret in the clear, or under a passphrase. */
import { readFile, stat } from 'node:fs/promises';
import { decodeBase64Url, encodeBase64Url } from '@lodestone/proof/base64.ts';
import { checkPublicKey, parsePublicKey, type PublicKey } from '@lodestone/proof/public-key.ts';
import { type SigningKey, signingKeyOf } from './node-crypto.ts';
import { openText, openTextWith, protectText } from './protected-text.ts';

const FILE_MODE = 0o600;
const MODE_OF_OTHERS = 0o077;
/** A key file has a few hundred. */
const FILE_MAX_BYTES = 16 * 1024;

/** A file that was read and not opened yet. The public key can be shown without the secret. */
export type KeyFile = { readonly party: string; readonly key: PublicKey } & (
  | { readonly secret: string }
  /** The same text as in `secret`, encrypted with age under a passphrase, in base64. */
  | { readonly age: string }
);

/**
 * Writes the file of a key:
 *
 *     {"party": "MINE-A", "key": "ed25519:…", "secret": "<base64url of 32 bytes>"}
 *     {"party": "MINE-A", "key": "ed25519:…", "age": "<base64 of an age file that holds the secret>"}
 */
export async function formatKeyFile(party: string, secretKey: Uint8Array, passphrase: string | null): Promise<string> {
  const { publicKey } = signingKeyOf(secretKey);
  const secret = encodeBase64Url(secretKey);
  const kept = passphrase === null ? { secret } : { age: await protectText(secret, passphrase) };
  return `${JSON.stringify({ party, key: publicKey, ...kept }, null, 2)}\n`;
}

/** Whether the text of a key file gives this secret under this passphrase: asked before it takes the place of another. */
export async function opensTo(text: string, passphrase: string | null, secretKey: Uint8Array): Promise<boolean> {
  const { secret, age }: { secret?: unknown; age?: unknown } = parseKeyFile(text, 'the new file');
  const expected = encodeBase64Url(secretKey);
  if (passphrase === null) return secret === expected;
  const result = await openTextWith(typeof age === 'string' ? age : '', passphrase);
  return result.ok && result.text === expected;
}

/** Reads the file of a key. Throws when it is none, or when others than its owner may read it. */
export async function readKeyFile(file: string): Promise<KeyFile> {
  await refuseSharedSecret(file);
  const { party, key, secret, age }: { party?: unknown; key?: unknown; secret?: unknown; age?: unknown } = parseKeyFile(
    await readFile(file, 'utf8'),
    file,
  );
  const parsed = parsePublicKey(typeof key === 'string' ? key : '');
  const publicKey = parsed.ok ? checkPublicKey(parsed.value) : parsed;
  if (typeof party !== 'string' || !publicKey.ok || (secret === undefined) === (age === undefined)) {
    throw new Error(`${file} is not a key file: restore it from a copy`);
  }
  const whose = { party, key: publicKey.value };
  if (typeof age === 'string') return { ...whose, age };
  const content = { ...whose, secret: typeof secret === 'string' ? secret : '' };
  // What is in the clear is looked at now, so that a damaged file is found before it is needed.
  secretIn(file, content.key, content.secret);
  return content;
}

/** The key to sign with. Throws `NoPassphrase` when a protected one cannot be opened. */
export async function openKeyFile(file: string, content: KeyFile): Promise<SigningKey> {
  return signingKeyOf(await openSecret(file, content));
}

/** The secret itself: for this process alone, to write it anew. */
export async function openSecret(file: string, content: KeyFile): Promise<Uint8Array> {
  const { party, key } = content;
  const text = 'secret' in content ? content.secret : await openText(content.age, `the key of ${party}`, file);
  return secretIn(file, key, text);
}

/** The secret must be that of the public key beside it: somebody may have put two files together. */
function secretIn(file: string, key: PublicKey, text: string): Uint8Array {
  const secret = decodeBase64Url(text);
  if (!secret.ok || secret.value.length !== 32) throw new Error(`${file} is not a key file: restore it from a copy`);
  const { publicKey } = signingKeyOf(secret.value);
  if (publicKey === key) return secret.value;
  throw new Error(`${file} says key ${key}, its secret makes ${publicKey}`);
}

/** As ssh does. Windows has no such modes. */
async function refuseSharedSecret(file: string): Promise<void> {
  const { mode: bits, size } = await stat(file);
  if (size > FILE_MAX_BYTES) throw new Error(`${file} is not a key file: it has ${size} bytes`);
  const mode = bits & 0o777;
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
