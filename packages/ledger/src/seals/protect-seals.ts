/** Puts the secrets of sealed members under a passphrase, or takes it off them. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sealsFolder } from '../files/data-folder.ts';
import { isDraft } from '../files/draft-path.ts';
import { ifThere } from '../files/read-if-there.ts';
import { replaceFile } from '../files/replace-file.ts';
import { encryptFor } from '../keys/age-file.ts';
import type { ConvertedKeys } from '../keys/protect-keys.ts';
import { openTextWith, protectText } from '../keys/protected-text.ts';
import {
  FILE_MODE,
  formatSealProtection,
  makeSealProtection,
  openSealProtection,
  protectionPath,
  readSealProtection,
  type SealProtection,
} from './seal-protection.ts';
import { SECRET_BYTES } from './seal-secrets.ts';

/**
 * Encrypts every secret of the folder under `passphrase`, and those that are made later; null puts what opens them in the
 * clear. If we crash midway each file is whole, old or new, and the next call goes on.
 */
export async function convertSealSecrets(dataFolder: string, passphrase: string | null): Promise<ConvertedKeys> {
  const found = await readSealProtection(dataFolder);
  const { clear, encrypted } = await listSecrets(sealsFolder(dataFolder));
  const wasProtected = found !== null && 'age' in found;
  if (passphrase === null) {
    if (!wasProtected) return { converted: 0, left: clear.length + encrypted.length };
    const { recipient } = found;
    await replaceProtection(dataFolder, { recipient, identity: await openSealProtection(dataFolder, found) });
    return { converted: encrypted.length, left: clear.length };
  }
  const protection = found ?? (await makeSealProtection(dataFolder, passphrase));
  for (const file of clear) {
    await replaceFile(file, await encryptFor([protection.recipient], await readFile(file)), FILE_MODE);
  }
  if ('identity' in protection) await protectIdentity(dataFolder, protection, passphrase);
  const left = wasProtected ? encrypted.length : 0;
  return { converted: clear.length + encrypted.length - left, left };
}

async function protectIdentity(
  dataFolder: string,
  { recipient, identity }: Extract<SealProtection, { readonly identity: string }>,
  passphrase: string,
): Promise<void> {
  const age = await protectText(identity, passphrase);
  const again = await openTextWith(age, passphrase);
  if (!again.ok || again.text !== identity) throw new Error('Bug: an identity could not be opened again');
  await replaceProtection(dataFolder, { recipient, age });
}

function replaceProtection(dataFolder: string, protection: SealProtection): Promise<void> {
  return replaceFile(protectionPath(dataFolder), formatSealProtection(protection), FILE_MODE);
}

interface SecretFiles {
  readonly clear: readonly string[];
  readonly encrypted: readonly string[];
}

async function listSecrets(folder: string): Promise<SecretFiles> {
  const entries = (await ifThere(folder, readdir(folder, { recursive: true, withFileTypes: true }))) ?? [];
  const clear: string[] = [];
  const encrypted: string[] = [];
  for (const entry of entries) {
    // Beside secrets there are drafts of a command that was cut short, and what they are encrypted to.
    if (!entry.isFile() || entry.parentPath === folder || isDraft(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const { length } = await readFile(path);
    (length === SECRET_BYTES ? clear : encrypted).push(path);
  }
  return { clear, encrypted };
}
