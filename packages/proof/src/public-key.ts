import { Point } from '@noble/ed25519';
import { assert } from './assert.ts';
import { decodeBase64Url, encodeBase64Url } from './base64.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { show } from './show.ts';

/** An Ed25519 public key as the formats write it: `ed25519:<base64url of 32 bytes>`. Equal keys are equal strings. */
export type PublicKey = string & { readonly brand: 'PublicKey' };

/** Bytes in an Ed25519 public key (RFC 8032 §5.1.5). */
export const PUBLIC_KEY_BYTES = 32;

const ALGORITHM = 'ed25519:';

/** Writes 32 public key bytes as a key. Whether they are a key that may sign is for `checkPublicKey` to say. */
export function formatPublicKey(bytes: Uint8Array): PublicKey {
  assert(bytes.length === PUBLIC_KEY_BYTES, `an Ed25519 public key has 32 bytes, found ${bytes.length}`);
  return `${ALGORITHM}${encodeBase64Url(bytes)}` as PublicKey;
}

/** Reads the form of a key: algorithm, one spelling, 32 bytes. Its point is not looked at: see `checkPublicKey`. */
export function parsePublicKey(text: string): Parsed<PublicKey> {
  const decoded = text.startsWith(ALGORITHM) ? decodeBase64Url(text.slice(ALGORITHM.length)) : undefined;
  if (decoded?.ok === true && decoded.value.length === PUBLIC_KEY_BYTES) return accept(text as PublicKey);
  return refuse(`${show(text)} is not a public key: expected ed25519: and 43 characters of base64url`);
}

/** The 32 bytes of a key. */
export function publicKeyBytes(key: PublicKey): Uint8Array {
  const decoded = decodeBase64Url(key.slice(ALGORITHM.length));
  assert(decoded.ok && decoded.value.length === PUBLIC_KEY_BYTES, `${key} is not a public key`);
  return decoded.value;
}

/**
 * Says whether a key may sign here: a canonically encoded point (RFC 8032 §5.1.3) of the prime-order subgroup, and not
 * the neutral one. With a key of small order one signature fits many messages; with a part of small order, verifiers
 * that multiply by the cofactor and those that do not disagree about a signature. Checked where a key is first trusted
 * (enrolment, a verifier's arguments), since it costs about as much as verifying a signature.
 */
export function checkPublicKey(key: PublicKey): Parsed<PublicKey> {
  let point: Point;
  try {
    point = Point.fromBytes(publicKeyBytes(key), false);
  } catch {
    return refuse(`${key} is not the canonical encoding of a point of the curve`);
  }
  if (point.isSmallOrder()) return refuse(`${key} is a point of small order: one signature would fit many messages`);
  if (!point.isTorsionFree()) {
    return refuse(`${key} has a part of small order: verifiers would disagree about its signatures`);
  }
  return accept(key);
}
