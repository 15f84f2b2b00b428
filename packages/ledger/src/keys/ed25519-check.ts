/** Ed25519 by compiled code: libsodium's where there is a binary of it for this machine, else OpenSSL's. */
import { createPublicKey, verify } from 'node:crypto';
import { createRequire } from 'node:module';

/** Says whether a signature of 64 bytes is by one key, which the check was made for. */
export type Ed25519Check = (message: Uint8Array, signature: Uint8Array) => boolean;

interface Sodium {
  crypto_sign_verify_detached(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean;
}

/** DER of a SubjectPublicKeyInfo for Ed25519 (RFC 8410 §4), without the key itself. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

let sodium: Sodium | null | undefined;

/** A check of signatures by these 32 bytes, which are a canonical key of the prime order: of others the two libraries think differently. */
export function ed25519CheckOf(publicKey: Uint8Array): Ed25519Check {
  return sodiumCheckOf(publicKey) ?? opensslCheckOf(publicKey);
}

/** Takes half the time of OpenSSL's (docs/performance.md). Null where there is no binary for this machine. */
export function sodiumCheckOf(publicKey: Uint8Array): Ed25519Check | null {
  // Where there is none it is not looked for again with each key.
  if (sodium === undefined) sodium = loadSodium();
  const library = sodium;
  if (library === null) return null;
  return (message, signature) => library.crypto_sign_verify_detached(signature, message, publicKey);
}

export function opensslCheckOf(publicKey: Uint8Array): Ed25519Check {
  const key = createPublicKey({ key: Buffer.concat([SPKI_PREFIX, publicKey]), format: 'der', type: 'spki' });
  return (message, signature) => verify(null, message, key, signature);
}

/** Loaded when the first signature is checked: most commands check none, or one. */
function loadSodium(): Sodium | null {
  try {
    const loaded: unknown = createRequire(import.meta.url)('sodium-native');
    return isSodium(loaded) ? loaded : null;
  } catch {
    return null;
  }
}

function isSodium(loaded: unknown): loaded is Sodium {
  return typeof loaded === 'object' && loaded !== null && 'crypto_sign_verify_detached' in loaded;
}
