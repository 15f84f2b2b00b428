import type { EventOf } from '@lodestone/custody/event.ts';
import { decodeBase64Url, encodeBase64Url } from '@lodestone/proof/base64.ts';
import { enrolmentMessage } from '@lodestone/proof/enrolment.ts';
import { checkPublicKey, parsePublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { type SigningKey, verifyEd25519 } from './node-crypto.ts';

/** The new key's own signature that it will sign for `party` in this ledger. */
export function proveEnrolment(ledger: string, party: string, key: SigningKey): string {
  return encodeBase64Url(key.sign(enrolmentMessage({ key: key.publicKey, ledger, party })));
}

/** Checks the key of an enrolment and its proof of possession: null when both are good, else what is wrong. */
export function checkEnrolment(ledger: string, event: EventOf<'key-enrolled'>): string | null {
  const { key, party, proof } = event;
  const parsed = parsePublicKey(key);
  if (!parsed.ok) return parsed.problem;
  const fit = checkPublicKey(parsed.value);
  if (!fit.ok) return fit.problem;
  const signature = decodeBase64Url(proof);
  if (!signature.ok) return signature.problem;
  const message = enrolmentMessage({ key: parsed.value, ledger, party });
  if (verifyEd25519(publicKeyBytes(parsed.value), message, signature.value)) return null;
  return `the proof is not a signature by ${key} over its enrolment for ${party} in ${ledger}`;
}
