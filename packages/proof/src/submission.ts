import { assert } from './assert.ts';
import { canonicalize } from './canonical-json.ts';
import type { Digest } from './digest.ts';
import type { VerifyEd25519 } from './ed25519.ts';
import type { Sha256 } from './hash.ts';
import { type PublicKey, publicKeyBytes } from './public-key.ts';
import { encodeUtf8 } from './utf8.ts';
import { uuidV8 } from './uuid.ts';

export const SUBMISSION_MAX_EVENTS = 1000;
/** The event bytes of one submission together. */
export const SUBMISSION_MAX_BYTES = 16 * 1024 * 1024;

/**
 * What an author signs: events that are recorded all or none, in this order, in this ledger and no other. `submission`
 * is a UUID; the same author and id stand for the same events for ever.
 */
export type Submission = {
  readonly author: PublicKey;
  readonly events: readonly Digest[];
  readonly ledger: string;
  readonly submission: string;
};

const SUBMISSION_PREFIX_TEXT = 'lodestone/submission/1\n';
/** What every signed message begins with, so that none is ever taken for another kind of thing. */
export const SUBMISSION_PREFIX = encodeUtf8(SUBMISSION_PREFIX_TEXT);

/**
 * The bytes that are signed, "lodestone/submission/1\n" ‖ canonical JSON:
 *
 *     {"author":"ed25519:…","events":["<digest>"],"ledger":"<ledger>","submission":"<uuid>"}
 */
export function submissionMessage({ author, events, ledger, submission }: Submission): Uint8Array {
  assert(events.length > 0, 'a submission has at least one event');
  assert(events.length <= SUBMISSION_MAX_EVENTS, `a submission has at most 1,000 events, found ${events.length}`);
  const canonical = canonicalize({ author, events: [...events], ledger, submission });
  return encodeUtf8(`${SUBMISSION_PREFIX_TEXT}${canonical}`);
}

/** Says whether the author signed exactly this submission. */
export function checkSubmissionSignature(
  submission: Submission,
  signature: Uint8Array,
  verify: VerifyEd25519,
): boolean {
  return verify(publicKeyBytes(submission.author), submissionMessage(submission), signature);
}

/**
 * The id that `record` gives a submission: the UUIDv8 of SHA-256("lodestone/record/1\n" ‖ author ‖ digests), the author
 * and the digests as their texts. Recording the same file again makes the same id, so a retry records nothing twice.
 */
export function recordSubmissionId(author: PublicKey, digests: readonly Digest[], sha256: Sha256): string {
  // Author and digests have fixed lengths, so no two lists run together into the same text.
  return uuidV8(sha256(encodeUtf8(`lodestone/record/1\n${author}${digests.join('')}`)));
}
