/**
 * What the secrets of sealed members are encrypted to where the keys of a data folder are under a passphrase:
 * `seals/protection.json`. Keeping a new secret takes the recipient alone, so that sealing asks nobody for the passphrase.
 *
 *     {"recipient": "age1…", "age": "<base64 of an age file that holds the identity>"}
 *     {"recipient": "age1…", "identity": "AGE-SECRET-KEY-1…"}
 *
 * The second is what taking the passphrase off leaves (docs/decisions/0043).
 */
import { join } from 'node:path';
import { makeFolder } from '@lodestone/store/make-folder.ts';
import { sealsFolder } from '../files/data-folder.ts';
import { makeFile } from '../files/make-file.ts';
import { readIfThere } from '../files/read-if-there.ts';
import { createIdentity, findRecipientProblem } from '../keys/age-file.ts';
import { passphraseForNewKeys } from '../keys/passphrase.ts';
import { openText, protectText } from '../keys/protected-text.ts';

/** The recipient can be read without the passphrase. */
export type SealProtection = { readonly recipient: string } & (
  | { readonly identity: string }
  /** The identity under a passphrase. */
  | { readonly age: string }
);

export const FOLDER_MODE = 0o700;
export const FILE_MODE = 0o600;

export function protectionPath(dataFolder: string): string {
  return join(sealsFolder(dataFolder), 'protection.json');
}

/** Reads it; null where secrets are in the clear. Throws where somebody has damaged it. */
export async function readSealProtection(dataFolder: string): Promise<SealProtection | null> {
  const path = protectionPath(dataFolder);
  const text = await readIfThere(path);
  if (text === null) return null;
  const { recipient, identity, age } = parseMembers(text);
  if (typeof recipient === 'string' && findRecipientProblem(recipient) === null) {
    if (typeof identity === 'string' && age === undefined) return { recipient, identity };
    if (typeof age === 'string' && identity === undefined) return { recipient, age };
  }
  throw new Error(`${path} does not say what secrets are encrypted to: restore it from a copy`);
}

function parseMembers(text: string): Partial<Record<'recipient' | 'identity' | 'age', unknown>> {
  try {
    const content: unknown = JSON.parse(text);
    return typeof content === 'object' && content !== null ? content : {};
  } catch {
    // The parser's own message would quote the content, which may be a secret.
    return {};
  }
}

/** What new secrets are encrypted to: made where there is none and a passphrase is given for new keys; else null. */
export async function protectionForNewSecrets(dataFolder: string): Promise<SealProtection | null> {
  const known = await readSealProtection(dataFolder);
  if (known !== null) return known;
  const passphrase = await passphraseForNewKeys();
  return passphrase === null ? null : makeSealProtection(dataFolder, passphrase);
}

/** Makes it, unless somebody else does at the same time: then that one counts. */
export async function makeSealProtection(dataFolder: string, passphrase: string): Promise<SealProtection> {
  const { recipient, identity } = await createIdentity();
  const made: SealProtection = { recipient, age: await protectText(identity, passphrase) };
  await makeFolder(sealsFolder(dataFolder), FOLDER_MODE);
  await makeFile(protectionPath(dataFolder), formatSealProtection(made), FILE_MODE);
  return (await readSealProtection(dataFolder)) ?? made;
}

export function formatSealProtection(protection: SealProtection): string {
  return `${JSON.stringify(protection, null, 2)}\n`;
}

/** The identity that opens what was encrypted. Throws `NoPassphrase` where it cannot be had. */
export async function openSealProtection(dataFolder: string, protection: SealProtection): Promise<string> {
  if ('identity' in protection) return protection.identity;
  return openText(protection.age, 'the secrets of sealed members', protectionPath(dataFolder));
}
