import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { publicKeyOf, signEd25519, verifyEd25519 } from '../src/ed25519.ts';
import { checkPublicKey, formatPublicKey } from '../src/public-key.ts';
import { flipBit, fromHex, readVectors, titleOf, toHex, type Vector } from './vectors.ts';

type Signed = { publicKey: string; message: string; signature: string; key: 'accepted' | 'refused' };
const signatures = readVectors('ed25519.json') as { cases: Vector<Signed>[] };
const keys = readVectors('public-key.json') as { cases: Vector<{ hex: string }, { hex: string; says: string }>[] };

describe('a signature', () => {
  test.each(signatures.cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const { publicKey, message, signature } = vector;
    const isValid = verifyEd25519(fromHex(publicKey), fromHex(message), fromHex(signature));
    expect(isValid).toBe(vector.result === 'accepted');
    expect(checkPublicKey(formatPublicKey(fromHex(publicKey))).ok).toBe(vector.key === 'accepted');
  });

  test('that has any single bit changed is refused', () => {
    const secret = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
    const message = fromHex('72');
    const signature = signEd25519(secret, message);
    const publicKey = publicKeyOf(secret);
    expect(verifyEd25519(publicKey, message, signature)).toBe(true);
    // Every seventh bit reaches every byte; all 512 would take seconds and find nothing else.
    for (let bit = 0; bit < 512; bit += 7) {
      expect(verifyEd25519(publicKey, message, flipBit(signature, bit)), `bit ${bit}`).toBe(false);
    }
  });

  test('is made as OpenSSL makes it', () => {
    for (let seed = 0; seed < 8; seed++) {
      const secret = new Uint8Array(32).fill(seed);
      const pkcs8 = Buffer.concat([fromHex('302e020100300506032b657004220420'), secret]);
      const key = createPrivateKey({ key: pkcs8, format: 'der', type: 'pkcs8' });
      const message = new Uint8Array(seed * 10).fill(seed);
      expect(toHex(signEd25519(secret, message))).toBe(sign(null, message, key).toString('hex'));
      const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
      expect(toHex(publicKeyOf(secret))).toBe(spki.subarray(-32).toString('hex'));
    }
  });

  test('is refused, not thrown at, when key or signature have other lengths', () => {
    expect(verifyEd25519(new Uint8Array(31), new Uint8Array(0), new Uint8Array(64))).toBe(false);
    expect(verifyEd25519(new Uint8Array(33), new Uint8Array(0), new Uint8Array(64))).toBe(false);
    expect(verifyEd25519(publicKeyOf(new Uint8Array(32)), new Uint8Array(0), new Uint8Array(65))).toBe(false);
  });
});

describe('a key that may sign', () => {
  test.each(keys.cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const key = formatPublicKey(fromHex(vector.hex));
    const checked = checkPublicKey(key);
    expect(checked.ok).toBe(vector.result === 'accepted');
    if (checked.ok || vector.result === 'accepted') return;
    expect(checked.problem).toContain(key);
    expect(checked.problem).toContain(vector.says);
  });
});
