import { describe, expect, test } from 'vitest';
import { signEd25519, verifyEd25519 } from '../src/ed25519.ts';
import { formatSignedNote, NOTE_MAX_LENGTH, openNote, parseSignedNote, signNote } from '../src/signed-note.ts';
import { parseVerifierKey, type VerifierKey } from '../src/verifier-key.ts';
import { fromHex, readVectors, titleOf, type Vector } from './vectors.ts';

type Note = { note: string; keys: string[] };
const { cases, secretKeys } = readVectors('signed-note.json') as {
  cases: Vector<Note & { text: string; signedBy: string[] }, Note>[];
  secretKeys: { [name: string]: string };
};

function readKey(text: string): VerifierKey {
  const parsed = parseVerifierKey(text);
  if (!parsed.ok) throw new Error(parsed.problem);
  return parsed.value;
}

function neverSigns(): never {
  throw new Error('a signature was made');
}

describe('a signed note', () => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const opened = openNote(vector.note, vector.keys.map(readKey), verifyEd25519);
    expect(opened.ok, JSON.stringify(opened)).toBe(vector.result === 'accepted');
    if (!opened.ok || vector.result === 'refused') return;
    expect(opened.value.text).toBe(vector.text);
    expect(opened.value.signedBy.map(({ name }) => name)).toEqual(vector.signedBy);
  });

  test('is written as it is read', () => {
    const readable = cases.filter(({ note }) => parseSignedNote(note).ok);
    const written = readable.map(({ note }) => {
      const parsed = parseSignedNote(note);
      return parsed.ok && formatSignedNote(parsed.value);
    });
    expect(written).toEqual(readable.map(({ note }) => note));
    expect(readable.length).toBeGreaterThan(10);
  });

  const vector = cases[0] as Extract<(typeof cases)[number], { result: 'accepted' }>;
  const key = readKey(vector.keys[0] as string);

  test('is signed to the bytes of the vector', () => {
    const secret = fromHex(secretKeys[key.name] as string);
    expect(signNote(vector.text, key, (message) => signEd25519(secret, message))).toBe(vector.note);
  });

  test('with any character of it changed, left out or doubled is refused', () => {
    const characters = Array.from(vector.note);
    // Points are costly; the form is refused before any signature is verified, and every third place reaches each line.
    const opened: string[] = [];
    for (let index = 0; index < characters.length; index += 3) {
      for (const middle of ['', 'x', (characters[index] as string).repeat(2)]) {
        const note = [...characters.slice(0, index), middle, ...characters.slice(index + 1)].join('');
        if (note !== vector.note && openNote(note, [key], verifyEd25519).ok) opened.push(note);
      }
    }
    expect(opened).toEqual([]);
  });

  test('that opens for nobody says who signed it and who should have', () => {
    const opened = openNote(vector.note, [{ ...key, keyId: '00000000' }], verifyEd25519);
    const problem = `the note is signed by "${key.name}" (key ${key.keyId}), expected "${key.name}" (key 00000000)`;
    expect(opened).toEqual({ ok: false, problem });
  });

  test('is not made of a text that no note can carry', () => {
    for (const text of ['', 'no newline', 'tab\t\n', '\ud800\n', '\r\n']) {
      expect(() => signNote(text, key, neverSigns), JSON.stringify(text)).toThrow('text of a note');
    }
    expect(() => formatSignedNote({ text: 'a\n', signatures: [] })).toThrow('at least one signature');
  });

  test('has a text that may be, or end in, empty lines', () => {
    for (const text of ['\n', 'a\n\n', '\n\n', '\n\na\n\n\n']) {
      const note = signNote(text, key, () => new Uint8Array(64));
      expect(parseSignedNote(note)).toMatchObject({ ok: true, value: { text } });
    }
  });

  test('longer than a million characters is refused before it is read', () => {
    const problem = `a note has at most ${NOTE_MAX_LENGTH} characters, found ${NOTE_MAX_LENGTH + 1}`;
    expect(parseSignedNote('x'.repeat(NOTE_MAX_LENGTH + 1))).toEqual({ ok: false, problem });
  });
});
