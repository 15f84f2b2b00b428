/** Bytes that only named readers can open: age (https://age-encryption.org/v1). The one file that knows the library. */
import { readFile, stat } from 'node:fs/promises';
import { Decrypter, Encrypter, generateX25519Identity, identityToRecipient } from 'age-encryption';
import { replaceFile } from '../files/replace-file.ts';

/** A reader's two halves: the recipient is for everybody, the identity for nobody else. */
export interface AgeIdentity {
  /** `AGE-SECRET-KEY-1…` */
  readonly identity: string;
  /** `age1…` */
  readonly recipient: string;
}

const RECIPIENT_PATTERN = /^age1[02-9ac-hj-np-z]{6,4096}$/;
const IDENTITY_PATTERN = /^AGE-SECRET-KEY-(?:PQ-)?1[02-9AC-HJ-NP-Z]+$/;
/** Room for some thousand keys and the remarks between them. */
const IDENTITY_FILE_MAX_BYTES = 1024 * 1024;

/** Says why a text is no recipient of age; null when it is one. */
export function findRecipientProblem(recipient: string): string | null {
  if (RECIPIENT_PATTERN.test(recipient)) {
    try {
      new Encrypter().addRecipient(recipient);
      return null;
    } catch {
      return 'has the form of an age recipient, but its checksum or its length is wrong: copy it again';
    }
  }
  // The mistake to catch: this one opens everything.
  if (/^AGE-SECRET-KEY-/i.test(recipient)) return 'is a secret identity: name the recipient, age1…, that goes with it';
  return 'is no age recipient: those begin with age1';
}

/** Encrypts for recipients, each of whom can open it alone. */
export async function encryptFor(recipients: readonly string[], bytes: Uint8Array): Promise<Uint8Array> {
  if (recipients.length === 0) throw new Error('Bug: encrypted for nobody');
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return encrypter.encrypt(bytes);
}

/** What decrypting came to: nothing for these identities is told from damage. */
export type Decrypted =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly reason: 'not-a-reader' | 'damaged' };

/** Decrypts with whichever of the identities fits. */
export async function decryptWith(identities: readonly string[], file: Uint8Array): Promise<Decrypted> {
  const decrypter = new Decrypter();
  for (const identity of identities) decrypter.addIdentity(identity);
  return decryptBy(decrypter, file);
}

async function decryptBy(decrypter: Decrypter, file: Uint8Array): Promise<Decrypted> {
  try {
    return { ok: true, bytes: await decrypter.decrypt(file) };
  } catch (error) {
    const isStranger = error instanceof Error && error.message.includes('no identity matched');
    return { ok: false, reason: isStranger ? 'not-a-reader' : 'damaged' };
  }
}

/** An identity file that cannot be used, said without anything of what is in it. */
export class BadIdentityFile extends Error {}

/** Makes a reader. */
export async function createIdentity(): Promise<AgeIdentity> {
  const identity = await generateX25519Identity();
  return { identity, recipient: await identityToRecipient(identity) };
}

/**
 * Makes an identity file as `age-keygen` does, for its owner alone, and gives the recipient. Whoever has the file opens
 * all that was ever sealed for it; without it nothing can.
 */
export async function createIdentityFile(path: string, now: Date): Promise<string> {
  const { identity, recipient } = await createIdentity();
  const text = `# created: ${now.toISOString()}\n# public key: ${recipient}\n${identity}\n`;
  await replaceFile(path, text, 0o600);
  return recipient;
}

/** Reads the identities of a file, a line each; lines that begin with # are remarks. */
export async function readIdentityFile(path: string): Promise<AgeIdentity[]> {
  const file = await stat(path).catch((cause: unknown) => {
    throw new BadIdentityFile(`${path} cannot be read: name the file that holds your AGE-SECRET-KEY-1…`, { cause });
  });
  if (process.platform !== 'win32' && file.isFile() && (file.mode & 0o077) !== 0) {
    const found = (file.mode & 0o777).toString(8).padStart(4, '0');
    throw new BadIdentityFile(`${path} has mode ${found}, others can read it, expected 0600: chmod 600 ${path}`);
  }
  if (file.size > IDENTITY_FILE_MAX_BYTES) {
    throw new BadIdentityFile(`${path} has ${file.size} bytes, an identity file at most ${IDENTITY_FILE_MAX_BYTES}`);
  }
  const identities: AgeIdentity[] = [];
  for (const [index, line] of (await readFile(path, 'utf8')).split(/\r?\n/).entries()) {
    const identity = line.trim();
    if (identity === '' || identity.startsWith('#')) continue;
    identities.push({ identity, recipient: await recipientOf(identity, `${path}:${index + 1}`) });
  }
  if (identities.length === 0)
    throw new BadIdentityFile(`${path} holds no identity: expected a line AGE-SECRET-KEY-1…`);
  return identities;
}

async function recipientOf(identity: string, place: string): Promise<string> {
  const refused = new BadIdentityFile(
    `${place}: expected AGE-SECRET-KEY-1… or a remark that begins with #, found something else`,
  );
  if (!IDENTITY_PATTERN.test(identity)) throw refused;
  try {
    return await identityToRecipient(identity);
  } catch {
    // The library's own words could quote the line.
    throw refused;
  }
}

/**
 * 2^16 rounds of scrypt take 64 MiB and a third of a second. A command that signs pays that once for each key it uses; the
 * library's own 2^18 would take 256 MiB, which a small machine beside a scale or a laboratory may not have to spare.
 */
const SCRYPT_WORK_FACTOR = 16;

/** Encrypts under a passphrase, which is stretched. */
export async function encryptWithPassphrase(passphrase: string, bytes: Uint8Array): Promise<Uint8Array> {
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(SCRYPT_WORK_FACTOR);
  return encrypter.encrypt(bytes);
}

/** Decrypts what was encrypted under a passphrase. */
export async function decryptWithPassphrase(passphrase: string, file: Uint8Array): Promise<Decrypted> {
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  return decryptBy(decrypter, file);
}
