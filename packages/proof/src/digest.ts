import { assert } from './assert.ts';
import { decodeBase64Url, encodeBase64Url } from './base64.ts';
import { SHA256_BYTES, type Sha256 } from './hash.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { show } from './show.ts';

/** A SHA-256 hash as the formats write it: 43 characters of base64url. Equal digests are equal strings. */
export type Digest = string & { readonly brand: 'Digest' };

// 32 bytes are 42 characters of six bits and one of four: the last character has two zero bits, so only every fourth
// one may end a digest. That is exactly "decoding then encoding gives the same text", for a fraction of its cost.
const DIGEST_PATTERN = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/;

/** Writes 32 hash bytes as a digest. */
export function digestFromBytes(bytes: Uint8Array): Digest {
  if (bytes.length !== SHA256_BYTES) assert(false, `a digest has ${SHA256_BYTES} bytes, found ${bytes.length}`);
  return encodeBase64Url(bytes) as Digest;
}

/** The 32 bytes of a digest. */
export function digestToBytes(digest: Digest): Uint8Array {
  const decoded = decodeBase64Url(digest);
  if (!decoded.ok) assert(false, `${digest} is not a digest`);
  return decoded.value;
}

/** Reads a digest; refuses every text but the one spelling of 32 bytes. */
export function parseDigest(text: string): Parsed<Digest> {
  return isDigest(text) ? accept(text) : refuse(`${show(text)} is not a digest: expected 43 characters of base64url`);
}

/** Says whether a text is the one spelling of a digest. */
export function isDigest(text: string): text is Digest {
  return DIGEST_PATTERN.test(text);
}

/** Hashes bytes to a digest, by the cheapest way that the given hash function offers. */
export function digestBytes(bytes: Uint8Array, sha256: Sha256): Digest {
  return sha256.base64Url === undefined ? digestFromBytes(sha256(bytes)) : (sha256.base64Url(bytes) as Digest);
}
