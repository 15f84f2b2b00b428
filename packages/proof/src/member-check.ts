/** What the members that an entry and a submission share must be, each said in one sentence. */
import { decodeBase64Url } from './base64.ts';
import { isDigest } from './digest.ts';
import type { JsonObject, JsonValue } from './json-value.ts';
import type { Parsed } from './parsed.ts';
import { parsePublicKey } from './public-key.ts';
import { show } from './show.ts';
import { SUBMISSION_MAX_EVENTS } from './submission.ts';
import { isUuid } from './uuid.ts';

/** What is wrong with a member of `object`; undefined when nothing is. */
export type MemberCheck = (value: JsonValue, object: JsonObject) => string | undefined;

/** The first thing wrong with an object that must have exactly these members; `noun` is what people call it. */
export function findMemberProblem(
  noun: string,
  checks: readonly (readonly [name: string, check: MemberCheck])[],
  object: JsonObject,
): string | undefined {
  for (const [name, check] of checks) {
    const value = object[name];
    if (value === undefined) return `${name} is missing from ${noun.replace(/^an? /, 'the ')}`;
    const problem = check(value, object);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  const unknown = Object.keys(object).find((name) => checks.every(([known]) => known !== name));
  return unknown === undefined ? undefined : `${show(unknown)} is not a member of ${noun}`;
}

export function checkText(parse: (text: string) => Parsed<unknown>): MemberCheck {
  return (value) => {
    if (typeof value !== 'string') return `expected a text, found ${show(value)}`;
    const parsed = parse(value);
    return parsed.ok ? undefined : parsed.problem;
  };
}

export const checkAuthor: MemberCheck = checkText(parsePublicKey);

export function checkEvents(events: JsonValue): string | undefined {
  if (!Array.isArray(events)) return `expected a list of digests, found ${show(events)}`;
  if (events.length === 0 || events.length > SUBMISSION_MAX_EVENTS) {
    return `expected 1 to ${SUBMISSION_MAX_EVENTS} digests, found ${events.length}`;
  }
  const index = events.findIndex((digest) => typeof digest !== 'string' || !isDigest(digest));
  return index === -1 ? undefined : `[${index}] is ${show(events[index])}, expected 43 characters of base64url`;
}

const SIGNATURE_BYTES = 64;

export function checkSignature(signature: JsonValue): string | undefined {
  const decoded = typeof signature === 'string' ? decodeBase64Url(signature) : undefined;
  if (decoded?.ok === true && decoded.value.length === SIGNATURE_BYTES) return undefined;
  return `expected ${SIGNATURE_BYTES} bytes in base64url, found ${show(signature)}`;
}

export function checkSubmission(id: JsonValue): string | undefined {
  return typeof id === 'string' && isUuid(id) ? undefined : `expected a lower-case UUID, found ${show(id)}`;
}
