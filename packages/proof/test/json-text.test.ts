import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalize } from '../src/canonical-json.ts';
import { scanJson } from '../src/json-scanner.ts';
import { parseJson } from '../src/json-text.ts';
import { parseUsualJson } from '../src/json-usual.ts';
import { JSON_MAX_DEPTH } from '../src/json-value.ts';
import { jsonValues } from './json-values.ts';
import { readVectors, titleOf, type Vector } from './vectors.ts';

type Text = { text: string } | { repeat: string; times: number };
type Place = { line: number; column: number; says: string };
const { cases } = readVectors('json-text.json') as { cases: Vector<Text & { canonical: string }, Text & Place>[] };

function textOf(vector: Text): string {
  return 'text' in vector ? vector.text : vector.repeat.repeat(vector.times);
}

describe('reading JSON that people write', () => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const reading = parseJson(textOf(vector));
    if (vector.result === 'accepted') {
      expect(reading.ok && canonicalize(reading.value)).toBe(vector.canonical);
      return;
    }
    const { line, column, says } = vector;
    expect(reading).toMatchObject({ ok: false, line, column, problem: expect.stringContaining(says) as string });
  });

  test('accepts a deeper text where the limit allows it, and counts the outermost object as the first level', () => {
    expect(parseJson('[[1]]', { maxDepth: 2 }).ok).toBe(true);
    expect(parseJson('[[1]]', { maxDepth: 1 })).toMatchObject({ ok: false, line: 1, column: 2 });
    expect(parseJson('1', { maxDepth: 0 }).ok).toBe(true);
  });

  test('keeps a problem short, however long the value is', () => {
    const reading = parseJson(`{"a":"${'x'.repeat(100_000)}","a":"${'y'.repeat(100_000)}"}`);
    expect(reading.ok || reading.problem.length).toBeLessThan(400);
  });

  test('reads a long run of numbers, names and texts without exhausting the stack', () => {
    const list = Array.from({ length: 200_000 }, (_, index) => index);
    expect(parseJson(`${JSON.stringify(list)} `)).toEqual({ ok: true, value: list });
    expect(scanJson(JSON.stringify(list), JSON_MAX_DEPTH)).toEqual({ ok: true, value: list });
  });
});

describe('the fast reader and the scanner', () => {
  test.each([
    ['compact', '{"b":[1,{"c":"x y"}],"a":"\\\\"}'],
    ['as Python writes it', '{"b": [1, {"c": "x y"}], "a": "\\\\"}'],
    ['indented', '{\n  "b": [\r\n\t1, {"c": " x  y "}], "a": "\\\\"\n}'],
  ])('leave a text that is %s to the fast one', (_name, text) => {
    expect(parseUsualJson(text, JSON_MAX_DEPTH, 'any')).toEqual(JSON.parse(text));
  });

  test('read the same value from any restricted JSON, compact or spaced', () => {
    fc.assert(
      fc.property(jsonValues, fc.constantFrom(0, 1, '\t', ' \n'), (value, indent) => {
        const text = JSON.stringify(value, null, indent);
        const scanned = scanJson(text, JSON_MAX_DEPTH);
        expect(scanned).toEqual({ ok: true, value });
        expect(parseJson(text)).toEqual({ ok: true, value });
      }),
    );
  });

  test('agree on every text that is one character away from a good one', () => {
    const good = '{"a":[10,-2,{"b":"x\\n\\u00e9","c":true}], "d":null,"a2":{"1":0}}';
    const characters = [
      '',
      ' ',
      '"',
      '\\',
      '0',
      '1',
      '-',
      '.',
      'e',
      'a',
      'u',
      ',',
      ':',
      '[',
      ']',
      '{',
      '}',
      '\n',
      '\0',
      '\ud800',
    ];
    let accepted = 0;
    for (let index = 0; index <= good.length; index++) {
      for (const character of characters) {
        for (const width of [0, 1]) {
          const text = good.slice(0, index) + character + good.slice(index + width);
          const scanned = scanJson(text, JSON_MAX_DEPTH);
          const usual = parseUsualJson(text, JSON_MAX_DEPTH, 'any');
          if (scanned.ok) accepted++;
          // The fast reader may leave a good text to the scanner, but never take one that the scanner refuses.
          if (usual !== undefined) expect(scanned, text).toEqual({ ok: true, value: usual });
          // Against the platform: what the scanner accepts, JSON.parse reads alike.
          if (scanned.ok) expect(JSON.parse(text), text).toEqual(scanned.value);
        }
      }
    }
    expect(accepted).toBeGreaterThan(100);
  });

  test('agree on random texts made of the characters of JSON', () => {
    const piece = fc.constantFrom(
      '{',
      '}',
      '[',
      ']',
      ',',
      ':',
      '"',
      '"a"',
      '"b"',
      '1',
      '-',
      '0',
      '.0',
      'e1',
      'true',
      'null',
      ' ',
      '\\',
      '\\u0061',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('');
        const scanned = scanJson(text, JSON_MAX_DEPTH);
        const usual = parseUsualJson(text, JSON_MAX_DEPTH, 'any');
        if (usual !== undefined) expect(scanned).toEqual({ ok: true, value: usual });
        if (scanned.ok) expect(JSON.parse(text)).toEqual(scanned.value);
      }),
      { numRuns: 20_000 },
    );
  });
});
