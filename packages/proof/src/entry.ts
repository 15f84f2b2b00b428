import { assert } from './assert.ts';
import { canonicalize, parseCanonical } from './canonical-json.ts';
import { type Digest, digestBytes, parseDigest } from './digest.ts';
import type { Sha256 } from './hash.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json-value.ts';
import { parseLedgerName } from './ledger-name.ts';
import {
  checkAuthor,
  checkEvents,
  checkSignature,
  checkSubmission,
  checkText,
  findMemberProblem,
  type MemberCheck,
} from './member-check.ts';
import { LEAF_PREFIX } from './merkle-tree.ts';
import { accept, type Parsed, refuse } from './parsed.ts';
import { prefixed } from './prefixed.ts';
import type { PublicKey } from './public-key.ts';
import { show } from './show.ts';
import { isTimestamp } from './timestamp.ts';
import { encodeUtf8 } from './utf8.ts';

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
  const problem = findMemberProblem('an entry', MEMBER_CHECKS, parsed.value);
  return problem === undefined ? accept(parsed.value as unknown as Entry) : refuse(problem);
}

/** The leaf hash of an entry, SHA-256(0x00 ‖ entry bytes) (RFC 9162 §2.1.1): the chain's link and the tree's leaf. */
export function leafHash(entryBytes: Uint8Array, sha256: Sha256): Digest {
  return digestBytes(prefixed(LEAF_PREFIX, entryBytes), sha256);
}

// In the order of the bytes, so that the first thing wrong in the text is the first thing said.
const MEMBER_CHECKS: readonly (readonly [name: keyof Entry, check: MemberCheck])[] = [
  ['author', checkAuthor],
  ['events', checkEvents],
  ['ledger', checkLedger],
  ['position', checkPosition],
  ['previous', checkPrevious],
  ['recordedAt', checkRecordedAt],
  ['signature', checkSignature],
  ['submission', checkSubmission],
  ['v', checkVersion],
];

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

function checkVersion(version: JsonValue): string | undefined {
  return version === 1 ? undefined : `expected 1, found ${show(version)}`;
}
