import { describe, expect, test } from 'vitest';
import { advanceHead, type ChainFault, type ChainHead, checkLink } from '../src/chain.ts';
import { digestToBytes } from '../src/digest.ts';
import { type Entry, leafHash, parseEntry } from '../src/entry.ts';
import { createMerkleTree } from '../src/merkle-tree.ts';
import { encodeUtf8 } from '../src/utf8.ts';
import { nodeSha256, readVectors, titleOf, toBase64Url, type Vector } from './vectors.ts';

type Continued = { entries: string[]; leafHashes: string[]; ledger: string; root: string };
type Broken = { entries: string[]; position: number; kinds: ChainFault['kind'][] };
const { cases } = readVectors('chain.json') as { cases: Vector<Continued, Broken>[] };

function readEntry(text: string): Entry {
  const parsed = parseEntry(encodeUtf8(text));
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

/** Follows a chain to its end or to the first entry that does not continue it. */
function follow(entries: readonly string[]): { head: ChainHead | null; faults: ChainFault[]; index: number } {
  let head: ChainHead | null = null;
  for (const [index, text] of entries.entries()) {
    const entry = readEntry(text);
    const faults = checkLink(head, entry);
    if (faults.length > 0) return { head, faults, index };
    head = advanceHead(head, entry, leafHash(encodeUtf8(text), nodeSha256));
  }
  return { head, faults: [], index: entries.length };
}

describe('a chain', () => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const { head, faults, index } = follow(vector.entries);
    if (vector.result === 'refused') {
      expect({ index, kinds: faults.map(({ kind }) => kind) }).toEqual({ index: vector.position, kinds: vector.kinds });
      return;
    }
    expect(faults).toEqual([]);
    const recordedAt = readEntry(vector.entries.at(-1) as string).recordedAt;
    const size = vector.entries.length;
    expect(head).toEqual({ size, leafHash: vector.leafHashes.at(-1), recordedAt, ledger: vector.ledger });
    const tree = createMerkleTree(nodeSha256);
    for (const text of vector.entries) tree.append(digestToBytes(leafHash(encodeUtf8(text), nodeSha256)));
    expect(toBase64Url(tree.root())).toBe(vector.root);
  });

  const entries = cases[0]?.entries as string[];

  test('answers with both values of every fault at once', () => {
    const { head } = follow(entries.slice(0, 3));
    const stray = {
      ...readEntry(entries[5] as string),
      recordedAt: '2026-03-01T07:00:00.000Z',
      ledger: 'example.org/other',
    };
    expect(checkLink(head, stray)).toEqual([
      { kind: 'position', expected: '3', found: '5' },
      { kind: 'link', expected: head?.leafHash, found: stray.previous },
      { kind: 'time', expected: '2026-03-01T08:00:01.000Z or later', found: '2026-03-01T07:00:00.000Z' },
      { kind: 'submission', expected: head?.ledger, found: 'example.org/other' },
    ]);
  });

  test('lets a time repeat', () => {
    const times = entries.map((text) => readEntry(text).recordedAt);
    expect(times[0]).toBe(times[1]);
    expect(follow(entries).faults).toEqual([]);
  });

  test('begins with an entry 0 that names the origin alone', () => {
    const zero = readEntry(entries[0] as string);
    const ledger = readEntry(entries[1] as string).ledger;
    expect(checkLink(null, zero)).toEqual([]);
    expect(checkLink(null, { ...zero, ledger })).toEqual([
      { kind: 'submission', expected: 'example.org/first', found: ledger },
    ]);
  });

  test('stops when asked to advance over an entry that does not follow', () => {
    const third = readEntry(entries[3] as string);
    expect(() => advanceHead(null, third, leafHash(encodeUtf8(entries[3] as string), nodeSha256))).toThrow(
      'does not follow',
    );
  });
});
