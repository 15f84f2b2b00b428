import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalize } from '../src/canonical-json.ts';
import { createMemberPlaces, scanCanonicalObject } from '../src/canonical-scan.ts';
import { parseEventBytes } from '../src/event-bytes.ts';
import type { JsonObject, JsonValue } from '../src/json-value.ts';

const NAMES = ['id', 'occurredAt', 'type'];
const WANTED = NAMES.map((name) => Buffer.from(name));
const MAX_DEPTH = 16;

/** What the scan says of bytes that stand in the middle of others: the values it found, null when it is not certain. */
function scan(bytes: Uint8Array, before = '{"type":"x"', after = ',"zz":1}"'): string[] | null {
  const all = Buffer.concat([Buffer.from(before), bytes, Buffer.from(after)]);
  const start = before.length;
  const places = createMemberPlaces(NAMES.length);
  if (!scanCanonicalObject(all, start, start + bytes.length, MAX_DEPTH, WANTED, places)) return null;
  return NAMES.map((_, index) => all.toString('utf8', places.starts[index], places.ends[index]));
}

const plainText = fc.string({ unit: 'grapheme-ascii' }).map((text) => text.replaceAll(/["\\_]/g, 'x'));
const json = fc.letrec<{ value: JsonValue; object: JsonObject; array: JsonValue[] }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 5 },
    fc.constantFrom(null, true, false, 0, -1),
    fc.integer(),
    plainText,
    fc.string({ unit: 'binary' }).filter((text) => text.isWellFormed() && !text.includes('\0')),
    tie('object'),
    tie('array'),
  ),
  object: fc.dictionary(plainText, tie('value'), { maxKeys: 6 }) as fc.Arbitrary<JsonObject>,
  array: fc.array(tie('value'), { maxLength: 4 }),
}));
const event = fc
  .tuple(json.object, plainText, plainText, plainText)
  .map(([rest, id, occurredAt, type]): JsonObject => ({ ...rest, id, occurredAt, type }));

describe('the scan of canonical JSON', () => {
  const usual = '{"a":[1,-2,{"id":"inner"},[],{}],"id":"x","n":null,"occurredAt":"","type":"lot-created","w":true}';

  test('says yes to what events usually are, and finds their members at the top', () => {
    expect(scan(Buffer.from(usual))).toEqual(['x', '', 'lot-created']);
  });

  test('is certain only of what the reader takes, and finds what the reader finds', () => {
    let certain = 0;
    fc.assert(
      fc.property(event, (value) => {
        const found = scan(Buffer.from(canonicalize(value)));
        if (found === null) return;
        certain += 1;
        expect(found).toEqual(NAMES.map((name) => value[name]));
      }),
      { numRuns: 1_000 },
    );
    expect(certain).toBeGreaterThan(100);
  });

  test('is never certain of bytes that the reader refuses, whichever byte is changed, added or taken away', () => {
    const original = Buffer.from(usual);
    const damages = [...Array.from('"\\,:{}[]0-19.eE_ \n\u007f\u0001'), 'é', '"a":1,', '00', '-0', 'x'];
    let refused = 0;
    for (let at = 0; at <= original.length; at++) {
      for (const damage of ['', ...damages]) {
        for (const taken of [0, 1]) {
          const parts = [original.subarray(0, at), Buffer.from(damage), original.subarray(at + taken)];
          const bytes = Buffer.concat(parts);
          const parsed = parseEventBytes(bytes);
          if (!parsed.ok) refused += 1;
          const found = scan(bytes);
          if (found === null) continue;
          expect(parsed.ok, bytes.toString()).toBe(true);
          if (parsed.ok) expect(found).toEqual(NAMES.map((name) => parsed.value[name]));
        }
      }
    }
    expect(refused).toBeGreaterThan(1_000);
  });

  test.each([
    ['a name given twice', '{"a":1,"a":1,"id":"","occurredAt":"","type":""}'],
    ['names out of order', '{"id":"","occurredAt":"","b":1,"type":""}'],
    ['a name that begins another, behind it', '{"ab":1,"a":1,"id":"","occurredAt":"","type":""}'],
    ['the refused name', '{"__proto__":1,"id":"","occurredAt":"","type":""}'],
    ['a number beyond 2^53', '{"a":9007199254740993,"id":"","occurredAt":"","type":""}'],
    ['negative zero', '{"a":-0,"id":"","occurredAt":"","type":""}'],
    ['a leading zero', '{"a":01,"id":"","occurredAt":"","type":""}'],
    ['a minus alone', '{"a":-,"id":"","occurredAt":"","type":""}'],
    ['an escape that need not be', '{"a":"\\u0041","id":"","occurredAt":"","type":""}'],
    ['seventeen levels', `{"a":${'['.repeat(16)}${']'.repeat(16)},"id":"","occurredAt":"","type":""}`],
    ['a member that is no text', '{"id":1,"occurredAt":"","type":""}'],
    ['a member that is missing', '{"id":"","type":""}'],
    ['a member that is only inside another', '{"a":{"id":""},"occurredAt":"","type":""}'],
    ['an object that goes on behind its end', '{"id":"","occurredAt":"","type":""'],
    ['a text that goes on behind its end', '{"id":"","occurredAt":"","type":"'],
  ])('is not certain of %s', (_, text) => {
    expect(scan(Buffer.from(text), '', ',"x":1}","y":2}')).toBeNull();
  });

  test('takes sixteen levels', () => {
    const text = `{"a":${'['.repeat(15)}${']'.repeat(15)},"id":"","occurredAt":"","type":""}`;
    expect(scan(Buffer.from(text))).toEqual(['', '', '']);
  });
});
