import { describe, expect, test } from 'vitest';
import { decodeUtf8, encodeUtf8, findInvalidUtf8 } from '../src/utf8.ts';

describe('UTF-8', () => {
  test('keeps a byte order mark as a character, so that two byte strings never give one text', () => {
    expect(decodeUtf8(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61))).toEqual({ ok: true, value: '\ufeffa' });
  });

  test('refuses to encode a lone surrogate, which the platform would quietly replace', () => {
    expect(() => encodeUtf8('a\ud800b')).toThrow('lone surrogate');
  });

  test('names the place and the byte that is not UTF-8', () => {
    const decoded = decodeUtf8(Uint8Array.of(0x61, 0xc3, 0xa9, 0xe9, 0x62));
    expect(decoded).toEqual({ ok: false, problem: 'byte 3 (0xe9) is not UTF-8' });
  });

  test('finds a fault in exactly the sequences that the platform refuses, of all with interesting bytes', () => {
    // The bytes on both sides of every boundary in the table of RFC 3629 §4.
    const edges = [
      0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xec, 0xed, 0xee, 0xef,
      0xf0, 0xf1, 0xf3, 0xf4, 0xf5, 0xff,
    ];
    const tails = [0x41, 0x7f, 0x80, 0xbf, 0xc0];
    let refused = 0;
    for (const first of edges) {
      for (const second of edges) {
        for (const third of tails) {
          for (const fourth of tails) {
            const bytes = Uint8Array.of(first, second, third, fourth);
            const isValid = decodeUtf8(bytes).ok;
            expect(findInvalidUtf8(bytes) === bytes.length, bytes.join()).toBe(isValid);
            if (!isValid) refused++;
          }
        }
      }
    }
    expect(refused).toBeGreaterThan(1000);
  });

  test('finds a sequence that is cut short at the end', () => {
    for (const bytes of [[0xc3], [0xe2, 0x82], [0xf0, 0x9f, 0x98]]) {
      expect(findInvalidUtf8(Uint8Array.from([0x61, ...bytes]))).toBe(1);
    }
  });
});
