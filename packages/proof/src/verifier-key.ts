import { assert } from './assert.ts';
import { decodeBase64, encodeBase64 } from './base64.ts';
import { encodeHexadecimal } from './hexadecimal.ts';
import { nobleSha256 } from './noble-sha256.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { checkPublicKey, formatPublicKey, PUBLIC_KEY_BYTES, type PublicKey, publicKeyBytes } from './public-key.ts';
import { show } from './show.ts';
import { encodeUtf8 } from './utf8.ts';

/** A key whose signatures on notes count. `keyId` is of eight lower-case hexadecimal digits. */
export type VerifierKey = { readonly name: string; readonly keyId: string; readonly publicKey: PublicKey };

/**
 * What a key's signatures are made over (C2SP signed-note, signature types): 0x01 the text of the note, 0x04 the text and
 * a time, see `cosignature.ts`.
 */
export type KeyType = 0x01 | 0x04;

const ED25519_TYPE = 0x01;

const DESCRIBED: Readonly<Record<KeyType, string>> = { 0x01: 'Ed25519', 0x04: 'of a witness' };

const VERIFIER_KEY_PATTERN = /^([^+]*)\+([^+]*)\+(.*)$/s;

/** Says whether a text can name a key on a note (C2SP signed-note): not empty, and without space, plus or control. */
export function isKeyName(name: string): boolean {
  return /^[^\p{White_Space}\p{Cc}\p{Cs}+]+$/u.test(name);
}

/** The id of an Ed25519 key on notes: the first four bytes of SHA-256(name ‖ 0x0A ‖ 0x01 ‖ public key), in digits. */
export function keyIdOf(name: string, publicKey: Uint8Array, type: KeyType = ED25519_TYPE): string {
  const nameBytes = encodeUtf8(`${name}\n`);
  const hash = nobleSha256(new Uint8Array([...nameBytes, type, ...publicKey]));
  return encodeHexadecimal(hash.subarray(0, 4));
}

/**
 * Writes a public key as a C2SP verifier key, `<name>+<key id>+<base64(0x01 ‖ public key)>`: what an operator publishes
 * and an auditor gives to `--trust`.
 */
export function formatVerifierKey(name: string, publicKey: Uint8Array, type: KeyType = ED25519_TYPE): string {
  assert(isKeyName(name), `${show(name)} cannot name a key`);
  assert(publicKey.length === PUBLIC_KEY_BYTES, `an Ed25519 public key has 32 bytes, found ${publicKey.length}`);
  return `${name}+${keyIdOf(name, publicKey, type)}+${encodeBase64(new Uint8Array([type, ...publicKey]))}`;
}

/** The same of a key whose signatures on notes count. */
export function showVerifierKey({ name, publicKey }: VerifierKey): string {
  return formatVerifierKey(name, publicKeyBytes(publicKey));
}

/** Reads a verifier key; refuses one whose id does not fit, of another type than Ed25519, or that may not sign. */
export function parseVerifierKey(text: string, expectedType: KeyType = ED25519_TYPE): Parsed<VerifierKey> {
  const [, name = '', keyId = '', encoded = ''] = VERIFIER_KEY_PATTERN.exec(text) ?? [];
  if (!isKeyName(name)) return refuse(`${show(text)} is not a verifier key: expected <name>+<key id>+<base64>`);
  const decoded = decodeBase64(encoded);
  if (!decoded.ok) return decoded;
  const [type, ...keyBytes] = decoded.value;
  if (type !== expectedType || keyBytes.length !== PUBLIC_KEY_BYTES) {
    return refuse(
      `the verifier key ${show(name)} is not ${DESCRIBED[expectedType]}: expected type ${expectedType} and 32 bytes, found type ${type} and ${keyBytes.length}`,
    );
  }
  const publicKey = new Uint8Array(keyBytes);
  const expectedId = keyIdOf(name, publicKey, expectedType);
  if (keyId !== expectedId) {
    return refuse(`the verifier key ${show(name)} has the id ${show(keyId)}, expected "${expectedId}"`);
  }
  const checked = checkPublicKey(formatPublicKey(publicKey));
  return checked.ok ? accept({ name, keyId, publicKey: checked.value }) : checked;
}
