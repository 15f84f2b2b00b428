/** SHA-256 and Ed25519 by compiled code, many times faster than the pure ones. Tests hold all to the same answers. */
import { createPrivateKey, createPublicKey, hash, randomBytes, sign } from 'node:crypto';
import { type VerifyEd25519, verifyEd25519 as verifyPurely } from '@lodestone/proof/ed25519.ts';
import type { Sha256 } from '@lodestone/proof/hash.ts';
import { checkPublicKey, formatPublicKey, type PublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { type Ed25519Check, ed25519CheckOf } from './ed25519-check.ts';

export const sha256: Sha256 = Object.assign((bytes: Uint8Array) => hash('sha256', bytes, 'buffer'), {
  base64Url: (bytes: Uint8Array) => hash('sha256', bytes, 'base64url'),
});

/** DER of a PKCS #8 private key for Ed25519 (RFC 8410 §7), without the key itself, and of what comes before a public one. */
const PRIVATE_KEY_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const SPKI_PREFIX_BYTES = 12;

/** Keys seen lately; null is one that is not fit for use. Bounded, so that strangers' keys cannot fill the memory. */
const KNOWN_KEYS_MAX = 10_000;
const knownKeys = new Map<string, Ed25519Check | null>();

/**
 * Checks a signature with the one meaning of valid (docs/format/submission.md). libsodium and OpenSSL refuse S ≥ L and
 * compare R byte by byte; what OpenSSL lets pass, a key that is not canonical or has a small or mixed order, is refused
 * here. libsodium refuses every R of small order besides, and so does Node with some versions of OpenSSL; of these one, the
 * neutral point, can satisfy the equation, so the pure code decides.
 */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) =>
  verifyEd25519By(formatPublicKey(publicKey), message, signature);

/** The same by a key as the formats write it, which is how the keys seen lately are remembered. */
export function verifyEd25519By(author: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  const check = checkOf(author);
  if (check === null || signature.length !== 64) return false;
  return isNeutral(signature) ? verifyPurely(publicKeyBytes(author), message, signature) : check(message, signature);
}

/** Says whether a signature's R, its first 32 bytes, is the neutral point, which is encoded as y = 1. */
function isNeutral(signature: Uint8Array): boolean {
  if (signature[0] !== 1) return false;
  for (let index = 1; index < 32; index++) if (signature[index] !== 0) return false;
  return true;
}

function checkOf(author: PublicKey): Ed25519Check | null {
  const cached = knownKeys.get(author);
  if (cached !== undefined) return cached;
  const check = checkPublicKey(author).ok ? ed25519CheckOf(publicKeyBytes(author)) : null;
  if (knownKeys.size >= KNOWN_KEYS_MAX) knownKeys.clear();
  knownKeys.set(author, check);
  return check;
}

/** A private key that can sign; the secret itself stays inside. */
export interface SigningKey {
  readonly publicKey: PublicKey;
  sign(message: Uint8Array): Uint8Array;
}

/** 32 fresh random bytes: an Ed25519 secret key. */
export function createSecretKey(): Uint8Array {
  return randomBytes(32);
}

/** Makes the signing key of a 32-byte secret. */
export function signingKeyOf(secretKey: Uint8Array): SigningKey {
  const der = Buffer.concat([PRIVATE_KEY_PREFIX, secretKey]);
  const privateKey = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(privateKey).export({ format: 'der', type: 'spki' });
  const publicKey = formatPublicKey(spki.subarray(SPKI_PREFIX_BYTES));
  return { publicKey, sign: (message) => sign(null, message, privateKey) };
}
