import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalize } from '../src/canonical-json.ts';
import { createMemberPlaces, type MemberPlaces, scanCanonicalObject } from '../src/canonical-scan.ts';
import { createCanonicalShapes } from '../src/canonical-shapes.ts';
import type { JsonObject } from '../src/json-value.ts';

// What the scan says is held against the format in `canonical-scan.test.ts`. Here everything must be as the scan says,
// whatever was recognized before.

const NAMES = ['id', 'occurredAt', 'type'];
const WANTED = NAMES.map((name) => Buffer.from(name));
const MAX_DEPTH = 16;
const BEFORE = '{"type":"x"';
const AFTER = ',"zz":1}"';

const found = (bytes: Buffer, places: MemberPlaces) =>
  NAMES.map((_, index) => bytes.toString('latin1', places.starts[index], places.ends[index]));

/** Bytes in the middle of others, as they lie in what a server sends. */
function surrounded(bytes: Uint8Array, after = AFTER): { all: Buffer; start: number; end: number } {
  const all = Buffer.concat([Buffer.from(BEFORE), bytes, Buffer.from(after)]);
  return { all, start: BEFORE.length, end: BEFORE.length + bytes.length };
}

function scan(bytes: Uint8Array): string[] | null {
  const { all, start, end } = surrounded(bytes);
  const places = createMemberPlaces(NAMES.length);
  return scanCanonicalObject(all, start, end, MAX_DEPTH, WANTED, places) ? found(all, places) : null;
}

function createRecognizer(): (bytes: Uint8Array, after?: string) => string[] | null {
  const shapes = createCanonicalShapes(MAX_DEPTH, WANTED);
  return (bytes, after) => {
    const { all, start, end } = surrounded(bytes, after);
    const view = new DataView(all.buffer, all.byteOffset, all.length);
    return shapes.recognize(all, view, start, end) ? found(all, shapes.places) : null;
  };
}

const USUAL =
  '{"a":[1,-2,{"id":"inner"},[],{}],"b":["x","yy",""],"e":{"Nd":123456789,"Tb":0},"f":false,"id":"0123456789abcdef",' +
  '"n":null,"occurredAt":"","type":"lot-created","w":true}';

describe('an object of a shape that is known', () => {
  test('is recognized with other values', () => {
    const recognize = createRecognizer();
    expect(recognize(Buffer.from(USUAL))).toEqual(['0123456789abcdef', '', 'lot-created']);
    const other = USUAL.replace('-2', '987654321098765')
      .replace('yy', '')
      .replace('"occurredAt":""', '"occurredAt":"now"');
    expect(recognize(Buffer.from(other))).toEqual(['0123456789abcdef', 'now', 'lot-created']);
  });

  test('stays known when the bytes that it was learnt from are used again', () => {
    const shapes = createCanonicalShapes(MAX_DEPTH, WANTED);
    const recognize = (bytes: Buffer) =>
      shapes.recognize(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.length), 0, bytes.length);
    const learnt = Buffer.from(USUAL);
    expect(recognize(learnt)).toBe(true);
    const falsified = Buffer.from(USUAL.replace('"w":true', '"w":tru}'));
    falsified.copy(learnt);
    expect(recognize(falsified)).toBe(false);
    // Short pieces between two values are compared with what was kept of them, byte by byte.
    const spaced = Buffer.from(USUAL.replace('"x","yy"', '"x" "yy"'));
    spaced.copy(learnt);
    expect(recognize(spaced)).toBe(false);
  });

  test('is what the scan says when any byte is any other', () => {
    const recognize = createRecognizer();
    expect(recognize(Buffer.from(USUAL))).not.toBeNull();
    let certain = 0;
    for (let at = 0; at < USUAL.length; at++) {
      for (let byte = 0; byte < 256; byte++) {
        const bytes = Buffer.from(USUAL);
        bytes[at] = byte;
        const said = recognize(bytes);
        if (said !== null) certain += 1;
        if (String(said) !== String(scan(bytes))) expect(said, bytes.toString('latin1')).toEqual(scan(bytes));
      }
    }
    // Digits, the characters of texts and of names that stay in order: many are, most are not.
    expect(certain).toBeGreaterThan(1_000);
    expect(certain).toBeLessThan((USUAL.length * 256) / 2);
  });

  test('is what the scan says when something is put in or taken out', () => {
    const recognize = createRecognizer();
    expect(recognize(Buffer.from(USUAL))).not.toBeNull();
    const damages = [
      ...Array.from('"\\,:{}[]0-19.eE_ \n\u007f\u0001'),
      'é',
      '"a":1,',
      '00',
      '-0',
      'x',
      '12345678',
      '"",',
    ];
    for (let at = 0; at <= USUAL.length; at++) {
      for (const damage of ['', ...damages]) {
        for (const taken of [0, 1, 2, 5]) {
          const bytes = Buffer.from(USUAL.slice(0, at) + damage + USUAL.slice(at + taken));
          const said = recognize(bytes);
          if (String(said) !== String(scan(bytes))) expect(said, bytes.toString()).toEqual(scan(bytes));
        }
      }
    }
  });

  test.each([
    ['a text that goes on behind its end', '{"id":"","occurredAt":"","type":"', 'x"}'],
    ['an object that goes on behind its end', '{"id":"","occurredAt":"","type":"x"', '}'],
    ['a number that goes on behind its end', '{"id":"","occurredAt":"","type":"x","z":1', '2}'],
  ])('is not recognized in %s', (_, text, after) => {
    const recognize = createRecognizer();
    expect(recognize(Buffer.from(text + after), '')).not.toBeNull();
    expect(recognize(Buffer.from(text), after)).toBeNull();
  });

  test('is recognized at the very end of the bytes', () => {
    const recognize = createRecognizer();
    for (let round = 0; round < 2; round++) {
      expect(recognize(Buffer.from('{"id":"","occurredAt":"","type":"x"}'), '')).toEqual(['', '', 'x']);
    }
  });
});

describe('many shapes', () => {
  const member = fc.oneof(
    fc.string({ unit: 'grapheme-ascii' }),
    fc.integer(),
    fc.constantFrom<JsonObject[string]>(null, true, [], {}, [1, 'a'], { b: 'c' }, { b: { c: 1 } }, ['a', 'b', 'c']),
  );
  const event = fc
    .tuple(fc.dictionary(fc.constantFrom('a', 'b', 'ij', 'k', 'zz'), member), fc.string(), fc.string(), fc.string())
    .map(([rest, id, occurredAt, type]): JsonObject => ({ ...rest, id, occurredAt, type }));

  test('are kept apart: of each object is said what the scan says', () => {
    const recognize = createRecognizer();
    fc.assert(
      fc.property(event, (value) => {
        const bytes = Buffer.from(canonicalize(value));
        expect(recognize(bytes)).toEqual(scan(bytes));
      }),
      { numRuns: 3_000 },
    );
  });

  test('are more than are remembered, and each is recognized all the same', () => {
    const recognize = createRecognizer();
    let recognized = 0;
    for (let index = 0; index < 20_000; index++) {
      const bytes = Buffer.from(`{"a":{"n${index % 17}":{"m${index}":1}},"id":"i","occurredAt":"","type":"x"}`);
      if (recognize(bytes)?.[0] === 'i') recognized += 1;
    }
    expect(recognized).toBe(20_000);
  });
});
