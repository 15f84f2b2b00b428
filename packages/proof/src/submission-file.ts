/**
 * The lines of a file that carries signed submissions to their ledger, each in its one spelling and ended by a newline:
 *
 *     {"file":"lodestone/submissions/1"}
 *     {"author":"ed25519:…","events":["<digest>"],"ledger":"<ledger>","signature":"<base64url>","submission":"<uuid>"}
 *     <the bytes of each event, a line each, in the order of the digests>
 *     {"ciphertext":"<base64url>","event":"<event id>","field":"permit"}
 *     …
 *     {"events":12,"submissions":4}
 *
 * What opens sealed members stands after the events, where the submission's line counts it as `openings`: it is signed by
 * nobody, and encrypted. The last line tells a whole file from one that was cut off between two submissions.
 */
import { decodeBase64Url, encodeBase64Url } from './base64.ts';
import { canonicalize, parseCanonical } from './canonical-json.ts';
import { type Digest, isDigest } from './digest.ts';
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
import { parsePublicKey } from './public-key.ts';
import { checkOpeningEvent, checkOpeningField } from './sealed-field.ts';
import { show } from './show.ts';
import type { Submission } from './submission.ts';

/** The first line. */
export const SUBMISSION_FILE_BEGIN = '{"file":"lodestone/submissions/1"}';

/** A line that is no event: what stands before the events of a submission, or the last one. */
export type SubmissionFileLine =
  | ({ readonly kind: 'submission' } & SubmissionHead)
  | ({ readonly kind: 'end' } & SubmissionFileEnd);

/** A submission, what its author signed it with, and how many openings come after its events. */
export interface SubmissionHead {
  readonly submission: Submission;
  readonly signature: Uint8Array;
  readonly openings: number;
}

/** What opens a sealed member of an event of the submission, encrypted to its readers. */
export interface FiledOpening {
  readonly event: string;
  readonly field: string;
  readonly ciphertext: Uint8Array;
}

/** How many submissions the file has, and how many events they have together. */
export interface SubmissionFileEnd {
  readonly submissions: number;
  readonly events: number;
}

/** Writes the line that stands before the events of a submission, and says how many openings follow them. */
export function formatSubmissionLine(submission: Submission, signature: Uint8Array, openings = 0): string {
  const { author, events, ledger, submission: id } = submission;
  return canonicalize({
    author,
    events: [...events],
    ledger,
    signature: encodeBase64Url(signature),
    submission: id,
    ...(openings > 0 && { openings }),
  });
}

/** Writes the line of an opening. */
export function formatOpeningLine({ event, field, ciphertext }: FiledOpening): string {
  return canonicalize({ ciphertext: encodeBase64Url(ciphertext), event, field });
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
  return readHead(value);
}

function readHead(value: JsonObject): Parsed<SubmissionFileLine> {
  const { openings = 0, ...members } = value;
  const problem = findMemberProblem('a submission', SUBMISSION_CHECKS, members) ?? findCountProblem(value);
  if (problem !== undefined) return refuse(problem);
  const { author, events, ledger, signature, submission } = members;
  if (
    typeof author !== 'string' ||
    !isListOfDigests(events) ||
    typeof ledger !== 'string' ||
    typeof signature !== 'string' ||
    typeof submission !== 'string'
  ) {
    throw new Error('Bug: the checks of a submission let in another type');
  }
  const key = parsePublicKey(author);
  if (!key.ok) return key;
  const decoded = decodeBase64Url(signature);
  if (!decoded.ok) return decoded;
  const signed = { author: key.value, events, ledger, submission };
  return accept({ kind: 'submission', submission: signed, signature: decoded.value, openings: Number(openings) });
}

function isListOfDigests(events: JsonValue | undefined): events is Digest[] {
  return Array.isArray(events) && events.every((digest) => typeof digest === 'string' && isDigest(digest));
}

/** A line that has none does not say so: a submission has one spelling. */
function findCountProblem({ openings, events }: JsonObject): string | undefined {
  if (openings === undefined) return undefined;
  const most = (Array.isArray(events) ? events.length : 0) * SEALED_MEMBERS_MAX;
  if (typeof openings === 'number' && Number.isSafeInteger(openings) && openings > 0 && openings <= most)
    return undefined;
  return `openings: expected a whole number from 1 to ${most}, found ${show(openings)}`;
}

/** No event has as many members that can be sealed. */
const SEALED_MEMBERS_MAX = 32;

/** Reads the line of an opening; refuses every spelling but the canonical one, and every other set of members. */
export function parseOpeningLine(bytes: Uint8Array): Parsed<FiledOpening> {
  const parsed = parseCanonical(bytes, { maxDepth: 1 });
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  if (!isJsonObject(value)) return refuse(`an opening is a JSON object, found ${show(value)}`);
  const problem = findMemberProblem('an opening', OPENING_CHECKS, value);
  if (problem !== undefined) return refuse(problem);
  const { ciphertext, event, field } = value;
  if (typeof ciphertext !== 'string' || typeof event !== 'string' || typeof field !== 'string') {
    throw new Error('Bug: the checks of an opening let in another type');
  }
  const decoded = decodeBase64Url(ciphertext);
  return decoded.ok ? accept({ event, field, ciphertext: decoded.value }) : decoded;
}

const OPENING_CHECKS: readonly (readonly [name: string, check: MemberCheck])[] = [
  ['ciphertext', checkCiphertext],
  ['event', checkOpeningEvent],
  ['field', checkOpeningField],
];

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

function checkCiphertext(ciphertext: JsonValue): string | undefined {
  if (typeof ciphertext !== 'string') return `expected a text, found ${show(ciphertext)}`;
  return ciphertext === '' ? 'expected what was encrypted, found nothing' : undefined;
}
