import { describe, expect, test } from 'vitest';
import { digestFromBytes, digestToBytes, parseDigest } from '../src/digest.ts';
import { formatLedgerName, isOrigin, parseLedgerName } from '../src/ledger-name.ts';
import { formatPublicKey, parsePublicKey, publicKeyBytes } from '../src/public-key.ts';
import { isTimestamp } from '../src/timestamp.ts';
import { isEventId, isUuid } from '../src/uuid.ts';
import { fromBase64Url, fromHex, readVectors, titleOf, toHex, type Vector } from './vectors.ts';

type Text = { text: string };
type Named = Vector<Text & { origin: string; leafHash: string | null }, Text>;
type Encoded = Vector<Text & { hex: string }, Text>;

const names = readVectors('names.json') as {
  timestamps: Vector<Text>[];
  eventIds: Vector<Text>[];
  origins: Vector<Text>[];
  ledgerNames: Named[];
  digests: Encoded[];
  publicKeys: Encoded[];
};

describe('a time', () => {
  test.each(names.timestamps.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    expect(isTimestamp(vector.text)).toBe(vector.result === 'accepted');
  });

  test('is one for every day that exists in four years, and for no other day', () => {
    for (let year = 2023; year <= 2026; year++) {
      for (let month = 0; month <= 13; month++) {
        for (let day = 0; day <= 32; day++) {
          const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
          const exists = month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
          expect(isTimestamp(`${date}T08:00:00.000Z`), date).toBe(exists);
        }
      }
    }
  });
});

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

describe('an event id', () => {
  test.each(names.eventIds.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    expect(isEventId(vector.text)).toBe(vector.result === 'accepted');
  });

  test('may be a UUID of version 4 or 7 only, where a submission may have any of the eight', () => {
    for (let version = 0; version < 16; version++) {
      const id = `24ae1477-8001-${version.toString(16)}1e8-8060-0c6bbf4476bc`;
      expect(isUuid(id), id).toBe(version >= 1 && version <= 8);
      expect(isEventId(id), id).toBe(version === 4 || version === 7);
    }
  });
});

describe('an origin', () => {
  test.each(names.origins.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    expect(isOrigin(vector.text)).toBe(vector.result === 'accepted');
  });
});

describe("a ledger's name", () => {
  test.each(names.ledgerNames.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const parsed = parseLedgerName(vector.text);
    expect(parsed.ok).toBe(vector.result === 'accepted');
    if (!parsed.ok || vector.result === 'refused') return;
    const { origin, leafHash } = parsed.value;
    expect({ origin, leafHash }).toEqual({ origin: vector.origin, leafHash: vector.leafHash });
    expect(leafHash === null ? origin : formatLedgerName(origin, leafHash)).toBe(vector.text);
  });
});

describe('a digest', () => {
  test.each(names.digests.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const parsed = parseDigest(vector.text);
    expect(parsed.ok).toBe(vector.result === 'accepted');
    if (!parsed.ok || vector.result === 'refused') return;
    expect(toHex(digestToBytes(parsed.value))).toBe(vector.hex);
    expect(digestFromBytes(fromHex(vector.hex))).toBe(vector.text);
  });

  test('ends in exactly the characters whose stray bits are zero', () => {
    for (let code = 0; code < 128; code++) {
      const text = 'A'.repeat(42) + String.fromCharCode(code);
      const isOneSpelling = Buffer.from(fromBase64Url(text)).toString('base64url') === text;
      expect(parseDigest(text).ok, text).toBe(isOneSpelling);
    }
  });

  test('is not made of more or fewer bytes than a hash has', () => {
    expect(() => digestFromBytes(new Uint8Array(31))).toThrow('found 31');
    expect(() => digestFromBytes(new Uint8Array(33))).toThrow('found 33');
  });
});

describe("a public key's text", () => {
  test.each(names.publicKeys.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const parsed = parsePublicKey(vector.text);
    expect(parsed.ok).toBe(vector.result === 'accepted');
    if (!parsed.ok || vector.result === 'refused') return;
    expect(toHex(publicKeyBytes(parsed.value))).toBe(vector.hex);
    expect(formatPublicKey(fromHex(vector.hex))).toBe(vector.text);
  });
});
