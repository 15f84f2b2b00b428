import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalize, parseCanonical } from '../src/canonical-json.ts';
import type { JsonValue } from '../src/json-value.ts';
import { encodeUtf8 } from '../src/utf8.ts';
import { jsonValues } from './json-values.ts';
import { flipBit, fromHex, readVectors, titleOf, type Vector } from './vectors.ts';

type Bytes = { text: string } | { hex: string };
const { cases } = readVectors('canonical-json.json') as { cases: Vector<Bytes>[] };

function bytesOf(vector: Bytes): Uint8Array {
  return 'text' in vector ? encodeUtf8(vector.text) : fromHex(vector.hex);
}

/** RFC 8785 §3.2 written for obviousness: build each object's members in order and join them. */
function canonicalizeSlowly(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(canonicalizeSlowly).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).map(([name, item]) => ({ name, item }));
  members.sort((left, right) => compareCodeUnits(left.name, right.name));
  return `{${members.map(({ name, item }) => `${JSON.stringify(name)}:${canonicalizeSlowly(item)}`).join(',')}}`;
}

function compareCodeUnits(left: string, right: string): number {
  for (let index = 0; index < Math.min(left.length, right.length); index++) {
    const difference = left.charCodeAt(index) - right.charCodeAt(index);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

describe('canonical JSON', () => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const parsed = parseCanonical(bytesOf(vector));
    expect(parsed.ok, JSON.stringify(parsed)).toBe(vector.result === 'accepted');
    if (parsed.ok && 'text' in vector) expect(canonicalize(parsed.value)).toBe(vector.text);
  });

  test('is written the same by a slow and obvious second way, and read back as the same value', () => {
    fc.assert(
      fc.property(jsonValues, (value) => {
        const text = canonicalize(value);
        expect(text).toBe(canonicalizeSlowly(value));
        expect(parseCanonical(encodeUtf8(text))).toEqual({ ok: true, value });
      }),
      { numRuns: 500 },
    );
  });

  test('sorts many names as it sorts few', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, index) => [`n${(index * 7919) % 500}`, index]));
    expect(canonicalize(many)).toBe(canonicalizeSlowly(many));
    expect(parseCanonical(encodeUtf8(canonicalize(many)))).toEqual({ ok: true, value: many });
  });

  test('refuses every single-bit damage of a value, or reads what was damaged as another value', () => {
    const value = { a: [1, -20, 'x\n'], b: { '10': true, '9': null }, é: 'é' };
    const bytes = encodeUtf8(canonicalize(value));
    let refused = 0;
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const parsed = parseCanonical(flipBit(bytes, bit));
      if (parsed.ok) expect(parsed.value).not.toEqual(value);
      else refused++;
    }
    expect(refused).toBeGreaterThan(bytes.length);
  });

  test('says where the spelling leaves the canonical one, and shows both', () => {
    const parsed = parseCanonical(encodeUtf8('{"b":1,"a":2}'));
    const problem =
      'not canonical JSON: from character 3 it reads "b\\":1,\\"a\\":2}" where the canonical spelling has "a\\":2,\\"b\\":1}"';
    expect(parsed).toEqual({ ok: false, problem });
  });

  test.each([
    ['a fraction', 0.5],
    ['minus zero', -0],
    ['2^53', 2 ** 53],
    ['NaN', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a lone surrogate', 'a\udc00'],
    ['U+0000', 'a\0'],
    ['a lone surrogate in a name', { '\ud800': 1 }],
    ['U+0000 in a name', { '\0': 1 }],
    ['the name __proto__', JSON.parse('{"__proto__":1}')],
    ['undefined', undefined],
    ['a member that is undefined', { a: undefined }],
    ['a hole in a list', new Array(2)],
    ['a bigint', 1n],
    ['a function', () => 1],
    ['a symbol', Symbol('a')],
    ['a date', new Date(0)],
    ['a map', new Map([['a', 1]])],
    ['bytes', Uint8Array.of(1)],
  ])('throws at %s rather than write something that was not meant', (_name, value) => {
    expect(() => canonicalize(value as JsonValue)).toThrow('Bug');
  });

  test('writes an object without a prototype like any other', () => {
    expect(canonicalize(Object.assign(Object.create(null) as object, { b: 1, a: 2 }) as JsonValue)).toBe(
      '{"a":2,"b":1}',
    );
  });
});
