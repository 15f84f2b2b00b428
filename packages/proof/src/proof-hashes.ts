import { encodeBase64Url } from './base64.ts';
import { SHA256_BYTES } from './hash.ts';

/** Says which hash of a claim is not of 32 bytes, if one is: hashing it would shift the bytes of its neighbour. */
export function checkHashes(
  named: { readonly [name: string]: Uint8Array },
  proof: readonly Uint8Array[],
): string | undefined {
  for (const [name, hash] of Object.entries(named)) {
    if (hash.length !== SHA256_BYTES) return `${name} has ${hash.length} bytes, expected ${SHA256_BYTES}`;
  }
  const index = proof.findIndex((hash) => hash.length !== SHA256_BYTES);
  return index === -1 ? undefined : `proof[${index}] has ${proof[index]?.length} bytes, expected ${SHA256_BYTES}`;
}

/** Shows a hash as a digest is written. */
export function showHash(hash: Uint8Array): string {
  return encodeBase64Url(hash);
}
