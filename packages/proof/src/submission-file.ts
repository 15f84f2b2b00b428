/**
 * The lines of a file that carries signed submissions to their ledger, each in its one spelling and ended by a newline:
 *
 *     {"file":"lodestone/submissions/1"}
 *     {"author":"ed25519:…","events":["<digest>"],"ledger":"<ledger>","signature":"<base64url>","submission":"<uuid>"}
 *     <the bytes of each event, a line each, in the order of the digests>
 *     …
 *     {"events":12,"submissions":4}
 *
 * The last line tells a whole file from one that was cut off between two submissions.
 */
import { decodeBase64Url, encodeBase64Url } from './base64.ts';
import { canonicalize, parseCanonical } from './canonical-json.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { parseLedgerName } from './ledger-name.ts';
import {
  checkAuthor,
  checkEvents,
  checkSignature,
  checkSubmission,
  findMemberProblem,
  type MemberCheck,
} from './member-check.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { show } from './show.ts';
import type { Submission } from './submission.ts';

/** The first line. */
export const SUBMISSION_FILE_BEGIN = '{"file":"lodestone/submissions/1"}';

/** A line that is no event: what stands before the events of a submission, or the last one. */
export type SubmissionFileLine =
  | { readonly kind: 'submission'; readonly submission: Submission; readonly signature: Uint8Array }
  | ({ readonly kind: 'end' } & SubmissionFileEnd);

/** How many submissions the file has, and how many events they have together. */
export interface SubmissionFileEnd {
  readonly submissions: number;
  readonly events: number;
}

/** Writes the line that stands before the events of a submission. */
export function formatSubmissionLine(submission: Submission, signature: Uint8Array): string {
  const { author, events, ledger, submission: id } = submission;
  return canonicalize({
    author,
    events: [...events],
    ledger,
    signature: encodeBase64Url(signature),
    submission: id,
  });
}

/** Writes the last line. */
export function formatSubmissionFileEnd({ submissions, events }: SubmissionFileEnd): string {
  return canonicalize({ events, submissions });
}

/** Reads a line that is no event; refuses every spelling but the canonical one, and every other set of members. */
export function parseSubmissionFileLine(bytes: Uint8Array): Parsed<SubmissionFileLine> {
  const parsed = parseCanonical(bytes, { maxDepth: 2 });
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (!isJsonObject(value)) return refuse(`a submission is a JSON object, found ${show(value)}`);
  if (Object.hasOwn(value, 'submissions')) return readEnd(value);
  const problem = findMemberProblem('a submission', SUBMISSION_CHECKS, value);
  if (problem !== undefined) return refuse(problem);
  // Every member was checked, and there is none besides.
  const { signature, ...submission } = value as unknown as Submission & { readonly signature: string };
  const decoded = decodeBase64Url(signature);
  return decoded.ok ? accept({ kind: 'submission', submission, signature: decoded.value }) : decoded;
}

const SUBMISSION_CHECKS: readonly (readonly [name: string, check: MemberCheck])[] = [
  ['author', checkAuthor],
  ['events', checkEvents],
  ['ledger', checkLedger],
  ['signature', checkSignature],
  ['submission', checkSubmission],
];

const END_CHECKS: readonly (readonly [name: string, check: MemberCheck])[] = [
  ['events', checkCount],
  ['submissions', checkCount],
];

function readEnd(value: JsonObject): Parsed<SubmissionFileLine> {
  const problem = findMemberProblem('the last line', END_CHECKS, value);
  if (problem !== undefined) return refuse(problem);
  return accept({ kind: 'end', submissions: Number(value['submissions']), events: Number(value['events']) });
}

function checkCount(count: JsonValue): string | undefined {
  return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0
    ? undefined
    : `expected a whole number from 0, found ${show(count)}`;
}

/** What was signed for entry 0 has no way to travel: its ledger does not exist yet. */
function checkLedger(ledger: JsonValue): string | undefined {
  if (typeof ledger !== 'string') return `expected a text, found ${show(ledger)}`;
  const name = parseLedgerName(ledger);
  if (!name.ok) return name.problem;
  return name.value.leafHash === null
    ? `${show(ledger)}, expected the origin, # and the leaf hash of entry 0`
    : undefined;
}
