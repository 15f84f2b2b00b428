import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { publicKeyOf, signEd25519, verifyEd25519 as verifyPurely } from '@lodestone/proof/ed25519.ts';
import { nobleSha256 } from '@lodestone/proof/noble-sha256.ts';
import { checkPublicKey, formatPublicKey } from '@lodestone/proof/public-key.ts';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { opensslCheckOf, sodiumCheckOf } from '../src/keys/ed25519-check.ts';
import { createSecretKey, sha256, signingKeyOf, verifyEd25519 } from '../src/keys/node-crypto.ts';

// The server checks with libsodium or OpenSSL, a browser with noble: a signature must mean the same to all.

interface SignatureVector {
  readonly name: string;
  readonly result: 'accepted' | 'refused';
  readonly key: 'accepted' | 'refused';
  readonly publicKey: string;
  readonly message: string;
  readonly signature: string;
}

interface KeyVector {
  readonly name: string;
  readonly hex: string;
}

const ownVectors = (name: string) =>
  JSON.parse(readFileSync(new URL(`../../proof/vectors/${name}`, import.meta.url), 'utf8'));
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/** What the pure code says of a signature by a key that may sign at all. */
function verifyWithFitKey(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || !checkPublicKey(formatPublicKey(publicKey)).ok) return false;
  return verifyPurely(publicKey, message, signature);
}

/** What libsodium and OpenSSL say of a signature by a fit key. */
function verifyByEach(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean[] {
  return [sodiumCheckOf(publicKey), opensslCheckOf(publicKey)].map((check) => check?.(message, signature) ?? false);
}

describe('a signature means to the server what it means to the pure code', () => {
  const { cases } = ownVectors('ed25519.json') as { cases: SignatureVector[] };

  test.each(cases.map((vector) => [vector.name, vector] as const))(
    '%s',
    (_, { publicKey, message, signature, result, key }) => {
      const accepted = verifyEd25519(bytes(publicKey), bytes(message), bytes(signature));
      expect(accepted).toBe(result === 'accepted' && key === 'accepted');
      expect(accepted).toBe(verifyWithFitKey(bytes(publicKey), bytes(message), bytes(signature)));
    },
  );

  test('libsodium is there, and says of every vector under a fit key what OpenSSL says', () => {
    const fit = cases.filter(({ key, signature }) => key === 'accepted' && signature.length === 128);
    expect(fit.length).toBeGreaterThan(5);
    for (const { name, publicKey, message, signature, result } of fit) {
      const [bySodium, byOpenSsl] = verifyByEach(bytes(publicKey), bytes(message), bytes(signature));
      expect(bySodium, name).toBe(byOpenSsl);
      // The neutral R satisfies the equation, and both refuse it: that one is for the pure code to accept.
      if (!signature.startsWith(`01${'00'.repeat(31)}`)) expect(bySodium, name).toBe(result === 'accepted');
    }
  });

  test('also under every unfit key: not canonical, of small order, with a part of small order', () => {
    const { cases: keys } = ownVectors('public-key.json') as { cases: KeyVector[] };
    const signatures = cases.map(({ message, signature }) => [bytes(message), bytes(signature)] as const);
    expect(keys.length).toBeGreaterThan(5);
    for (const { hex, name } of keys) {
      for (const [message, signature] of signatures) {
        const expected = verifyWithFitKey(bytes(hex), message, signature);
        expect(verifyEd25519(bytes(hex), message, signature), name).toBe(expected);
      }
    }
  });

  test('for random keys and messages, signed by either and changed in any byte', () => {
    const secret = fc.uint8Array({ minLength: 32, maxLength: 32 });
    const message = fc.uint8Array({ maxLength: 300 });
    const change = fc.record({ what: fc.nat(2), at: fc.nat(), bit: fc.nat(7) });
    fc.assert(
      fc.property(secret, message, fc.option(change), (secretKey, signed, changed) => {
        const key = signingKeyOf(secretKey);
        const publicKey = publicKeyOf(secretKey);
        expect(key.publicKey).toBe(formatPublicKey(publicKey));
        const signature = signEd25519(secretKey, signed);
        expect(Buffer.from(key.sign(signed))).toEqual(Buffer.from(signature));
        const parts = [publicKey, Uint8Array.from(signed), Uint8Array.from(signature)] as const;
        const part = parts[changed?.what ?? 0] as Uint8Array;
        const changes = changed !== null && part.length > 0;
        if (changes) part[changed.at % part.length] = (part[changed.at % part.length] ?? 0) ^ (1 << changed.bit);
        const [otherKey, otherMessage, otherSignature] = parts;
        const accepted = verifyEd25519(otherKey, otherMessage, otherSignature);
        expect(accepted).toBe(!changes);
        expect(accepted).toBe(verifyWithFitKey(otherKey, otherMessage, otherSignature));
        if (part === publicKey && changes) return;
        expect(verifyByEach(otherKey, otherMessage, otherSignature)).toEqual([accepted, accepted]);
      }),
      { numRuns: 60 },
    );
  });

  test('of another length is refused, not thrown at', () => {
    const key = signingKeyOf(createSecretKey());
    const publicKey = Buffer.from(key.publicKey.slice('ed25519:'.length), 'base64url');
    const message = Buffer.from('message');
    const signature = key.sign(message);
    expect(verifyEd25519(publicKey, message, signature)).toBe(true);
    for (const wrong of [signature.subarray(0, 63), Buffer.concat([signature, Buffer.alloc(1)]), Buffer.alloc(0)]) {
      expect(verifyEd25519(publicKey, message, wrong)).toBe(false);
    }
  });
});

/** Vectors that others made lie beside the checkout where Lodestone is developed; they are not part of it. */
const WYCHEPROOF = new URL('../../../../shared/vectors/ed25519/wycheproof-ed25519.json', import.meta.url);

describe.skipIf(!existsSync(WYCHEPROOF))('Wycheproof', () => {
  test('agrees with the server and the pure code, case by case', () => {
    const { testGroups } = JSON.parse(readFileSync(WYCHEPROOF, 'utf8')) as {
      testGroups: { publicKey: { pk: string }; tests: { tcId: number; msg: string; sig: string; result: string }[] }[];
    };
    let compared = 0;
    for (const { publicKey, tests } of testGroups) {
      for (const { tcId, msg, sig, result } of tests) {
        const accepted = verifyEd25519(bytes(publicKey.pk), bytes(msg), bytes(sig));
        expect(accepted, `case ${tcId}`).toBe(result === 'valid');
        expect(accepted, `case ${tcId}`).toBe(verifyWithFitKey(bytes(publicKey.pk), bytes(msg), bytes(sig)));
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});

describe('SHA-256', () => {
  test('is the same from OpenSSL and from noble, as bytes and as base64url', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1_000 }), (input) => {
        const expected = createHash('sha256').update(input).digest();
        expect(Buffer.from(sha256(input))).toEqual(expected);
        expect(Buffer.from(nobleSha256(input))).toEqual(expected);
        expect(sha256.base64Url?.(input)).toBe(expected.toString('base64url'));
      }),
    );
  });
});
