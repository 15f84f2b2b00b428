import { formatCount } from '@lodestone/custody/format-count.ts';
import { SUBMISSION_MAX_BYTES, SUBMISSION_MAX_EVENTS, submissionMessage } from '@lodestone/proof/submission.ts';
import { verifyEd25519By } from '../keys/node-crypto.ts';
import { type RefusedOutcome, refuse } from './outcome.ts';
import type { SignedSubmission } from './submission.ts';

/** Checks sizes, digests and signatures, before any lock is taken. What follows a bad submission is not looked at. */
export function checkSubmissions(submissions: readonly SignedSubmission[]): {
  valid: readonly SignedSubmission[];
  refused: RefusedOutcome | null;
} {
  for (const [index, signed] of submissions.entries()) {
    const refused = checkSubmission(signed);
    if (refused !== null) return { valid: submissions.slice(0, index), refused };
  }
  return { valid: submissions, refused: null };
}

function refuseForged(signed: SignedSubmission): RefusedOutcome | null {
  return isSigned(signed) ? null : refuseSignature(signed.submission);
}

function isSigned({ submission, signature }: SignedSubmission): boolean {
  return verifyEd25519By(submission.author, submissionMessage(submission), signature);
}

/** Says whether a submission is signed by its author: when it is asked for the first time, and then without checking again. */
export function signatureCheck(signed: SignedSubmission): () => boolean {
  let isValid: boolean | undefined;
  return () => {
    isValid ??= isSigned(signed);
    return isValid;
  };
}

/** Checks one submission with its signature; null when it is good. */
export function checkSubmission(signed: SignedSubmission): RefusedOutcome | null {
  return refuseMalformed(signed) ?? refuseForged(signed);
}

export function refuseSignature(submission: SignedSubmission['submission']): RefusedOutcome {
  const message = `the signature of submission ${submission.submission} is not by its author ${submission.author}`;
  return refuse('signature', message, { submission: submission.submission, author: submission.author }, null);
}

/** A submission has 1 to 1,000 events of 16 MiB together, and signs exactly the digests of those that come with it. */
export function refuseMalformed({ submission, events }: SignedSubmission): RefusedOutcome | null {
  const count = events.length;
  const bytes = events.reduce((sum, event) => sum + event.bytes.length, 0);
  if (count === 0 || count > SUBMISSION_MAX_EVENTS || bytes > SUBMISSION_MAX_BYTES) {
    const limits = `1 to ${SUBMISSION_MAX_EVENTS} events of at most ${SUBMISSION_MAX_BYTES} bytes together`;
    const message = `submission ${submission.submission} has ${formatCount(count, 'event')} of ${bytes} bytes, it may have ${limits}`;
    return refuse('submission-size', message, { events: count, bytes }, null);
  }
  const ordinal = events.findIndex(({ digest }, index) => digest !== submission.events[index]);
  if (ordinal === -1 && submission.events.length === count) return null;
  const signed = submission.events[Math.max(ordinal, 0)] ?? null;
  const found = events[Math.max(ordinal, 0)]?.digest ?? null;
  const message = `submission ${submission.submission} signs ${formatCount(submission.events.length, 'digest')}, ${formatCount(count, 'event comes', 'events come')} with it; the first that differs is ${found}, signed is ${signed}`;
  return refuse('submission-differs', message, { signed, found }, ordinal === -1 ? null : ordinal);
}
