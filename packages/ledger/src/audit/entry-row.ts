/** A row of `ledger.entry` held against the only text that it can have, so that most entries are never parsed. */
import type { ChainHead } from '@lodestone/proof/chain.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { ENTRY_MAX_BYTES } from '@lodestone/proof/entry.ts';
import { parseLedgerName } from '@lodestone/proof/ledger-name.ts';
import { parsePublicKey, type PublicKey } from '@lodestone/proof/public-key.ts';
import { SUBMISSION_MAX_EVENTS, SUBMISSION_PREFIX } from '@lodestone/proof/submission.ts';
import { isTimestamp } from '@lodestone/proof/timestamp.ts';
import { isUuid } from '@lodestone/proof/uuid.ts';
import type { StoredEntry } from '@lodestone/store/log/read-log.ts';
import { verifyEd25519By } from '../keys/node-crypto.ts';

/** What is left to know of an entry of which all but its digests is certain. */
export interface ExpectedEntry {
  readonly recordedAt: string;
  /** How many events it lists. */
  readonly events: number;
  /** The bytes as text, and where in it the first digest begins; the next is `DIGEST_STEP` further. */
  readonly text: string;
  readonly digestsStart: number;
}

const DIGEST_CHARACTERS = 43;
/** A digest and the `","` behind it. */
export const DIGEST_STEP = DIGEST_CHARACTERS + 3;
const TIME_CHARACTERS = 24;
const SIGNATURE_BYTES = 64;
const SIGNATURE_CHARACTERS = 86;

const QUOTE = 0x22;
const COMMA = 0x2c;

/** `prefix ‖ what the author signed`, used again for every entry. */
const scratch = Buffer.alloc(SUBMISSION_PREFIX.length + ENTRY_MAX_BYTES);
scratch.set(SUBMISSION_PREFIX);

/**
 * Looks at a row whose bytes hash to `leaf`, after a chain that stands at `head`. When it answers, then the bytes are
 * an entry that continues the chain, the columns say what it says and its author has signed it, provided that each text
 * at a digest's place is one: whoever compares them with digests of events finds that out. Null says nothing;
 * `checkEntry` then finds out what is wrong, if anything is.
 */
export function expectEntry(row: StoredEntry, leaf: Digest, head: ChainHead | null): ExpectedEntry | null {
  const { body, author, submission, position } = row;
  if (head === null || position !== head.size || !Number.isSafeInteger(position)) return null;
  if (body.length > ENTRY_MAX_BYTES || row.leafHash.toString('base64url') !== leaf) return null;
  if (!isKnownLedger(head.ledger) || !isKnownAuthor(author) || !isUuid(submission)) return null;

  // A byte beyond ASCII becomes one that none of the texts has with which it is compared.
  const text = body.toString('latin1');
  const beginning = `{"author":"${author}","events":["`;
  if (!text.startsWith(beginning)) return null;
  const digestsStart = beginning.length;
  const digestsEnd = text.indexOf('"]', digestsStart);
  const events = (digestsEnd - digestsStart + 3) / DIGEST_STEP;
  if (!Number.isInteger(events) || events < 1 || events > SUBMISSION_MAX_EVENTS) return null;
  for (let at = digestsStart + DIGEST_CHARACTERS; at < digestsEnd; at += DIGEST_STEP) {
    if (text.charCodeAt(at) !== QUOTE || text.charCodeAt(at + 1) !== COMMA || text.charCodeAt(at + 2) !== QUOTE) {
      return null;
    }
  }
  const ledger = `"],"ledger":"${head.ledger}"`;
  const signedEnd = digestsEnd + ledger.length;
  const beforeTime = `${ledger},"position":${position},"previous":"${head.leafHash}","recordedAt":"`;
  if (!text.startsWith(beforeTime, digestsEnd)) return null;
  const timeStart = digestsEnd + beforeTime.length;
  const recordedAt = text.slice(timeStart, timeStart + TIME_CHARACTERS);
  if (!isTimestamp(recordedAt) || recordedAt < head.recordedAt) return null;

  const beforeSignature = '","signature":"';
  const signatureStart = timeStart + TIME_CHARACTERS + beforeSignature.length;
  const signatureText = text.slice(signatureStart, signatureStart + SIGNATURE_CHARACTERS);
  const signature = Buffer.from(signatureText, 'base64url');
  if (signature.length !== SIGNATURE_BYTES || signature.toString('base64url') !== signatureText) return null;
  const ending = `${beforeSignature}${signatureText}","submission":"${submission}","v":1}`;
  if (text.length !== timeStart + TIME_CHARACTERS + ending.length || !text.endsWith(ending)) return null;

  body.copy(scratch, SUBMISSION_PREFIX.length, 0, signedEnd);
  const messageEnd = SUBMISSION_PREFIX.length + signedEnd;
  const length = messageEnd + scratch.write(`,"submission":"${submission}"}`, messageEnd, 'latin1');
  if (!verifyEd25519By(author, scratch.subarray(0, length), signature)) return null;
  return { recordedAt, events, text, digestsStart };
}

// Nearly every entry has the author or the ledger of one before. Bounded, so that strangers' keys cannot fill the memory.
const KNOWN_AUTHORS_MAX = 10_000;
const knownAuthors = new Set<string>();
let knownLedger: string | null = null;

function isKnownAuthor(author: string): author is PublicKey {
  if (knownAuthors.has(author)) return true;
  if (!parsePublicKey(author).ok) return false;
  if (knownAuthors.size >= KNOWN_AUTHORS_MAX) knownAuthors.clear();
  knownAuthors.add(author);
  return true;
}

/** Says whether every entry but the first may have this name. */
function isKnownLedger(name: string): boolean {
  if (name === knownLedger) return true;
  const parsed = parseLedgerName(name);
  if (!parsed.ok || parsed.value.leafHash === null) return false;
  knownLedger = name;
  return true;
}
