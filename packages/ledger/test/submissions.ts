/** Signed submissions for tests, as a client of the ledger makes them. */
import type { Digest } from '@lodestone/proof/digest.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { submissionMessage } from '@lodestone/proof/submission.ts';
import { appendUnderHeadLock, type RunAppend } from '@lodestone/store/append/append-under-head-lock.ts';
import { type Appender, createAppender } from '../src/append/appender.ts';
import { keysFolder } from '../src/files/data-folder.ts';
import { proveEnrolment } from '../src/keys/enrolment.ts';
import { listKeys } from '../src/keys/keyring.ts';
import { createSecretKey, type SigningKey, signingKeyOf } from '../src/keys/node-crypto.ts';
import type { Ledger } from '../src/open-ledger.ts';
import {
  type EncodedEvent,
  encodeCustodyEvent,
  type SignedSubmission,
  signSubmission,
} from '../src/append/submission.ts';
import { at } from './own-chain.ts';

export async function operatorKey(ledger: Ledger): Promise<SigningKey> {
  const [key] = await listKeys(keysFolder(ledger.dataFolder), 'OPERATOR');
  if (key === undefined) throw new Error('the keyring has no operator key');
  return key.unlock();
}

export function newKey(): SigningKey {
  return signingKeyOf(createSecretKey());
}

export function encode(event: object): EncodedEvent {
  const encoded = encodeCustodyEvent(event as JsonObject);
  if (!encoded.ok) throw new Error(JSON.stringify(encoded.problems));
  return encoded.encoded;
}

/** An event with an id and a time. */
export function eventOf(event: object): JsonObject {
  return { ...at(1, '', event).event };
}

export function registration(party: string, roles: readonly string[] = ['trader']): JsonObject {
  return eventOf({ type: 'party-registered', party, name: party, roles, country: 'CN' });
}

export function enrolment(ledger: Ledger, party: string, key: SigningKey): JsonObject {
  const proof = proveEnrolment(ledger.name, party, key);
  return eventOf({ type: 'key-enrolled', party, key: key.publicKey, proof, heldBy: 'party' });
}

export function oreLot(lot: string): JsonObject {
  return eventOf({
    type: 'lot-created',
    lot,
    origin: 'mined',
    country: 'CN',
    material: { form: 'ore', product: 'ore' },
    quantity: { netMilligrams: 1_000, elementMilligrams: { Nd: 10 } },
  });
}

export function sign(ledger: Ledger, key: SigningKey, ...events: readonly object[]): SignedSubmission {
  return signSubmission(ledger.name, key, events.map(encode));
}

/** A submission under an id of the caller's, for a ledger of the caller's. */
export function signAs(
  key: SigningKey,
  { ledger, id }: { readonly ledger: string; readonly id: string },
  ...events: readonly object[]
): SignedSubmission {
  const encoded = events.map(encode);
  const digests: Digest[] = encoded.map(({ digest }) => digest);
  const submission = { author: key.publicKey, events: digests, ledger, submission: id };
  return { submission, signature: key.sign(submissionMessage(submission)), events: encoded };
}

/** An appender of its own on the ledger. */
export function appenderOf(
  ledger: Ledger,
  options: {
    readonly now?: () => number;
    readonly acceptClock?: boolean;
    readonly runAppend?: RunAppend;
    readonly ahead?: Appender['ahead'];
  } = {},
): Appender {
  const { now = Date.now, acceptClock = false, ahead = null } = options;
  const runAppend = options.runAppend ?? appendUnderHeadLock(ledger.database, ledger.ledgerId);
  return createAppender(runAppend, ledger.name, { now, acceptClock }, ahead);
}
