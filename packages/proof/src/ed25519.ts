import { getPublicKey, hashes, Point, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { assert } from './assert.ts';
import { equalBytes } from './equal-bytes.ts';
import { encodeHexadecimal } from './hexadecimal.ts';

/** Says whether a signature of 64 bytes is valid for a message and a public key of 32 bytes, as `verifyEd25519` means it. */
export type VerifyEd25519 = (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;

/** Signs a message with a key that the function holds; gives the 64 bytes of RFC 8032 §5.1.6. */
export type SignEd25519 = (message: Uint8Array) => Uint8Array;

const POINT_BYTES = 32;
const SIGNATURE_BYTES = 64;

// The library signs with whatever SHA-512 it is given.
hashes.sha512 = sha512;

const GROUP_ORDER = Point.CURVE().n;

/**
 * Verifies an Ed25519 signature (RFC 8032 §5.1.7) in the one meaning that the format gives the word valid: the key is
 * canonically encoded, S < L, and encode([S]B − [k]A) is R byte for byte. That is the cofactorless equation, which
 * OpenSSL checks too; noble's own `verify` checks the cofactored one, so the points are computed here. R needs no check
 * of its own: what it is compared with is canonical. A key with a part of small order is for `checkPublicKey` to refuse.
 */
export const verifyEd25519: VerifyEd25519 = (publicKey, message, signature) => {
  if (publicKey.length !== POINT_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  const encodedR = signature.subarray(0, POINT_BYTES);
  const s = littleEndian(signature.subarray(POINT_BYTES));
  if (s >= GROUP_ORDER) return false;
  const keyPoint = decodePoint(publicKey);
  if (keyPoint === undefined) return false;
  const k = littleEndian(hashForChallenge(encodedR, publicKey, message)) % GROUP_ORDER;
  const r = Point.BASE.multiplyUnsafe(s).subtract(keyPoint.multiplyUnsafe(k));
  return equalBytes(r.toBytes(), encodedR);
};

/** Signs a message with a secret key of 32 bytes (RFC 8032 §5.1.6): deterministic, so the same message signs alike. */
export function signEd25519(secretKey: Uint8Array, message: Uint8Array): Uint8Array {
  return sign(message, secretKey);
}

/** The 32 public key bytes of a secret key of 32 bytes (RFC 8032 §5.1.5). */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  assert(secretKey.length === POINT_BYTES, `an Ed25519 secret key has 32 bytes, found ${secretKey.length}`);
  return getPublicKey(secretKey);
}

function decodePoint(bytes: Uint8Array): Point | undefined {
  try {
    return Point.fromBytes(bytes, false);
  } catch {
    return undefined;
  }
}

function hashForChallenge(encodedR: Uint8Array, publicKey: Uint8Array, message: Uint8Array): Uint8Array {
  return sha512.create().update(encodedR).update(publicKey).update(message).digest();
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${encodeHexadecimal(bytes.toReversed())}`);
}
