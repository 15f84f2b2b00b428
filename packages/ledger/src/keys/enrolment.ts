import type { EventOf } from '@lodestone/custody/event.ts';
import { decodeBase64Url, encodeBase64Url } from '@lodestone/proof/base64.ts';
import { checkpointKeyMessage, enrolmentMessage } from '@lodestone/proof/enrolment.ts';
import { checkPublicKey, parsePublicKey, publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { type SigningKey, verifyEd25519 } from './node-crypto.ts';

/** The new key's own signature that it will sign for `party` in this ledger. */
export function proveEnrolment(ledger: string, party: string, key: SigningKey): string {
  return encodeBase64Url(key.sign(enrolmentMessage({ key: key.publicKey, ledger, party })));
}

/** The same of a key that will sign checkpoints. */
export function proveCheckpointKey(ledger: string, key: SigningKey): string {
  return encodeBase64Url(key.sign(checkpointKeyMessage({ key: key.publicKey, ledger })));
}

/** Checks the key of an enrolment, or one for checkpoints, and its proof of possession: null when both are good, else what is wrong. */
export function checkEnrolment(ledger: string, event: EventOf<'key-enrolled' | 'checkpoint-key-added'>): string | null {
  const { key, proof } = event;
  const parsed = parsePublicKey(key);
  if (!parsed.ok) return parsed.problem;
  const fit = checkPublicKey(parsed.value);
  if (!fit.ok) return fit.problem;
  const signature = decodeBase64Url(proof);
  if (!signature.ok) return signature.problem;
  const publicKey = parsed.value;
  const [message, what] =
    event.type === 'key-enrolled'
      ? [enrolmentMessage({ key: publicKey, ledger, party: event.party }), `its enrolment for ${event.party}`]
      : [checkpointKeyMessage({ key: publicKey, ledger }), 'its coming in for checkpoints'];
  if (verifyEd25519(publicKeyBytes(publicKey), message, signature.value)) return null;
  return `the proof is not a signature by ${key} over ${what} in ${ledger}`;
}
