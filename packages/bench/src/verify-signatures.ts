/** Bare Ed25519 verification: what nobody who checks signatures can do without. */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import type { ArrivingSubmission } from '@lodestone/ledger/append/submission.ts';
import { type PublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { submissionMessage } from '@lodestone/proof/submission.ts';

export interface PreparedSignature {
  readonly message: Uint8Array;
  readonly key: KeyObject;
  readonly signature: Uint8Array;
}

const keyObjects = new Map<PublicKey, KeyObject>();

/** Makes everything that the clock must not see. */
export function prepareSignature({ submission, signature }: ArrivingSubmission): PreparedSignature {
  return { message: submissionMessage(submission), key: keyObjectOf(submission.author), signature };
}

/** Verifies each in this thread; returns how many. Throws when one is not valid. */
export function verifySignatures(prepared: readonly PreparedSignature[]): number {
  for (const { message, key, signature } of prepared) {
    if (!verify(null, message, key, signature)) throw new Error('a signature that was just made is not valid');
  }
  return prepared.length;
}

/** A key as OpenSSL holds it, made once per author. */
function keyObjectOf(author: PublicKey): KeyObject {
  const known = keyObjects.get(author);
  if (known !== undefined) return known;
  const x = Buffer.from(publicKeyBytes(author)).toString('base64url');
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' });
  keyObjects.set(author, key);
  return key;
}
