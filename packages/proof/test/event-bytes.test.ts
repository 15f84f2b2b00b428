import { describe, expect, test } from 'vitest';
import { digestBytes } from '../src/digest.ts';
import { digestEvent, EVENT_MAX_BYTES, EVENT_MAX_DEPTH, encodeEvent, parseEventBytes } from '../src/event-bytes.ts';
import type { JsonValue } from '../src/json-value.ts';
import { nobleSha256 } from '../src/noble-sha256.ts';
import { encodeUtf8 } from '../src/utf8.ts';
import { flipBit, nodeSha256, readVectors, titleOf, toBase64Url, type Vector } from './vectors.ts';

const { cases } = readVectors('event.json') as { cases: Vector<{ text: string; digest: string }>[] };

describe("an event's bytes and digest", () => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const bytes = encodeUtf8(vector.text);
    const parsed = parseEventBytes(bytes);
    const agrees = parsed.ok && digestEvent(bytes, nobleSha256) === vector.digest;
    expect(agrees).toBe(vector.result === 'accepted');
    if (vector.result === 'refused' || !parsed.ok) return;
    const encoded = encodeEvent(parsed.value);
    expect(encoded.ok && Buffer.from(encoded.value).toString()).toBe(vector.text);
  });

  test('every single-bit damage is refused or changes the digest', () => {
    const bytes = encodeUtf8('{"id":"24ae1477-8001-41e8-8060-0c6bbf4476bc","lot":"ORE-001","netMilligrams":1000}');
    const digest = digestEvent(bytes, nodeSha256);
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      expect(digestEvent(flipBit(bytes, bit), nodeSha256), `bit ${bit}`).not.toBe(digest);
    }
  });

  test('the digest is the same from noble, from OpenSSL, and by the short way that a platform may offer', () => {
    const short = Object.assign((bytes: Uint8Array) => nodeSha256(bytes), {
      base64Url: (bytes: Uint8Array) => toBase64Url(nodeSha256(bytes)),
    });
    for (const length of [0, 1, 1000, 1005, 1006, 1007, 5000, 3]) {
      const bytes = new Uint8Array(length).map((_, index) => index % 251);
      expect(digestEvent(bytes, nobleSha256)).toBe(digestEvent(bytes, nodeSha256));
      expect(digestEvent(bytes, short)).toBe(digestEvent(bytes, nodeSha256));
    }
    expect(digestBytes(new Uint8Array(0), nodeSha256)).toBe('47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU');
  });

  test('an event has at most 2 MiB, to the byte', () => {
    const full = { note: 'x'.repeat(EVENT_MAX_BYTES - '{"note":""}'.length) };
    const encoded = encodeEvent(full);
    expect(encoded.ok && encoded.value.length).toBe(2_097_152);
    expect(encoded.ok && parseEventBytes(encoded.value).ok).toBe(true);
    const over = { note: `${full.note}x` };
    const problem = 'an event has at most 2097152 bytes, found 2097153';
    expect(encodeEvent(over)).toEqual({ ok: false, problem });
    expect(parseEventBytes(encodeUtf8(JSON.stringify(over)))).toEqual({ ok: false, problem });
  });

  test('counts the bytes of letters outside ASCII, not the letters', () => {
    expect(encodeEvent({ note: '磁'.repeat(EVENT_MAX_BYTES / 3) }).ok).toBe(false);
  });

  test('an event nests at most 16 levels deep, itself being the first', () => {
    let value: JsonValue = 1;
    for (let depth = 0; depth < EVENT_MAX_DEPTH - 1; depth++) value = [value];
    expect(encodeEvent({ a: value }).ok).toBe(true);
    expect(encodeEvent({ a: [value] })).toEqual({ ok: false, problem: 'an event nests at most 16 levels deep' });
    expect(parseEventBytes(encodeUtf8(JSON.stringify({ a: value }))).ok).toBe(true);
    expect(parseEventBytes(encodeUtf8(JSON.stringify({ a: [value] }))).ok).toBe(false);
  });

  test.each([[[]], ['text'], [null], [1]])('%j is no event', (value) => {
    expect(encodeEvent(value).ok).toBe(false);
  });
});
