import { assert } from './assert.ts';
import { decodeBase64Url } from './base64.ts';
import { canonicalize, parseCanonical } from './canonical-json.ts';
import { type Digest, digestBytes, isDigest, parseDigest } from './digest.ts';
import type { Sha256 } from './hash.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { parseLedgerName } from './ledger-name.ts';
import { LEAF_PREFIX } from './merkle-tree.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { prefixed } from './prefixed.ts';
import { type PublicKey, parsePublicKey } from './public-key.ts';
import { show } from './show.ts';
import { SUBMISSION_MAX_EVENTS } from './submission.ts';
import { isTimestamp } from './timestamp.ts';
import { encodeUtf8 } from './utf8.ts';
import { isUuid } from './uuid.ts';

/** A published entry stands after a length of two bytes (C2SP tlog-tiles entry bundles), so this is what fits. */
export const ENTRY_MAX_BYTES = 65_535;

/** One submission as the ledger accepted it: the leaf of the log. It holds digests, never events. */
export type Entry = {
  readonly author: PublicKey;
  readonly events: readonly Digest[];
  readonly ledger: string;
  readonly position: number;
  readonly previous: Digest | null;
  readonly recordedAt: string;
  readonly signature: string;
  readonly submission: string;
  readonly v: 1;
};

/**
 * Writes an entry as canonical JSON:
 *
 *     {"author":"ed25519:…","events":["…"],"ledger":"<ledger>","position":41,"previous":"<leaf hash of 40>",
 *      "recordedAt":"2026-03-01T08:00:00.123Z","signature":"<base64url>","submission":"<uuid>","v":1}
 *
 * (in one line). An entry that `parseEntry` would refuse is a bug of the caller; the ledger reads back what it writes.
 */
export function formatEntry(entry: Entry): Uint8Array {
  const { author, ledger, position, previous, recordedAt, signature, submission, v } = entry;
  const events = [...entry.events];
  const bytes = encodeUtf8(
    canonicalize({ author, events, ledger, position, previous, recordedAt, signature, submission, v }),
  );
  assert(bytes.length <= ENTRY_MAX_BYTES, `an entry has at most ${ENTRY_MAX_BYTES} bytes, found ${bytes.length}`);
  return bytes;
}

/** Reads an entry; refuses every spelling but the canonical one, every other set of members, and every other form. */
export function parseEntry(bytes: Uint8Array): Parsed<Entry> {
  if (bytes.length > ENTRY_MAX_BYTES) {
    return refuse(`an entry has at most ${ENTRY_MAX_BYTES} bytes, found ${bytes.length}`);
  }
  const parsed = parseCanonical(bytes, { maxDepth: 2 });
  if (!parsed.ok) return parsed;
  if (!isJsonObject(parsed.value)) return refuse(`an entry is a JSON object, found ${show(parsed.value)}`);
  const problem = findProblem(parsed.value);
  return problem === undefined ? accept(parsed.value as unknown as Entry) : refuse(problem);
}

/** The leaf hash of an entry, SHA-256(0x00 ‖ entry bytes) (RFC 9162 §2.1.1): the chain's link and the tree's leaf. */
export function leafHash(entryBytes: Uint8Array, sha256: Sha256): Digest {
  return digestBytes(prefixed(LEAF_PREFIX, entryBytes), sha256);
}

type MemberCheck = (value: JsonValue, entry: JsonObject) => string | undefined;

// In the order of the bytes, so that the first thing wrong in the text is the first thing said.
const MEMBER_CHECKS: readonly (readonly [name: keyof Entry, check: MemberCheck])[] = [
  ['author', checkText(parsePublicKey)],
  ['events', checkEvents],
  ['ledger', checkLedger],
  ['position', checkPosition],
  ['previous', checkPrevious],
  ['recordedAt', checkRecordedAt],
  ['signature', checkSignature],
  ['submission', checkSubmission],
  ['v', checkVersion],
];

function findProblem(entry: JsonObject): string | undefined {
  for (const [name, check] of MEMBER_CHECKS) {
    const value = entry[name];
    if (value === undefined) return `${name} is missing from the entry`;
    const problem = check(value, entry);
    if (problem !== undefined) return `${name}: ${problem}`;
  }
  const unknown = Object.keys(entry).find((name) => MEMBER_CHECKS.every(([known]) => known !== name));
  return unknown === undefined ? undefined : `${show(unknown)} is not a member of an entry`;
}

function checkText(parse: (text: string) => Parsed<unknown>): MemberCheck {
  return (value) => {
    if (typeof value !== 'string') return `expected a text, found ${show(value)}`;
    const parsed = parse(value);
    return parsed.ok ? undefined : parsed.problem;
  };
}

function checkEvents(events: JsonValue): string | undefined {
  if (!Array.isArray(events)) return `expected a list of digests, found ${show(events)}`;
  if (events.length === 0 || events.length > SUBMISSION_MAX_EVENTS) {
    return `expected 1 to ${SUBMISSION_MAX_EVENTS} digests, found ${events.length}`;
  }
  const index = events.findIndex((digest) => typeof digest !== 'string' || !isDigest(digest));
  return index === -1 ? undefined : `[${index}] is ${show(events[index])}, expected 43 characters of base64url`;
}

// Entry 0 cannot hold its own leaf hash; every later entry must hold entry 0's.
function checkLedger(ledger: JsonValue, entry: JsonObject): string | undefined {
  if (typeof ledger !== 'string') return `expected a text, found ${show(ledger)}`;
  const name = parseLedgerName(ledger);
  if (!name.ok) return name.problem;
  const isFirst = entry['position'] === 0;
  if ((name.value.leafHash === null) === isFirst) return undefined;
  const expected = isFirst ? 'the origin alone at position 0' : 'the origin, # and the leaf hash of entry 0';
  return `${show(ledger)}, expected ${expected}`;
}

function checkPosition(position: JsonValue): string | undefined {
  const isPosition = typeof position === 'number' && position >= 0;
  return isPosition ? undefined : `expected a whole number from 0, found ${show(position)}`;
}

function checkPrevious(previous: JsonValue, entry: JsonObject): string | undefined {
  const isFirst = entry['position'] === 0;
  if (isFirst) return previous === null ? undefined : `expected null at position 0, found ${show(previous)}`;
  return checkText(parseDigest)(previous, entry);
}

function checkRecordedAt(time: JsonValue): string | undefined {
  if (typeof time === 'string' && isTimestamp(time)) return undefined;
  return `expected a time such as 2026-03-01T08:00:00.000Z, found ${show(time)}`;
}

const SIGNATURE_BYTES = 64;

function checkSignature(signature: JsonValue): string | undefined {
  const decoded = typeof signature === 'string' ? decodeBase64Url(signature) : undefined;
  if (decoded?.ok === true && decoded.value.length === SIGNATURE_BYTES) return undefined;
  return `expected ${SIGNATURE_BYTES} bytes in base64url, found ${show(signature)}`;
}

function checkSubmission(id: JsonValue): string | undefined {
  return typeof id === 'string' && isUuid(id) ? undefined : `expected a lower-case UUID, found ${show(id)}`;
}

function checkVersion(version: JsonValue): string | undefined {
  return version === 1 ? undefined : `expected 1, found ${show(version)}`;
}
