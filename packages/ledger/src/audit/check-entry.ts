/** One row of `ledger.entry`, held against its own bytes and against the entry before. */
import { decodeBase64Url, encodeBase64Url } from '@lodestone/proof/base64.ts';
import { type ChainHead, checkLink } from '@lodestone/proof/chain.ts';
import type { Digest } from '@lodestone/proof/digest.ts';
import { type Entry, parseEntry } from '@lodestone/proof/entry.ts';
import { publicKeyBytes } from '@lodestone/proof/public-key.ts';
import { signedBytes } from '@lodestone/proof/signed-bytes.ts';
import type { StoredEntry } from '@lodestone/store/log/read-log.ts';
import { verifyEd25519 } from '../keys/node-crypto.ts';
import type { Failure, FailureKind } from './verdict.ts';

/**
 * Checks a row whose bytes hash to `leaf`, after a chain that stands at `head`. Returns the entry, or null when its
 * bytes are not one.
 */
export function checkEntry(
  row: StoredEntry,
  leaf: Digest,
  head: ChainHead | null,
  report: (failure: Failure) => void,
): Entry | null {
  const { position } = row;
  const fail = (kind: FailureKind, expected: string, found: string, message: string) =>
    report({ kind, position, ordinal: null, expected, found, message });

  // Whatever length somebody gave it: a column is shown, never believed.
  const stored = encodeBase64Url(row.leafHash);
  if (stored !== leaf) {
    fail('entry-hash', stored, leaf, `entry ${position} is stored with leaf hash ${stored}, its bytes hash to ${leaf}`);
  }
  const expectedPosition = head?.size ?? 0;
  if (position !== expectedPosition) {
    const message = `the entry after ${expectedPosition - 1} is stored at position ${position}`;
    fail('position', String(expectedPosition), String(position), message);
  }
  const parsed = parseEntry(row.body);
  if (!parsed.ok) {
    fail('entry-encoding', 'an entry in its one spelling', parsed.problem, `entry ${position}: ${parsed.problem}`);
    return null;
  }
  const entry = parsed.value;
  const columns = [
    ['position', String(entry.position), String(row.position), 'position'],
    ['submission', entry.author, row.author, 'author'],
    ['submission', entry.submission, row.submission, 'submission'],
  ] as const;
  for (const [kind, expected, found, column] of columns) {
    if (expected === found) continue;
    fail(kind, expected, found, `entry ${position} says ${column} ${expected}, its column says ${found}`);
  }
  for (const fault of checkLink(head, entry)) {
    const message = `entry ${position} does not continue the chain: ${fault.kind} ${fault.found}, expected ${fault.expected}`;
    fail(fault.kind, fault.expected, fault.found, message);
  }
  const signature = decodeBase64Url(entry.signature);
  if (!signature.ok || !isSigned(row.body, entry, signature.value)) {
    const message = `the signature of entry ${position} is not by its author over what the entry says`;
    fail('signature', `a signature by ${entry.author}`, entry.signature, message);
  }
  return entry;
}

function isSigned(body: Uint8Array, entry: Entry, signature: Uint8Array): boolean {
  return verifyEd25519(publicKeyBytes(entry.author), signedBytes(body, entry), signature);
}
