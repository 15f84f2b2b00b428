import type { ChainHead } from '@lodestone/proof/chain.ts';
import { digestBytes, digestToBytes } from '@lodestone/proof/digest.ts';
import { type Entry, formatEntry, leafHash } from '@lodestone/proof/entry.ts';
import { formatLedgerName } from '@lodestone/proof/ledger-name.ts';
import { submissionMessage } from '@lodestone/proof/submission.ts';
import type { StoredEntry } from '@lodestone/store/log/read-log.ts';
import { describe, expect, test } from 'vitest';
import { checkEntry } from '../src/audit/check-entry.ts';
import { DIGEST_STEP, expectEntry } from '../src/audit/entry-row.ts';
import { sha256, signingKeyOf } from '../src/keys/node-crypto.ts';
import type { Failure } from '../src/audit/verdict.ts';

// Whatever is expected must be what the reader finds without fault. Nothing is lost when it is the other way round.

const digestOf = (text: string) => digestBytes(Buffer.from(text), sha256);
const key = signingKeyOf(Buffer.alloc(32, 7));
const head: ChainHead = {
  size: 41,
  leafHash: digestOf('entry 40'),
  recordedAt: '2026-03-01T08:00:00.000Z',
  ledger: formatLedgerName('example.org/expected', digestOf('entry 0')),
};
const signed = {
  author: key.publicKey,
  events: ['one', 'two', 'three'].map(digestOf),
  ledger: head.ledger,
  submission: '0195523e-3f5c-4d3a-8b1e-2a6f1c9d7e40',
};

/** An entry that continues the chain, but for what is said otherwise; signed as it then is. */
function bodyOf(other: Partial<Entry> = {}): Buffer {
  const { author, events, ledger, submission } = { ...signed, ...other };
  const signature = Buffer.from(key.sign(submissionMessage({ author, events, ledger, submission }))).toString(
    'base64url',
  );
  const rest = { position: 41, previous: head.leafHash, recordedAt: '2026-03-01T08:00:00.000Z', v: 1 } as const;
  return Buffer.from(formatEntry({ ...signed, ...rest, signature, ...other }));
}

function rowOf(body: Buffer): StoredEntry {
  const leaf = Buffer.from(digestToBytes(leafHash(body, sha256)));
  return { position: 41, leafHash: leaf, author: signed.author, submission: signed.submission, body };
}

const expectIn = (row: StoredEntry, at: ChainHead | null = head) => expectEntry(row, leafHash(row.body, sha256), at);

/** What is wrong with a row when its entry is read. */
function failuresOf(row: StoredEntry): Failure[] {
  const failures: Failure[] = [];
  checkEntry(row, leafHash(row.body, sha256), head, (failure) => failures.push(failure));
  return failures;
}

describe('the entry that is expected', () => {
  test('is one that continues the chain, and shows where its digests are', () => {
    const expected = expectIn(rowOf(bodyOf()));
    expect(expected).toMatchObject({ events: 3, recordedAt: '2026-03-01T08:00:00.000Z' });
    const { text = '', digestsStart = 0 } = expected ?? {};
    const starts = [0, 1, 2].map((index) => digestsStart + index * DIGEST_STEP);
    const digests = starts.map((start) => text.slice(start, start + 43));
    expect(digests).toEqual(signed.events);
    expect(failuresOf(rowOf(bodyOf()))).toEqual([]);
  });

  test('is never one in which the reader finds a fault, whichever bit is flipped', () => {
    const original = bodyOf();
    let taken = 0;
    for (let at = 0; at < original.length; at++) {
      for (let bit = 0; bit < 8; bit++) {
        const body = Buffer.from(original);
        body[at] = (body[at] as number) ^ (1 << bit);
        const row = rowOf(body);
        if (expectIn(row) === null) continue;
        taken += 1;
        expect(failuresOf(row), body.toString()).toEqual([]);
      }
    }
    // Later times: nobody but the ledger has signed them.
    expect(taken).toBeGreaterThan(10);
    expect(taken).toBeLessThan(24 * 8);
  });

  test.each<[string, Partial<Entry>]>([
    ['another position', { position: 42 }],
    ['another entry before it', { previous: digestOf('another') }],
    ['an earlier time', { recordedAt: '2026-03-01T07:59:59.999Z' }],
    ['another ledger', { ledger: formatLedgerName('example.org/other', digestOf('entry 0')) }],
    ['another submission than its column', { submission: '0195523e-3f5c-4d3a-8b1e-2a6f1c9d7e41' }],
    ['a signature of something else', { signature: 'A'.repeat(86) }],
  ])('has not %s', (_, other) => {
    const row = rowOf(bodyOf(other));
    expect(expectIn(row)).toBeNull();
    expect(failuresOf(row)).not.toEqual([]);
  });

  test.each<[string, Partial<StoredEntry>]>([
    ['a leaf hash', { leafHash: Buffer.alloc(32) }],
    ['a leaf hash that is too long', { leafHash: Buffer.concat([rowOf(bodyOf()).leafHash, Buffer.alloc(3)]) }],
    ['an author', { author: signingKeyOf(Buffer.alloc(32, 8)).publicKey }],
    ['a submission', { submission: '0195523e-3f5c-4d3a-8b1e-2a6f1c9d7e41' }],
    ['a position', { position: 42 }],
  ])('has not %s in its column that it does not say', (_, other) => {
    const row = { ...rowOf(bodyOf()), ...other };
    expect(expectIn(row)).toBeNull();
    expect(failuresOf(row)).not.toEqual([]);
  });

  test('is none without a chain before it, or after entries of which the ledger’s name could not be read', () => {
    expect(expectIn(rowOf(bodyOf()), null)).toBeNull();
    const nameless = bodyOf().toString().replace(head.ledger, '');
    expect(expectIn(rowOf(Buffer.from(nameless)), { ...head, ledger: '' })).toBeNull();
  });
});
