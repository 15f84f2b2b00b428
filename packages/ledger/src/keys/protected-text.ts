/** A short secret text under a passphrase, as files of the data folder hold it: an age file in base64. */
import { decodeBase64, encodeBase64 } from '@lodestone/proof/base64.ts';
import { decryptWithPassphrase, encryptWithPassphrase } from './age-file.ts';
import { NoPassphrase, passphraseToOpen } from './passphrase.ts';

/** Encrypts a text of ASCII characters. */
export async function protectText(text: string, passphrase: string): Promise<string> {
  return encodeBase64(await encryptWithPassphrase(passphrase, Buffer.from(text, 'ascii')));
}

/** What came of opening: that the passphrase is another one is told from damage. */
type OpenedText =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly reason: 'not-a-reader' | 'damaged' };

/** Opens it with this passphrase, whatever was given or asked for. */
export async function openTextWith(age: string, passphrase: string): Promise<OpenedText> {
  const bytes = decodeBase64(age);
  if (!bytes.ok) return { ok: false, reason: 'damaged' };
  const result = await decryptWithPassphrase(passphrase, bytes.value);
  return result.ok ? { ok: true, text: Buffer.from(result.bytes).toString('latin1') } : result;
}

/** What was opened in this process, so that a passphrase is stretched once for each. */
const opened = new Map<string, Promise<string>>();

/** Opens it with the passphrase that is given or asked for. Throws `NoPassphrase` when that is another one. */
export function openText(age: string, what: string, file: string): Promise<string> {
  const known = opened.get(age) ?? openAsked(age, what, file);
  opened.set(age, known);
  // One who has mistyped it may try again.
  known.catch(() => opened.delete(age));
  return known;
}

async function openAsked(age: string, what: string, file: string): Promise<string> {
  const result = await openTextWith(age, await passphraseToOpen(`${what}, ${file}`));
  if (result.ok) return result.text;
  if (result.reason === 'damaged') throw new Error(`${file} is damaged: restore it from a copy`);
  throw new NoPassphrase(`the passphrase does not open ${file}: it is for another key, or has a slip`);
}
