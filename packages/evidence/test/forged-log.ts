/** Logs and bundles as whoever holds some keys can make them, lawful or not, entry by entry. */
import { createHash, generateKeyPairSync, randomUUID, sign as signWithOpenSsl } from 'node:crypto';
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import { canonicalize } from '@lodestone/proof/canonical-json.ts';
import { checkpointVerifierKey, signCheckpointByAll } from '@lodestone/proof/checkpoint.ts';
import { digestFromBytes, digestToBytes } from '@lodestone/proof/digest.ts';
import { checkpointKeyMessage, enrolmentMessage } from '@lodestone/proof/enrolment.ts';
import { type Entry, formatEntry, leafHash, parseEntry } from '@lodestone/proof/entry.ts';
import { digestEvent } from '@lodestone/proof/event-bytes.ts';
import type { JsonObject } from '@lodestone/proof/json-value.ts';
import { createMerkleTree } from '@lodestone/proof/merkle-tree.ts';
import { multiProofRanges } from '@lodestone/proof/multi-proof.ts';
import { formatPublicKey, type PublicKey } from '@lodestone/proof/public-key.ts';
import { submissionMessage } from '@lodestone/proof/submission.ts';
import { consistencyRanges, type LeafRange } from '@lodestone/proof/tree-node.ts';
import { encodeUtf8 } from '@lodestone/proof/utf8.ts';
import type { VerifierKey } from '@lodestone/proof/verifier-key.ts';
import type { Bundle, KeyChange } from '../src/bundle.ts';
import { formatBundle } from '../src/bundle-bytes.ts';

const ORIGIN = 'example.org/forged';

const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest();

export interface TestKey {
  readonly publicKey: PublicKey;
  readonly verifierKey: VerifierKey;
  readonly sign: (message: Uint8Array) => Uint8Array;
}

export function makeKey(): TestKey {
  const { privateKey, publicKey: made } = generateKeyPairSync('ed25519');
  const publicKey = formatPublicKey(made.export({ format: 'der', type: 'spki' }).subarray(-32));
  const sign = (message: Uint8Array) => signWithOpenSsl(null, message, privateKey);
  return { publicKey, verifierKey: checkpointVerifierKey(ORIGIN, publicKey), sign };
}

interface LoggedEntry {
  readonly entry: Entry;
  readonly bytes: Uint8Array;
  readonly id: string;
  readonly event: string;
}

/** Entries of one event each. */
export type Log = readonly LoggedEntry[];

export function openLog(operator: TestKey, checkpointKey: TestKey, enforcement = 'strict'): Log {
  const { publicKey } = operator;
  const keys = { operatorKey: publicKey, checkpointKey: checkpointKey.publicKey };
  return grow([], operator, { type: 'ledger-opened', origin: ORIGIN, policy: { enforcement }, ...keys });
}

/** The log with one entry more, which `author` has signed; `stated` are members of the entry as whoever keeps the log would have them. */
export function grow(
  log: Log,
  author: TestKey,
  members: JsonObject,
  stated: Partial<Pick<Entry, 'ledger' | 'position' | 'previous' | 'recordedAt'>> = {},
): Log {
  const position = log.length;
  const recordedAt = new Date(Date.UTC(2026, 2, 1) + position * 1_000).toISOString();
  const id = randomUUID();
  const event = canonicalize({ id, occurredAt: recordedAt, ...members });
  const previous = log.at(-1);
  const submission = {
    author: author.publicKey,
    events: [digestEvent(encodeUtf8(event), sha256)],
    ledger: stated.ledger ?? (position === 0 ? ORIGIN : nameOf(log)),
    submission: randomUUID(),
  };
  const bytes = formatEntry({
    ...submission,
    position,
    previous: previous === undefined ? null : leafHash(previous.bytes, sha256),
    recordedAt,
    signature: encodeBase64Url(author.sign(submissionMessage(submission))),
    v: 1,
    ...stated,
  });
  const parsed = parseEntry(bytes);
  if (!parsed.ok) throw new Error(parsed.problem);
  return [...log, { entry: parsed.value, bytes, id, event }];
}

export const addKey = (log: Log, author: TestKey, key: TestKey): Log =>
  grow(log, author, {
    type: 'checkpoint-key-added',
    key: key.publicKey,
    proof: encodeBase64Url(key.sign(checkpointKeyMessage({ key: key.publicKey, ledger: nameOf(log) }))),
  });

export const retireKey = (log: Log, author: TestKey, key: TestKey, successor: TestKey): Log => {
  const { publicKey } = successor;
  return grow(log, author, { type: 'checkpoint-key-retired', key: key.publicKey, successor: publicKey, reason: 'old' });
};

export const enrol = (log: Log, author: TestKey, key: TestKey, party: string, members: JsonObject = {}): Log => {
  const message = enrolmentMessage({ key: key.publicKey, ledger: nameOf(log), party });
  const proof = encodeBase64Url(key.sign(message));
  return grow(log, author, { type: 'key-enrolled', party, key: key.publicKey, heldBy: 'party', proof, ...members });
};

/** The checkpoint of the first entries, signed by whomever. */
export function checkpointOf(log: Log, size: number, ...signers: readonly TestKey[]): string {
  const root = digestFromBytes(hashesOf(log, { start: 0, end: size }));
  return signCheckpointByAll({ origin: ORIGIN, size, root }, signers);
}

/** A change as it should be: what these keys have signed at this size, and that the log of `end` entries goes on. */
export function changeAt(log: Log, end: number, size: number, ...signers: readonly TestKey[]): KeyChange {
  const proof = consistencyRanges(size, end).map((range) => hashesOf(log, range));
  return { checkpoint: checkpointOf(log, size, ...signers), proof };
}

/** A bundle of the event of entry 1, with the events of these entries; those of entries 0 and 1 are always shown. */
export function bundleOf(
  log: Log,
  shown: readonly number[],
  signers: readonly TestKey[],
  changes: readonly KeyChange[],
): Uint8Array {
  const positions = [...new Set([0, 1, ...shown])].sort((left, right) => left - right);
  const entries = positions.flatMap((position) => log[position] ?? []);
  const bundle: Bundle = {
    ledger: nameOf(log),
    checkpoint: checkpointOf(log, log.length, ...signers),
    keyChanges: changes,
    proof: multiProofRanges(positions, log.length).map((range) => hashesOf(log, range)),
    entries: entries.map(({ bytes, event }) => {
      return { entry: new TextDecoder().decode(bytes), events: [event] };
    }),
    openings: [],
    claim: { subject: { kind: 'event', id: log[1]?.id ?? '' }, book: [], trace: null },
  };
  return formatBundle(bundle, sha256);
}

/** The bytes of a bundle whose digest fits what it says, whatever that is. */
export function withDigest(undigested: JsonObject): Uint8Array {
  const digest = encodeBase64Url(sha256(encodeUtf8(`lodestone/bundle/1\n${canonicalize(undigested)}`)));
  return encodeUtf8(canonicalize({ ...undigested, digest }));
}

function nameOf([first]: Log): string {
  return `${ORIGIN}#${first === undefined ? '' : leafHash(first.bytes, sha256)}`;
}

/** Every range that a proof asks for is a tree of its own. */
function hashesOf(log: Log, { start, end }: LeafRange): Uint8Array {
  const tree = createMerkleTree(sha256);
  for (const { bytes } of log.slice(start, end)) tree.append(digestToBytes(leafHash(bytes, sha256)));
  return tree.root();
}
