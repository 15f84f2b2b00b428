import { describe, expect, test } from 'vitest';
import { publicKeyBytes } from '../src/public-key.ts';
import { formatVerifierKey, isKeyName, parseVerifierKey } from '../src/verifier-key.ts';
import { fromHex, readVectors, titleOf, toHex, type Vector } from './vectors.ts';

type Facts = { text: string; keyName: string; keyId: string; hex: string };
const { cases } = readVectors('verifier-key.json') as { cases: Vector<Facts, { text: string }>[] };

describe('a verifier key', () => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const parsed = parseVerifierKey(vector.text);
    expect(parsed.ok, JSON.stringify(parsed)).toBe(vector.result === 'accepted');
    if (!parsed.ok || vector.result === 'refused') return;
    const { name, keyId, publicKey } = parsed.value;
    expect({ keyName: name, keyId, hex: toHex(publicKeyBytes(publicKey)) }).toMatchObject({
      keyName: vector.keyName,
      keyId: vector.keyId,
      hex: vector.hex,
    });
    expect(formatVerifierKey(vector.keyName, fromHex(vector.hex))).toBe(vector.text);
  });

  test('of the C2SP page is read with the name and id that it has there', () => {
    // The example key of golang.org/x/mod/sumdb/note.
    const parsed = parseVerifierKey('PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW');
    expect(parsed).toMatchObject({ ok: true, value: { name: 'PeterNeumann', keyId: 'c74f20a3' } });
  });

  test('has a name without any of the spaces of Unicode, without plus and without control characters', () => {
    for (const character of [
      ' ',
      '\t',
      '\n',
      '\v',
      '\u0085',
      '\u00a0',
      '\u1680',
      '\u2003',
      '\u2028',
      '\u3000',
      '+',
      '\0',
      '\u007f',
    ]) {
      expect(isKeyName(`a${character}b`), JSON.stringify(character)).toBe(false);
    }
    expect(isKeyName('')).toBe(false);
    for (const name of ['example.org/first', 'example.org/first/MINE-A', 'é', 'a/b:c~d'])
      expect(isKeyName(name)).toBe(true);
  });

  test('is not written with a name that no note could carry', () => {
    expect(() => formatVerifierKey('a b', new Uint8Array(32))).toThrow('cannot name a key');
  });
});
