import { describe, expect, test } from 'vitest';
import { formatUuidV4, formatUuidV7, isEventId, isUuid, uuidV8 } from '../src/uuid.ts';
import { fromHex } from './vectors.ts';

describe('making UUIDs', () => {
  test('gives the example of RFC 9562, appendix A.6, for its time and random bits', () => {
    // 2022-02-22T19:22:22.000Z; rand_a = 0xCC3, rand_b = 0x18C4DC0C0C07398F.
    const random = fromHex('ffffffffffff0cc318c4dc0c0c07398f');
    expect(formatUuidV7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  test('gives the example of RFC 9562, appendix A.3, for its random bits, and an event id for any', () => {
    expect(formatUuidV4(fromHex('919108f752d133205bacf847db4148a8'))).toBe('919108f7-52d1-4320-9bac-f847db4148a8');
    expect([new Uint8Array(16), new Uint8Array(32).fill(0xff)].map(formatUuidV4).every(isEventId)).toBe(true);
  });

  test('makes event ids of version 7 that sort by time, whatever the random bytes', () => {
    const early = formatUuidV7(1_700_000_000_000, new Uint8Array(16).fill(0xff));
    const late = formatUuidV7(1_700_000_000_001, new Uint8Array(16));
    expect(early < late).toBe(true);
    expect([early, late].every(isEventId)).toBe(true);
  });

  test('leaves the random bytes that it was given as they were', () => {
    const random = new Uint8Array(16).fill(0xff);
    formatUuidV7(0, random);
    expect(random).toEqual(new Uint8Array(16).fill(0xff));
  });

  test('takes the largest time of 48 bits, and none beyond or before', () => {
    expect(formatUuidV7(2 ** 48 - 1, new Uint8Array(16))).toBe('ffffffff-ffff-7000-8000-000000000000');
    for (const time of [2 ** 48, -1, 0.5, Number.NaN]) {
      expect(() => formatUuidV7(time, new Uint8Array(16)), String(time)).toThrow('48 bits');
    }
  });

  test('makes a UUID of version 8 of the first 16 bytes of a hash', () => {
    const id = uuidV8(new Uint8Array(32).fill(0xff));
    expect(id).toBe('ffffffff-ffff-8fff-bfff-ffffffffffff');
    expect(isUuid(id)).toBe(true);
  });

  test('makes none of too few bytes', () => {
    expect(() => formatUuidV7(0, new Uint8Array(15))).toThrow('found 15');
    expect(() => uuidV8(new Uint8Array(15))).toThrow('found 15');
    expect(() => formatUuidV4(new Uint8Array(15))).toThrow('found 15');
  });
});
