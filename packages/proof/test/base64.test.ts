import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeBase64, decodeBase64Url, encodeBase64, encodeBase64Url } from '../src/base64.ts';
import { fromHex, readVectors, titleOf, toHex, type Vector } from './vectors.ts';

type Case = Vector<{ text: string; hex: string }, { text: string }>;
const vectors = readVectors('base64.json') as { base64url: Case[]; base64: Case[] };

describe.each([
  { name: 'base64url', cases: vectors.base64url, encode: encodeBase64Url, decode: decodeBase64Url, node: 'base64url' },
  { name: 'base64', cases: vectors.base64, encode: encodeBase64, decode: decodeBase64, node: 'base64' },
] as const)('$name', ({ cases, encode, decode, node }) => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const decoded = decode(vector.text);
    expect(decoded.ok).toBe(vector.result === 'accepted');
    if (vector.result === 'refused' || !decoded.ok) return;
    expect(toHex(decoded.value)).toBe(vector.hex);
    expect(encode(fromHex(vector.hex))).toBe(vector.text);
  });

  test('encodes random bytes as Node does, and reads them back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        const text = encode(bytes);
        expect(text).toBe(Buffer.from(bytes).toString(node));
        expect(decode(text)).toEqual({ ok: true, value: bytes });
      }),
    );
  });

  test('encodes more bytes than a function takes arguments', () => {
    const bytes = new Uint8Array(1_000_000).map((_, index) => index % 251);
    const text = encode(bytes);
    expect(text === Buffer.from(bytes).toString(node)).toBe(true);
    const decoded = decode(text);
    expect(decoded.ok && Buffer.compare(decoded.value, bytes)).toBe(0);
  });

  test('accepts exactly the texts that decoding and encoding gives back, of all texts near a good one', () => {
    const bytes = Uint8Array.of(251, 255, 190, 7);
    const text = encode(bytes);
    for (let index = 0; index < text.length; index++) {
      for (let code = 0; code < 256; code++) {
        const changed = text.slice(0, index) + String.fromCharCode(code) + text.slice(index + 1);
        const lenient = Buffer.from(changed, node);
        expect(decode(changed).ok, JSON.stringify(changed)).toBe(lenient.toString(node) === changed);
      }
    }
  });
});
