/** Submissions as their authors hand them in. Authors sign before the clock starts. */
import { OPERATOR } from '@lodestone/custody/operator.ts';
import type { LawfulEvent } from '@lodestone/custody/testing/lawful-event.ts';
import { findSigner } from '@lodestone/ledger/keys/find-signer.ts';
import type { SigningKey } from '@lodestone/ledger/keys/node-crypto.ts';
import type { Ledger } from '@lodestone/ledger/open-ledger.ts';
import { createPartyKey } from '@lodestone/ledger/keys/party-keys.ts';
import {
  type ArrivingSubmission,
  type EncodedEvent,
  encodeCustodyEvent,
  signSubmission,
} from '@lodestone/ledger/append/submission.ts';
import type { JsonObject } from '@lodestone/proof/json-text.ts';
import { linesOf, recordLines } from './bench-ledger.ts';

export type PartyKeys = ReadonlyMap<string, SigningKey>;

/** Records what the operator has to say among `lines`, and enrols a key for every party that it registers. */
export async function openToParties(ledger: Ledger, lines: readonly LawfulEvent[]): Promise<PartyKeys> {
  const registrations = lines.filter(({ by }) => by === OPERATOR);
  await recordAll(ledger, registrations);
  const keys = new Map<string, SigningKey>();
  for (const { event } of registrations) {
    if (event['type'] !== 'party-registered') continue;
    const party = String(event['party']);
    const { by, enrolment } = await createPartyKey(ledger, party);
    await recordAll(ledger, [{ by, event: enrolment }]);
    const { key } = await findSigner(ledger.database, ledger.ledgerId, ledger.dataFolder, party);
    if (key !== null) keys.set(party, await key.unlock());
  }
  return keys;
}

/** Signs what the parties say among `lines`, so many events of one party in a row to a submission. */
export function signLines(
  ledger: Ledger,
  keys: PartyKeys,
  lines: Iterable<LawfulEvent>,
  eventsPerSubmission: number,
): ArrivingSubmission[] {
  const arriving: ArrivingSubmission[] = [];
  let author = '';
  let events: EncodedEvent[] = [];
  const sign = () => {
    const key = keys.get(author);
    if (key !== undefined && events.length > 0) {
      const { submission, signature } = signSubmission(ledger.name, key, events);
      arriving.push({ submission, signature, bodies: events.map(({ bytes }) => bytes) });
    }
    events = [];
  };
  for (const { by, event } of lines) {
    if (by !== author || events.length === eventsPerSubmission) sign();
    author = by;
    if (by !== OPERATOR) events.push(encodeOrThrow(event));
  }
  sign();
  return arriving;
}

/** The bytes that authors sign and that are stored. */
export function bodyOf({ event }: LawfulEvent): Buffer {
  return Buffer.from(encodeOrThrow(event).bytes);
}

function encodeOrThrow(event: LawfulEvent['event']): EncodedEvent {
  const encoded = encodeCustodyEvent(event as JsonObject);
  if (!encoded.ok) throw new Error(encoded.problems[0]?.message);
  return encoded.encoded;
}

async function recordAll(ledger: Ledger, lines: readonly LawfulEvent[]): Promise<void> {
  const stream = async function* () {
    yield* linesOf(lines);
  };
  await recordLines(ledger, stream());
}
