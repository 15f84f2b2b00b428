import { createHash, createPrivateKey, createPublicKey, verify as nodeVerify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { formatCheckpoint, openCheckpoint, signCheckpoint } from '../src/checkpoint.ts';
import {
  type CosignerKey,
  cosign,
  cosignerKeyOf,
  formatCosignerKey,
  openCosignatures,
  parseCosignerKey,
} from '../src/cosignature.ts';
import { digestFromBytes } from '../src/digest.ts';
import { publicKeyOf, signEd25519, verifyEd25519 } from '../src/ed25519.ts';
import { formatPublicKey } from '../src/public-key.ts';
import { parseVerifierKey } from '../src/verifier-key.ts';
import { fromHex } from './vectors.ts';

// RFC 8032 §7.1, tests 1 and 2.
const WITNESS_SECRET = fromHex('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60');
const LOG_SECRET = fromHex('4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb');
const TIME = 1_679_315_147;

const witness = cosignerKeyOf('witness.example.com/w1', formatPublicKey(publicKeyOf(WITNESS_SECRET)));
const logKey = formatPublicKey(publicKeyOf(LOG_SECRET));
const checkpoint = { origin: 'example.org/first', size: 15, root: digestFromBytes(new Uint8Array(32).fill(7)) };
const text = formatCheckpoint(checkpoint);
const note = signCheckpoint(checkpoint, logKey, (message) => signEd25519(LOG_SECRET, message));
const line = cosign(text, witness, (message) => signEd25519(WITNESS_SECRET, message), TIME);
const open = (of: string, keys: readonly CosignerKey[] = [witness]) => openCosignatures(of, keys, verifyEd25519);

describe('a cosignature', () => {
  test('is the bytes of C2SP tlog-cosignature, which OpenSSL verifies', () => {
    const [, name, encoded = ''] = line.trimEnd().split(' ');
    expect(name).toBe('witness.example.com/w1');
    const bytes = Buffer.from(encoded, 'base64');
    const publicKey = Buffer.from(publicKeyOf(WITNESS_SECRET));
    const keyId = createHash('sha256').update(`${name}\n\x04`).update(publicKey).digest().subarray(0, 4);
    expect(bytes.subarray(0, 4)).toEqual(keyId);
    expect(bytes.readBigUInt64BE(4)).toBe(BigInt(TIME));
    const message = `cosignature/v1\ntime ${TIME}\nexample.org/first\n15\n${Buffer.alloc(32, 7).toString('base64')}\n`;
    const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), WITNESS_SECRET]);
    const key = createPublicKey(createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }));
    expect(nodeVerify(null, Buffer.from(message), key, bytes.subarray(12))).toBe(true);
  });

  test('is found under the note, which stays the checkpoint that the log signed', () => {
    expect(open(note + line)).toEqual({ ok: true, value: [{ key: witness, timestamp: TIME, line }] });
    const log = { name: checkpoint.origin, keyId: '', publicKey: logKey };
    const opened = openCheckpoint(note + line, [{ ...log, keyId: keyIdIn(note) }], verifyEd25519);
    expect(opened.ok && opened.value.checkpoint).toEqual(checkpoint);
  });

  test('of nobody who is known is ignored; without any, none is found', () => {
    expect(open(note + line, [])).toEqual({ ok: true, value: [] });
    expect(open(note)).toEqual({ ok: true, value: [] });
  });

  test('by another key of the same name is ignored', () => {
    const renewed = cosignerKeyOf(witness.name, logKey);
    const other = cosign(text, renewed, (message) => signEd25519(LOG_SECRET, message), TIME);
    expect(open(note + other + line)).toEqual({ ok: true, value: [{ key: witness, timestamp: TIME, line }] });
    expect(open(note + other)).toEqual({ ok: true, value: [] });
  });

  test('by one witness twice counts at the later time', () => {
    const later = cosign(text, witness, (message) => signEd25519(WITNESS_SECRET, message), TIME + 60);
    for (const both of [line + later, later + line]) {
      expect(open(note + both)).toEqual({ ok: true, value: [{ key: witness, timestamp: TIME + 60, line: later }] });
    }
  });
});

const withBytes = (changed: Uint8Array) => `${note}\u2014 ${witness.name} ${Buffer.from(changed).toString('base64')}\n`;

describe('a note is refused whole when a known witness is under it with', () => {
  const bytes = Buffer.from(line.trimEnd().split(' ')[2] ?? '', 'base64');

  test.each(Array.from({ length: 72 }, (_, place) => place + 4))('byte %i changed', (place) => {
    const changed = Buffer.from(bytes);
    changed[place] = (changed[place] ?? 0) ^ 1;
    const opened = open(withBytes(changed));
    expect(opened.ok).toBe(false);
  });

  test.each([
    ['a signature that is cut short', bytes.subarray(0, 75)],
    ['less than a time', bytes.subarray(0, 11)],
    ['a byte more', Buffer.concat([bytes, Buffer.alloc(1)])],
    ['the time 0', Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(8), bytes.subarray(12)])],
    ['a time that no number holds', Buffer.concat([bytes.subarray(0, 4), Buffer.alloc(8, 255), bytes.subarray(12)])],
  ])('%s', (_, changed) => {
    const opened = open(withBytes(changed));
    expect(opened.ok ? '' : opened.problem).toContain('the cosignature of "witness.example.com/w1"');
  });

  test('a cosignature of another checkpoint', () => {
    const other = signCheckpoint({ ...checkpoint, size: 16 }, logKey, (message) => signEd25519(LOG_SECRET, message));
    expect(open(other + line)).toMatchObject({ ok: false });
  });
});

test('a witness’s key has one spelling, and is not taken for one that signs notes', () => {
  const spelled = formatCosignerKey(witness);
  expect(parseCosignerKey(spelled)).toEqual({ ok: true, value: witness });
  expect(parseVerifierKey(spelled)).toMatchObject({ ok: false, problem: expect.stringContaining('is not Ed25519') });
  const [name, , encoded] = spelled.split('+');
  expect(parseCosignerKey(`${name}+00000000+${encoded}`)).toMatchObject({ ok: false });
});

function keyIdIn(signed: string): string {
  const encoded = signed.trimEnd().split(' ').at(-1) ?? '';
  return Buffer.from(encoded, 'base64').subarray(0, 4).toString('hex');
}
