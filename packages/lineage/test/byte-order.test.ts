import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compareBytes } from '../src/byte-order.ts';

describe('byte order', () => {
  test('puts U+FF21 before U+1F9F2, which UTF-16 puts after it', () => {
    expect(['Ａ', '🧲'].toSorted()).toEqual(['🧲', 'Ａ']);
    expect(['🧲', 'Ａ'].toSorted(compareBytes)).toEqual(['Ａ', '🧲']);
  });

  test('puts a text before its continuations', () => {
    expect(compareBytes('LOT-1', 'LOT-10')).toBeLessThan(0);
    expect(compareBytes('LOT-1', 'LOT-1')).toBe(0);
  });

  test('agrees with the order of the UTF-8 bytes', () => {
    const text = fc.string({ unit: 'binary' });
    fc.assert(
      fc.property(text, text, (left, right) => {
        const bytes = Buffer.compare(Buffer.from(left), Buffer.from(right));
        expect(Math.sign(compareBytes(left, right))).toBe(bytes);
      }),
    );
  });
});
