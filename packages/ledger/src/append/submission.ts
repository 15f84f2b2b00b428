/** From a JSON value to a signed submission: each step happens once, and nothing later encodes or hashes again. */
import { type CustodyEvent, parseEvent } from '@lodestone/custody/event.ts';
import type { EventProblem } from '@lodestone/custody/events/event-problem.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { digestEvent, type EventBytes, encodeEvent, parseEventBytes } from '@lodestone/proof/event-bytes.ts';
import type { JsonValue } from '@lodestone/proof/json-text.ts';
import { recordSubmissionId, type Submission, submissionMessage } from '@lodestone/proof/submission.ts';
import { type SigningKey, sha256 } from '../keys/node-crypto.ts';
import type { SealedOpening } from '../seals/seal-event.ts';

/** An event that was checked, with the bytes that are hashed, signed and stored. */
export interface EncodedEvent {
  readonly event: CustodyEvent;
  readonly bytes: EventBytes;
  readonly digest: Digest;
  /** What opens its sealed members, where it comes along: it is no part of the event, and nobody signs it. */
  readonly openings?: readonly SealedOpening[];
}

/** What an event adds to its submission on the way: its bytes, and what opens its sealed members. */
export function carriedBytes({ bytes, openings = [] }: EncodedEvent): number {
  return openings.reduce((sum, { ciphertext }) => sum + ciphertext.length, bytes.length);
}

export interface SignedSubmission {
  readonly submission: Submission;
  readonly signature: Uint8Array;
  readonly events: readonly EncodedEvent[];
}

/** A submission as it arrives: bytes and a signature, nothing checked yet. */
export interface ArrivingSubmission {
  readonly submission: Submission;
  readonly signature: Uint8Array;
  /** The bytes of each event, in order. */
  readonly bodies: readonly Uint8Array[];
}

export type EncodedEventResult =
  | { readonly ok: true; readonly encoded: EncodedEvent }
  | { readonly ok: false; readonly problems: readonly EventProblem[] };

/** Checks and encodes one event. Refuses what is not an event, member by member, and what is too large or too deep. */
export function encodeCustodyEvent(value: JsonValue): EncodedEventResult {
  const parsed = parseEvent(value);
  if (!parsed.ok) return parsed;
  const encoded = encodeEvent(value);
  if (!encoded.ok) return { ok: false, problems: [{ path: '', message: encoded.problem, found: undefined }] };
  const bytes = encoded.value;
  return { ok: true, encoded: { event: parsed.event, bytes, digest: digestEvent(bytes, sha256) } };
}

/** Checks the bytes of an event as its author signed them: one spelling, and an event that the ledger knows. */
export function decodeCustodyEvent(bytes: Uint8Array): EncodedEventResult {
  const json = parseEventBytes(bytes);
  if (!json.ok) return { ok: false, problems: [{ path: '', message: json.problem, found: undefined }] };
  const parsed = parseEvent(json.value);
  if (!parsed.ok) return parsed;
  return { ok: true, encoded: { event: parsed.event, bytes: bytes as EventBytes, digest: digestEvent(bytes, sha256) } };
}

/** Whether an event of it says that an opening is erased, which is to be deleted once that is recorded. */
export function erasesOpening({ events }: SignedSubmission): boolean {
  return events.some(({ event }) => event.type === 'opening-erased');
}

/**
 * Signs events as one submission. Its id follows from author and digests, so a retry, after a crash too, is the same
 * submission and is answered with the same receipt.
 */
export function signSubmission(ledger: string, key: SigningKey, events: readonly EncodedEvent[]): SignedSubmission {
  const digests = events.map((event) => event.digest);
  const id = recordSubmissionId(key.publicKey, digests, sha256);
  const submission: Submission = { author: key.publicKey, events: digests, ledger, submission: id };
  return { submission, signature: key.sign(submissionMessage(submission)), events };
}
