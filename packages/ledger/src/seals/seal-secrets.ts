/**
 * A secret for each member that is sealed here: `seals/<2 digits>/<event id>.<field>`, 32 random bytes. The salt follows from
 * it, so the same line of a file gives the same event again after a crash, and nobody without the secret can guess a value.
 * Each is a file of its own so that it can go with the opening (docs/decisions/0029); where keys are under a passphrase it is
 * an age file (docs/decisions/0043).
 */
import { createHmac, randomBytes } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import type { JsonValue } from '@lodestone/proof/json-text.ts';
import { sealsFolder } from '../files/data-folder.ts';
import { makeFile } from '../files/make-file.ts';
import { ifThere } from '../files/read-if-there.ts';
import { decryptWith, encryptFor } from '../keys/age-file.ts';
import {
  FILE_MODE,
  FOLDER_MODE,
  openSealProtection,
  protectionForNewSecrets,
  readSealProtection,
} from './seal-protection.ts';

export const SECRET_BYTES = 32;

/** A member and what it says. */
export interface SecretValue {
  readonly event: string;
  readonly field: string;
  readonly value: JsonValue;
}

/**
 * The salt for a value: 32 bytes that are pseudo-random to all who do not hold the secret. Another value of the same
 * member has another salt, so what was never recorded gives nothing away.
 */
export function saltOf(secret: Uint8Array, { event, field, value }: SecretValue): string {
  const text = canonicalize({ event, field, value });
  return encodeBase64Url(createHmac('sha256', secret).update(`lodestone/salt/1\n${text}`).digest());
}

/** A secret that is kept nowhere: for a dry run. */
export function passingSecret(): Uint8Array {
  return randomBytes(SECRET_BYTES);
}

/** The secret of a member, null when there is none. */
export async function findSealSecret(dataFolder: string, event: string, field: string): Promise<Uint8Array | null> {
  const path = pathOf(dataFolder, event, field);
  const kept = await ifThere(path, readFile(path));
  if (kept === null || kept.length === SECRET_BYTES) return kept;
  const protection = await readSealProtection(dataFolder);
  const opened = protection && (await decryptWith([await openSealProtection(dataFolder, protection)], kept));
  if (opened?.ok === true && opened.bytes.length === SECRET_BYTES) return opened.bytes;
  throw new Error(
    `${path} is not a secret of ${SECRET_BYTES} bytes, in the clear or encrypted: restore it from a copy`,
  );
}

/**
 * The secret of a member, made when there is none, and on the disk before anything is signed; of two commands that make it
 * at once both get the same one.
 */
export async function keepSealSecret(dataFolder: string, event: string, field: string): Promise<Uint8Array> {
  const known = await findSealSecret(dataFolder, event, field);
  if (known !== null) return known;
  const path = pathOf(dataFolder, event, field);
  await makeFolder(dirname(path), FOLDER_MODE);
  const secret = passingSecret();
  const protection = await protectionForNewSecrets(dataFolder);
  const kept = protection === null ? secret : await encryptFor([protection.recipient], secret);
  const isMine = await makeFile(path, kept, FILE_MODE);
  return isMine ? secret : keepSealSecret(dataFolder, event, field);
}

/** Forgets the secret of a member, where it is: a value that is guessed can no longer be checked with it. */
export async function forgetSealSecret(dataFolder: string, event: string, field: string): Promise<void> {
  await rm(pathOf(dataFolder, event, field), { force: true });
}

/** The last two digits are random in every version of a UUID; the first are a time, and would fill few folders. */
function pathOf(dataFolder: string, event: string, field: string): string {
  return join(sealsFolder(dataFolder), event.slice(-2), `${event}.${field}`);
}
