/** SHA-256 and Ed25519 of OpenSSL, several times faster than the pure ones. Tests hold both to the same answers. */
import { createPrivateKey, createPublicKey, hash, type KeyObject, randomBytes, sign, verify } from 'node:crypto';
import { type VerifyEd25519, verifyEd25519 as verifyPurely } from '@lodestone/proof/ed25519.ts';
import type { Sha256 } from '@lodestone/proof/hash.ts';
import { checkPublicKey, formatPublicKey, type PublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';

export const sha256: Sha256 = Object.assign((bytes: Uint8Array) => hash('sha256', bytes, 'buffer'), {
  base64Url: (bytes: Uint8Array) => hash('sha256', bytes, 'base64url'),
});

/** DER of a PKCS #8 private key and of a SubjectPublicKeyInfo for Ed25519 (RFC 8410 §7), without the key itself. */
const PRIVATE_KEY_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const PUBLIC_KEY_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Keys seen lately; null is one that is not fit for use. Bounded, so that strangers' keys cannot fill the memory. */
const KNOWN_KEYS_MAX = 10_000;
const knownKeys = new Map<string, KeyObject | null>();

/**
 * Checks a signature with the one meaning of valid (docs/format/submission.md). OpenSSL refuses S ≥ L and compares R
 * byte by byte; what it lets pass, a key that is not canonical or has a small or mixed order, is refused here. Node
 * refuses every R of small order; of these one, the neutral point, can satisfy the equation, so the pure code decides.
 */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) =>
  verifyEd25519By(formatPublicKey(publicKey), message, signature);

/** The same by a key as the formats write it, which is how the keys seen lately are remembered. */
export function verifyEd25519By(author: PublicKey, message: Uint8Array, signature: Uint8Array): boolean {
  const key = keyObject(author);
  if (key === null || signature.length !== 64) return false;
  return isNeutral(signature)
    ? verifyPurely(publicKeyBytes(author), message, signature)
    : verify(null, message, key, signature);
}

/** The same off this thread, on one of libuv's. */
export async function verifyEd25519Aside(
  publicKey: Uint8Array,
  message: Uint8Array,
  signature: Uint8Array,
): Promise<boolean> {
  const key = keyObject(formatPublicKey(publicKey));
  if (key === null || signature.length !== 64) return false;
  if (isNeutral(signature)) return verifyPurely(publicKey, message, signature);
  return new Promise((resolve, reject) => {
    verify(null, message, key, signature, (error, isValid) => (error === null ? resolve(isValid) : reject(error)));
  });
}

/** Says whether a signature's R, its first 32 bytes, is the neutral point, which is encoded as y = 1. */
function isNeutral(signature: Uint8Array): boolean {
  if (signature[0] !== 1) return false;
  for (let index = 1; index < 32; index++) if (signature[index] !== 0) return false;
  return true;
}

function keyObject(author: PublicKey): KeyObject | null {
  const cached = knownKeys.get(author);
  if (cached !== undefined) return cached;
  const key = checkPublicKey(author).ok ? createPublicKey({ key: derOf(author), format: 'der', type: 'spki' }) : null;
  if (knownKeys.size >= KNOWN_KEYS_MAX) knownKeys.clear();
  knownKeys.set(author, key);
  return key;
}

function derOf(author: PublicKey): Buffer {
  return Buffer.concat([PUBLIC_KEY_PREFIX, publicKeyBytes(author)]);
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
  const publicKey = formatPublicKey(spki.subarray(PUBLIC_KEY_PREFIX.length));
  return { publicKey, sign: (message) => sign(null, message, privateKey) };
}
