import { assert } from './assert.ts';
import type { Entry } from './entry.ts';
import { SUBMISSION_PREFIX } from './submission.ts';
import { encodeUtf8 } from './utf8.ts';

/** What begins the first member of an entry that its author did not sign. */
const FIRST_UNSIGNED = encodeUtf8(',"position":');

/**
 * The bytes that the author of an entry signed, `submissionMessage` of it, cut out of the entry's own canonical bytes:
 * its members come in order, so author, events and ledger stand first and together, and `submission` is put behind them.
 * `entry` is what `parseEntry` read from `entryBytes`. An entry of 1,000 events is not written out again for it.
 */
export function signedBytes(entryBytes: Uint8Array, entry: Entry): Uint8Array {
  const end = findFirstUnsigned(entryBytes, entry);
  const submission = encodeUtf8(`,"submission":"${entry.submission}"}`);
  const message = new Uint8Array(SUBMISSION_PREFIX.length + end + submission.length);
  message.set(SUBMISSION_PREFIX);
  message.set(entryBytes.subarray(0, end), SUBMISSION_PREFIX.length);
  message.set(submission, SUBMISSION_PREFIX.length + end);
  return message;
}

/** Where the signed members end. They are ASCII and need no escapes, so characters are bytes. */
function findFirstUnsigned(bytes: Uint8Array, { author, events, ledger }: Entry): number {
  const digests = events.reduce((sum, digest) => sum + '"",'.length + digest.length, 0) - ','.length;
  const end = `{"author":"${author}","events":[],"ledger":"${ledger}"`.length + digests;
  const isThere = FIRST_UNSIGNED.every((byte, index) => bytes[end + index] === byte);
  assert(isThere, 'the members of an entry in their order');
  return end;
}
