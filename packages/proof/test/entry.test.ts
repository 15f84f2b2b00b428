import { describe, expect, test } from 'vitest';
import type { Digest } from '../src/digest.ts';
import { ENTRY_MAX_BYTES, type Entry, formatEntry, leafHash, parseEntry } from '../src/entry.ts';
import { encodeUtf8 } from '../src/utf8.ts';
import { flipBit, nodeSha256, readVectors, titleOf, type Vector } from './vectors.ts';

type Facts = { text: string; leafHash: string };
const { cases } = readVectors('entry.json') as { cases: Vector<Facts, { text: string }>[] };
const sampleText = cases.find((vector) => vector.name === 'entry 1')?.text as string;
const sampleBytes = encodeUtf8(sampleText);
const sample = readSample();

function readSample(): Entry {
  const parsed = parseEntry(sampleBytes);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

describe('an entry', () => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const bytes = encodeUtf8(vector.text);
    const parsed = parseEntry(bytes);
    expect(parsed.ok, JSON.stringify(parsed)).toBe(vector.result === 'accepted');
    if (!parsed.ok || vector.result === 'refused') return;
    expect(leafHash(bytes, nodeSha256)).toBe(vector.leafHash);
    expect(Buffer.from(formatEntry(parsed.value)).toString()).toBe(vector.text);
  });

  test('with any single bit changed is refused or has another leaf hash, and every byte can be refused', () => {
    const hash = leafHash(sampleBytes, nodeSha256);
    let refused = 0;
    for (let bit = 0; bit < sampleBytes.length * 8; bit++) {
      const damaged = flipBit(sampleBytes, bit);
      expect(leafHash(damaged, nodeSha256), `bit ${bit}`).not.toBe(hash);
      const parsed = parseEntry(damaged);
      if (!parsed.ok) refused++;
      else expect(Buffer.compare(formatEntry(parsed.value), damaged), `bit ${bit}`).toBe(0);
    }
    expect(refused).toBeGreaterThan(sampleBytes.length * 4);
  });

  test('with any byte left out or given twice is refused or is another entry in its one spelling', () => {
    const secondSpellings: string[] = [];
    for (let index = 0; index < sampleText.length; index++) {
      for (const middle of ['', sampleText.slice(index, index + 1).repeat(2)]) {
        const text = sampleText.slice(0, index) + middle + sampleText.slice(index + 1);
        const parsed = parseEntry(encodeUtf8(text));
        if (parsed.ok && Buffer.from(formatEntry(parsed.value)).toString() !== text) secondSpellings.push(text);
      }
    }
    expect(secondSpellings).toEqual([]);
  });

  test('of 1,000 events fits, and of 1,001 is refused', () => {
    const digest = sample.events[0] as Digest;
    const full = {
      ...sample,
      ledger: sample.ledger.replace('first', 'f'.repeat(88)),
      events: new Array<Digest>(1000).fill(digest),
    };
    const bytes = formatEntry(full);
    expect(bytes.length).toBeLessThan(ENTRY_MAX_BYTES);
    expect(parseEntry(bytes).ok).toBe(true);
    const over = formatEntry({ ...full, events: [...full.events, digest] });
    expect(parseEntry(over)).toEqual({ ok: false, problem: 'events: expected 1 to 1000 digests, found 1001' });
  });

  test('of more than 65,535 bytes is refused before it is read, and never written', () => {
    const problem = 'an entry has at most 65535 bytes, found 65536';
    expect(parseEntry(new Uint8Array(65_536))).toEqual({ ok: false, problem });
    const events = new Array<Digest>(1500).fill(sample.events[0] as Digest);
    expect(() => formatEntry({ ...sample, events })).toThrow('at most 65535');
  });

  test('names the member that is wrong, what was expected and what was found', () => {
    const parsed = parseEntry(encodeUtf8(sampleText.replace('08:00:00.000Z', '08:00:00.000z')));
    const found = JSON.stringify(sample.recordedAt.replace('Z', 'z'));
    expect(parsed).toEqual({
      ok: false,
      problem: `recordedAt: expected a time such as 2026-03-01T08:00:00.000Z, found ${found}`,
    });
  });

  test('is written without members that its type does not know', () => {
    const withMore = { ...sample, note: 'unsigned' };
    expect(Buffer.from(formatEntry(withMore)).toString()).toBe(sampleText);
  });
});
