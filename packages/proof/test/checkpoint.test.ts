import { describe, expect, test } from 'vitest';
import {
  type Checkpoint,
  formatCheckpoint,
  openCheckpoint,
  parseCheckpoint,
  signCheckpoint,
} from '../src/checkpoint.ts';
import { publicKeyOf, signEd25519, verifyEd25519 } from '../src/ed25519.ts';
import { formatPublicKey } from '../src/public-key.ts';
import { parseVerifierKey, type VerifierKey } from '../src/verifier-key.ts';
import { fromHex, readVectors, titleOf, type Vector } from './vectors.ts';

type Note = { note: string; keys: string[] };
const file = readVectors('checkpoint.json') as {
  secretKey: string;
  text: string;
  checkpoint: Checkpoint;
  cases: Vector<Note & { checkpoint: Checkpoint }, Note>[];
};

function readKey(text: string): VerifierKey {
  const parsed = parseVerifierKey(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

describe('a checkpoint', () => {
  test.each(file.cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const opened = openCheckpoint(vector.note, vector.keys.map(readKey), verifyEd25519);
    expect(opened.ok, JSON.stringify(opened)).toBe(vector.result === 'accepted');
    if (!opened.ok || vector.result === 'refused') return;
    expect(opened.value.checkpoint).toEqual(vector.checkpoint);
    expect(opened.value.signedBy[0]?.name).toBe(vector.checkpoint.origin);
  });

  test('is written to the bytes of the vector and read back', () => {
    expect(formatCheckpoint(file.checkpoint)).toBe(file.text);
    expect(parseCheckpoint(file.text)).toEqual({ ok: true, value: file.checkpoint });
  });

  test('is signed to the bytes of the vector', () => {
    const secret = fromHex(file.secretKey);
    const publicKey = formatPublicKey(publicKeyOf(secret));
    const note = signCheckpoint(file.checkpoint, publicKey, (message) => signEd25519(secret, message));
    expect(note).toBe(file.cases[0]?.note);
  });

  test('with any character changed, left out or doubled is refused, or reads as another checkpoint in its one spelling', () => {
    const secondSpellings: string[] = [];
    for (let index = 0; index < file.text.length; index++) {
      for (const middle of ['', ' ', '0', 'A', '\n', '\r', file.text[index]?.repeat(2)]) {
        const text = file.text.slice(0, index) + middle + file.text.slice(index + 1);
        const parsed = parseCheckpoint(text);
        if (parsed.ok && formatCheckpoint(parsed.value) !== text) secondSpellings.push(text);
      }
    }
    expect(secondSpellings).toEqual([]);
  });

  test('is not written for a size that is no count of entries', () => {
    for (const size of [-1, 0.5, Number.NaN, 2 ** 53]) {
      expect(() => formatCheckpoint({ ...file.checkpoint, size }), String(size)).toThrow('cannot have');
    }
  });
});
