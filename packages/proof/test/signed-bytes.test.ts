import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Digest } from '../src/digest.ts';
import { digestFromBytes } from '../src/digest.ts';
import { type Entry, formatEntry } from '../src/entry.ts';
import { formatPublicKey } from '../src/public-key.ts';
import { signedBytes } from '../src/signed-bytes.ts';
import { submissionMessage } from '../src/submission.ts';

const hash = fc.uint8Array({ minLength: 32, maxLength: 32 });
const digest = hash.map((bytes): Digest => digestFromBytes(bytes));
const entry = fc
  .record({
    author: hash.map(formatPublicKey),
    events: fc.array(digest, { minLength: 1, maxLength: 20 }),
    ledger: fc
      .tuple(fc.constantFrom('a', 'example.org/first', 'x.y/~_-'), digest)
      .map(([name, leaf]) => `${name}#${leaf}`),
    position: fc.nat().map((position) => position + 1),
    previous: digest,
    submission: fc.uuid(),
  })
  .map((members): Entry => {
    const recordedAt = '2026-03-01T08:00:00.000Z';
    return { ...members, recordedAt, signature: 'A'.repeat(86), v: 1 };
  });

test('what an author signed is cut out of the bytes of an entry as it would be written again', () => {
  fc.assert(
    fc.property(entry, (value) => {
      expect(Buffer.from(signedBytes(formatEntry(value), value))).toEqual(Buffer.from(submissionMessage(value)));
    }),
  );
});

test('bytes that are not those of the entry are a bug', () => {
  const [one, other] = fc.sample(entry, { numRuns: 2, seed: 1 }) as [Entry, Entry];
  expect(() => signedBytes(formatEntry(one), { ...one, events: [...one.events, ...other.events] })).toThrow('Bug');
});
