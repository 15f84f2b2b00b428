/**
 * A member that an event commits to instead of stating it. What opens it is canonical JSON, and the commitment its hash:
 *
 *     {"event":"<event id>","field":"permit","salt":"<base64url of 32 random bytes>","value":"C3600002026035120099001"}
 *
 * The salt keeps a value with few possibilities from being guessed; event and field keep an opening from being shown for
 * another member, or another event.
 */
import { decodeBase64Url } from './base64.ts';
import { canonicalize, parseCanonical } from './canonical-json.ts';
import { type Digest, digestBytes } from './digest.ts';
import { EVENT_MAX_BYTES, EVENT_MAX_DEPTH } from './event-bytes.ts';
import type { Sha256 } from './hash.ts';
import { exceedsDepth, isJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { findMemberProblem, type MemberCheck } from './member-check.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { prefixed } from './prefixed.ts';
import { show } from './show.ts';
import { encodeUtf8 } from './utf8.ts';
import { isEventId } from './uuid.ts';

/** What was sealed, and what proves it. */
export interface Opening {
  /** The id of the event that commits to it. */
  readonly event: string;
  /** The member that the event leaves out; `replacement.permit` where its replacement does. */
  readonly field: string;
  /** 32 bytes in base64url. */
  readonly salt: string;
  readonly value: JsonValue;
}

const SALT_BYTES = 32;

const SEAL_PREFIX = encodeUtf8('lodestone/seal/1\n');
/** A member of an event, or of the replacement in a correction. */
const FIELD_PATTERN = /^(?:replacement\.)?[a-z][A-Za-z]{0,63}$/;
/** The value was to fit into an event; beside it stand three members of known length. */
const OPENING_MAX_BYTES = EVENT_MAX_BYTES + 256;

/** Writes an opening as the bytes that are hashed. */
export function formatOpening({ event, field, salt, value }: Opening): Uint8Array {
  return encodeUtf8(canonicalize({ event, field, salt, value }));
}

/** The commitment that stands in the event: SHA-256("lodestone/seal/1\n" ‖ opening). */
export function commitmentOf(opening: Opening, sha256: Sha256): Digest {
  return digestBytes(prefixed(SEAL_PREFIX, formatOpening(opening)), sha256);
}

/** What an event commits to: the commitments by the members that they stand for. */
export function commitmentsIn({ sealed = null }: JsonObject): ReadonlyMap<string, string> {
  const stated = isJsonObject(sealed) ? Object.entries(sealed) : [];
  return new Map(stated.flatMap(([field, value]) => (typeof value === 'string' ? [[field, value] as const] : [])));
}

/** Reads the bytes of an opening; refuses every spelling but the canonical one, and every other set of members. */
export function parseOpening(bytes: Uint8Array): Parsed<Opening> {
  if (bytes.length > OPENING_MAX_BYTES) {
    return refuse(describeSize(bytes.length));
  }
  const parsed = parseCanonical(bytes, { maxDepth: EVENT_MAX_DEPTH });
  return parsed.ok ? parseOpeningValue(parsed.value) : parsed;
}

/** Reads an opening that stands as an object in something else. */
export function parseOpeningValue(json: JsonValue): Parsed<Opening> {
  if (!isJsonObject(json)) return refuse(`an opening is a JSON object, found ${show(json)}`);
  const problem = findMemberProblem('an opening', OPENING_CHECKS, json);
  if (problem !== undefined) return refuse(problem);
  const { event, field, salt, value } = json;
  if (typeof event !== 'string' || typeof field !== 'string' || typeof salt !== 'string' || value === undefined) {
    throw new Error('Bug: the checks of an opening let in another type');
  }
  const opening: Opening = { event, field, salt, value };
  const { length } = formatOpening(opening);
  return length <= OPENING_MAX_BYTES ? accept(opening) : refuse(describeSize(length));
}

function describeSize(bytes: number): string {
  return `an opening has at most ${OPENING_MAX_BYTES} bytes, found ${bytes}`;
}

const OPENING_CHECKS: readonly (readonly [name: string, check: MemberCheck])[] = [
  ['event', checkOpeningEvent],
  ['field', checkOpeningField],
  ['salt', checkSalt],
  ['value', checkValue],
];

export function checkOpeningEvent(event: JsonValue): string | undefined {
  if (typeof event === 'string' && isEventId(event)) return undefined;
  return `expected the id of an event, found ${show(event)}`;
}

export function checkOpeningField(field: JsonValue): string | undefined {
  if (typeof field === 'string' && FIELD_PATTERN.test(field)) return undefined;
  return `expected the name of a member, found ${show(field)}`;
}

/** The salt itself is not repeated: with it a value could be guessed. */
function checkSalt(salt: JsonValue): string | undefined {
  const decoded = typeof salt === 'string' ? decodeBase64Url(salt) : undefined;
  if (decoded?.ok === true && decoded.value.length === SALT_BYTES) return undefined;
  const found = decoded?.ok === true ? `${decoded.value.length} bytes` : 'something else';
  return `expected ${SALT_BYTES} bytes in base64url, found ${found}`;
}

function checkValue(value: JsonValue): string | undefined {
  // An event nests its members one level deep, and so does an opening its value.
  return exceedsDepth(value, EVENT_MAX_DEPTH - 1) ? `nests deeper than ${EVENT_MAX_DEPTH - 1} levels` : undefined;
}
