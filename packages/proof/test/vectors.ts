import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** A case of a vector file: accepted ones beside twins that are damaged in one way, named by the damage. */
export type Vector<Facts, RefusedFacts = Facts> =
  | ({ name: string; result: 'accepted' } & Facts)
  | ({ name: string; result: 'refused'; accepting: string } & RefusedFacts);

/** Reads a file of packages/proof/vectors; the caller says what is in it. */
export function readVectors(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../vectors/${name}`, import.meta.url), 'utf8'));
}

/** The name of a test for a case; for a refused one it says what accepting it would allow. */
export function titleOf(vector: { name: string; result: string; accepting?: string }): string {
  return vector.result === 'accepted'
    ? `accepts ${vector.name}`
    : `refuses ${vector.name}: accepting would allow ${vector.accepting}`;
}

export function fromHex(digits: string): Uint8Array {
  return new Uint8Array(Buffer.from(digits, 'hex'));
}

export function toHex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

export function fromBase64Url(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'));
}

export function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}

/** OpenSSL's SHA-256, so that the hashes in tests do not come from the library under test. */
export function nodeSha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash('sha256').update(bytes).digest());
}

/** The same bytes with one bit changed; bit 0 is the lowest of the first byte. */
export function flipBit(bytes: Uint8Array, bit: number): Uint8Array {
  const flipped = bytes.slice();
  flipped[bit >> 3] = (flipped[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return flipped;
}
