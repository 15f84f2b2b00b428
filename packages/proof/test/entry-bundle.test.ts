import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatEntryBundle, parseEntryBundle } from '../src/entry-bundle.ts';
import { fromHex, toHex } from './vectors.ts';

const TWO = [Uint8Array.of(0xaa), new Uint8Array(258).fill(0xbb)];
const BYTES = `0001aa0102${'bb'.repeat(258)}`;

describe('a bundle of entries', () => {
  test('has each entry after its length in two bytes, the higher first', () => {
    expect(toHex(formatEntryBundle(TWO))).toBe(BYTES);
    expect(parseEntryBundle(fromHex(BYTES), 2)).toEqual({ ok: true, value: TWO });
  });

  test('is read wherever it lies in its memory, an empty entry at its end too', () => {
    const memory = fromHex(`ffff${BYTES}0000ff`);
    expect(parseEntryBundle(memory.subarray(2, -1), 3)).toEqual({ ok: true, value: [...TWO, new Uint8Array()] });
  });

  test('is read back as it was written, and cut off nowhere', () => {
    const entries = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(entries, fc.nat(), (list, at) => {
        const bundle = formatEntryBundle(list);
        expect(parseEntryBundle(bundle, list.length)).toEqual({ ok: true, value: list });
        expect(parseEntryBundle(bundle.subarray(0, at % bundle.length), list.length).ok).toBe(false);
      }),
    );
  });

  test.each([
    ['has fewer entries than its tile', BYTES, 3, 'a bundle has 2 entries, expected 3'],
    ['has more', BYTES, 1, 'a bundle has 2 entries, expected 1'],
    ['ends within a length', '0001aa01', 2, 'entry 1 of a bundle ends at byte 5 of 4'],
    ['ends within an entry', '0001aa0002bb', 2, 'entry 1 of a bundle ends at byte 7 of 6'],
  ])('is refused where it %s', (_, hex, width, problem) => {
    expect(parseEntryBundle(fromHex(hex), width)).toMatchObject({ ok: false, problem });
  });

  test.each([
    ['no entry', [], 'no bundle has 0 entries'],
    ['more entries than a tile', Array.from({ length: 257 }, () => new Uint8Array(1)), 'no bundle has 257 entries'],
    ['an entry whose length two bytes cannot say', [new Uint8Array(65_536)], 'an entry has at most 65535 bytes'],
  ])('is not written of %s', (_, list, problem) => {
    expect(() => formatEntryBundle(list)).toThrow(problem);
  });

  test('holds a whole tile of entries, and an entry of the most bytes', () => {
    for (const list of [Array.from({ length: 256 }, () => Uint8Array.of(7)), [new Uint8Array(65_535)]]) {
      expect(parseEntryBundle(formatEntryBundle(list), list.length)).toEqual({ ok: true, value: list });
    }
  });
});
