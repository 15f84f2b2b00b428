/**
 * An evidence bundle as bytes: one canonical JSON object. Its digest is over everything else in it, and finds damage; a
 * forger computes it again.
 */
import { decodeBase64Url, encodeBase64Url } from '@lodestone/proof/base64.ts';
import { canonicalize, parseCanonical } from '@lodestone/proof/canonical-json.ts';
import { digestBytes } from '@lodestone/proof/digest.ts';
import type { Sha256 } from '@lodestone/proof/hash.ts';
import type { JsonObject, JsonValue } from '@lodestone/proof/json-value.ts';
import { type Opening, parseOpeningValue } from '@lodestone/proof/sealed-field.ts';
import { show } from '@lodestone/proof/show.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import type { BookRecord } from './book.ts';
import { formatRecord } from './format-record.ts';
import { readRecord } from './read-record.ts';
import {
  type Bundle,
  BUNDLE_MAX_BYTES,
  BUNDLE_MAX_DEPTH,
  BUNDLE_MEMBERS,
  type BundleEntry,
  type BundleEvent,
  type Claim,
  type KeyChange,
  SUBJECT_KINDS,
} from './bundle.ts';
import { fail } from './failure.ts';
import { sortRecord } from './sort-record.ts';
import {
  type Found,
  memberOf,
  readAnyObject,
  readChoice,
  readList,
  readObject,
  readParsed,
  readText,
  readWhole,
  wrong,
} from './read-members.ts';

const DIGEST_PREFIX = 'lodestone/bundle/1\n';

/** Writes a bundle, digest and all. */
export function formatBundle(bundle: Bundle, sha256: Sha256): Uint8Array {
  const { ledger, checkpoint, keyChanges, proof, entries, openings, claim } = bundle;
  const undigested: JsonObject = {
    v: 1,
    ledger,
    checkpoint,
    ...(keyChanges.length === 0 ? {} : { keyChanges: keyChanges.map(formatKeyChange) }),
    proof: proof.map(encodeBase64Url),
    entries: entries.map(({ entry, events }) => ({ entry, events: events.map(formatEvent) })),
    openings: openings.map((opening) => ({ ...opening })),
    claim: {
      subject: { ...claim.subject },
      book: claim.book.map(formatRecord),
      trace: claim.trace,
    },
  };
  return encodeUtf8(canonicalize({ ...undigested, digest: digestOf(undigested, sha256) }));
}

function formatEvent(event: BundleEvent): JsonValue {
  return typeof event === 'string' ? event : { ...event };
}

/** Reads a bundle; its digest first, then every member. Nothing that it says has been checked then. */
export function readBundle(bytes: Uint8Array, sha256: Sha256): Bundle {
  const whole = { kind: 'encoding', field: 'bundle' } as const;
  if (bytes.length > BUNDLE_MAX_BYTES) {
    fail('encoding', 'bundle', { expected: `at most ${BUNDLE_MAX_BYTES} bytes`, found: `${bytes.length} bytes` });
  }
  const parsed = parseCanonical(bytes, { maxDepth: BUNDLE_MAX_DEPTH });
  if (!parsed.ok) {
    const sentence = `this is not an evidence bundle: ${parsed.problem}`;
    fail('encoding', 'bundle', { expected: 'canonical JSON', found: parsed.problem, sentence });
  }
  const object = readObject({ ...whole, value: parsed.value }, BUNDLE_MEMBERS, ['keyChanges']);
  const found = { kind: 'encoding', field: '', value: object } as const;
  if (object['v'] !== 1) wrong(memberOf(found, object, 'v'), '1, the version that this program reads');
  checkDigest(object, sha256);
  const member = (name: (typeof BUNDLE_MEMBERS)[number] | 'keyChanges') => memberOf(found, object, name);
  return {
    ledger: readText(member('ledger')),
    checkpoint: readText(member('checkpoint')),
    keyChanges: object['keyChanges'] === undefined ? [] : readKeyChanges(member('keyChanges')),
    proof: readHashes(member('proof')),
    entries: readList(member('entries'), readEntry),
    openings: readList(member('openings'), readSealed),
    claim: readClaim(member('claim')),
  };
}

function formatKeyChange({ checkpoint, proof }: KeyChange): JsonObject {
  return { checkpoint, proof: proof.map(encodeBase64Url) };
}

/** At least one: a bundle without any has no such member. */
function readKeyChanges(found: Found): readonly KeyChange[] {
  const changes = readList(found, (item) => {
    const change = readObject(item, ['checkpoint', 'proof']);
    return {
      checkpoint: readText(memberOf(item, change, 'checkpoint')),
      proof: readHashes(memberOf(item, change, 'proof')),
    };
  });
  return changes.length === 0 ? wrong(found, 'at least one change') : changes;
}

function readHashes(found: Found): readonly Uint8Array[] {
  return readList(found, (item) => readParsed(item, decodeBase64Url));
}

function checkDigest({ digest, ...undigested }: JsonObject, sha256: Sha256): void {
  const expected = digestOf(undigested, sha256);
  if (digest === expected) return;
  const found = typeof digest === 'string' ? digest : 'no text';
  const sentence = `the bundle says ${found}, its content gives ${expected}: the file is damaged or was changed`;
  fail('digest', 'digest', { expected, found, sentence });
}

function digestOf(undigested: JsonObject, sha256: Sha256): string {
  return digestBytes(encodeUtf8(`${DIGEST_PREFIX}${canonicalize(undigested)}`), sha256);
}

function readEntry(found: Found): BundleEntry {
  const entry = readObject(found, ['entry', 'events']);
  return {
    entry: readText(memberOf(found, entry, 'entry')),
    events: readList(memberOf(found, entry, 'events'), readEvent),
  };
}

function readEvent(found: Found): BundleEvent {
  if (typeof found.value === 'string') return found.value;
  const run = readObject(found, ['count', 'withheld']);
  const count = readWhole(memberOf(found, run, 'count'), 1);
  return { count, withheld: readText(memberOf(found, run, 'withheld')) };
}

function readSealed({ kind, field, value }: Found): Opening {
  const opening = parseOpeningValue(value ?? null);
  if (opening.ok) return opening.value;
  return fail(kind, field, { expected: 'an opening', found: show(value), sentence: opening.problem });
}

function readClaim(found: Found): Claim {
  const claim = readObject(found, ['book', 'subject', 'trace']);
  const subjectFound = memberOf(found, claim, 'subject');
  const subject = readObject(subjectFound, ['id', 'kind']);
  return {
    subject: {
      kind: readChoice(memberOf(subjectFound, subject, 'kind'), SUBJECT_KINDS),
      id: readText(memberOf(subjectFound, subject, 'id')),
    },
    book: readList(memberOf(found, claim, 'book'), readOneSpelling),
    trace: claim['trace'] === null ? null : readAnyObject(memberOf(found, claim, 'trace')),
  };
}

/** A record has one spelling: an empty list, or another order, would be a second one. */
function readOneSpelling(found: Found): BookRecord {
  const record = readRecord(found);
  const expected = canonicalize(formatRecord(sortRecord(record)));
  return canonicalize(readAnyObject(found)) === expected ? record : wrong(found, expected);
}
