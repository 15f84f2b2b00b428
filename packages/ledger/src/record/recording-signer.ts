/** Who signs a party's lines: its key of the keyring, or one that is made and enrolled on the way. */
import { OPERATOR } from '@lodestone/custody/operator.ts';
import { eventHead } from '../append/event-head.ts';
import { encodeCustodyEvent, signSubmission } from '../append/submission.ts';
import { keysFolder } from '../files/data-folder.ts';
import { proveEnrolment } from '../keys/enrolment.ts';
import { findSigner } from '../keys/find-signer.ts';
import { firstKey } from '../keys/keyring.ts';
import { createSecretKey, type SigningKey, signingKeyOf } from '../keys/node-crypto.ts';
import type { EventLine } from './read-event-line.ts';
import { addToBatch, flush } from './recording-batch.ts';
import { StopRecording, stopAtBadLine } from './recording-refusal.ts';
import type { Recording } from './recording.ts';

/**
 * The party's signing key; with `createKeys`, a party that never had one gets one, enrolled by the operator. Stops the
 * recording at `line` when there is none.
 */
export async function signerOf(recording: Recording, line: EventLine, party: string): Promise<SigningKey> {
  const { signers, ledger, options } = recording;
  const cached = signers.get(party);
  if (cached !== undefined) return cached;
  // What is on its way may enrol or revoke a key of this party.
  await flush(recording);
  const { database, ledgerId, dataFolder } = ledger;
  const signer = await findSigner(database, ledgerId, dataFolder, party);
  let key = (await signer.key?.unlock()) ?? recording.rehearsedKeys.get(party) ?? null;
  if (options.createKeys && signer.enrolled === 0 && party !== OPERATOR) {
    key = await enrolFirstKey(recording, line, party, key);
  }
  if (key === null) throw stopWithoutKey(line, party, signer.enrolled);
  signers.set(party, key);
  return key;
}

/** Enrols the key that the keyring has for the party, else a new one, as held by this ledger. */
async function enrolFirstKey(
  recording: Recording,
  line: EventLine,
  party: string,
  existing: SigningKey | null,
): Promise<SigningKey> {
  const { ledger } = recording;
  const operator = await signerOf(recording, line, OPERATOR);
  const key = existing ?? (await newKey(recording, party));
  const result = encodeCustodyEvent({
    type: 'key-enrolled',
    ...eventHead(),
    party,
    key: key.publicKey,
    proof: proveEnrolment(ledger.name, party, key),
    heldBy: 'ledger',
  });
  if (!result.ok) {
    throw stopAtBadLine({ line: line.line, message: `by: ${result.problems[0]?.message}`, facts: { by: party } });
  }
  const { encoded } = result;
  const signed = signSubmission(ledger.name, operator, [encoded]);
  const enrolment = { signed, key: operator, party: OPERATOR, lines: [], enrolmentLine: line.line };
  addToBatch(recording, enrolment, encoded.bytes.length);
  return key;
}

/** A key that is kept, or in a dry run one that is forgotten. */
async function newKey({ ledger, options, rehearsedKeys }: Recording, party: string): Promise<SigningKey> {
  if (!options.dryRun) return (await firstKey(keysFolder(ledger.dataFolder), party)).unlock();
  const key = signingKeyOf(createSecretKey());
  rehearsedKeys.set(party, key);
  return key;
}

function stopWithoutKey(line: EventLine, party: string, enrolled: number): StopRecording {
  const advice =
    enrolled === 0
      ? `make one with: lodestone key create ${party}, or let this ledger sign for it: lodestone record --create-keys`
      : `the ledger knows ${enrolled}, but their secrets are in another data folder`;
  const message = `by: the keyring has no key of ${party}: ${advice}`;
  const facts = { field: 'by', party, enrolled };
  return new StopRecording({ line: line.line, event: line.encoded.event.id, reason: 'no-key', message, facts });
}
