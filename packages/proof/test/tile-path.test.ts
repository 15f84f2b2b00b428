import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatTilePath, parseTilePath, type TilePath } from '../src/tile-path.ts';
import { readVectors, titleOf, type Vector } from './vectors.ts';

type Facts = { text: string; level?: number; index: number; width: number };
const { cases } = readVectors('tile.json') as { cases: Vector<Facts, { text: string }>[] };

describe('the path of a tile', () => {
  test.each(cases.map((vector) => [titleOf(vector), vector] as const))('%s', (_title, vector) => {
    const parsed = parseTilePath(vector.text);
    expect(parsed.ok, JSON.stringify(parsed)).toBe(vector.result === 'accepted');
    if (vector.result === 'refused') return;
    const { level, index, width } = vector;
    const path: TilePath =
      level === undefined ? { kind: 'entries', index, width } : { kind: 'hashes', level, index, width };
    expect(parsed).toEqual({ ok: true, value: path });
    expect(formatTilePath(path)).toBe(vector.text);
  });

  test('is read as it was written, whatever the tile', () => {
    const place = { index: fc.oneof(fc.maxSafeNat(), fc.nat(2000)), width: fc.integer({ min: 1, max: 256 }) };
    const hashes = fc.record({ kind: fc.constant('hashes' as const), level: fc.nat(63), ...place });
    const entries = fc.record({ kind: fc.constant('entries' as const), ...place });
    fc.assert(
      fc.property(fc.oneof(hashes, entries), (path) => {
        expect(parseTilePath(formatTilePath(path))).toEqual({ ok: true, value: path });
      }),
    );
  });

  test('with one character changed is refused, or is the path of another tile in its one spelling', () => {
    const characters = '0123456789x/.pentris-+ Xabc\n'.split('');
    for (const text of ['tile/1/x001/x234/067.p/8', 'tile/entries/000.p/255', 'tile/0/999']) {
      for (let at = 0; at < text.length; at++) {
        for (const character of [...characters, '']) {
          const changed = text.slice(0, at) + character + text.slice(at + 1);
          const parsed = parseTilePath(changed);
          expect(parsed.ok ? formatTilePath(parsed.value) : changed).toBe(changed);
        }
      }
    }
  });

  test('that is refused says what was found beside what was expected', () => {
    expect(parseTilePath('tile/0/x000/067')).toEqual({
      ok: false,
      problem: 'the index 67 is spelled "067", found "x000/067"',
    });
    expect(parseTilePath('tile/0/000.p/256')).toEqual({
      ok: false,
      problem: 'a partial tile has from 1 to 255 hashes, found 256',
    });
    expect(parseTilePath('tile/64/000')).toEqual({
      ok: false,
      problem: 'the level of a tile is from 0 to 63, found 64',
    });
  });

  test('of a tile that cannot be is not written', () => {
    const tile = { kind: 'hashes', level: 0, index: 0, width: 256 } as const;
    for (const damage of [
      { level: 64 },
      { level: -1 },
      { index: -1 },
      { index: 2 ** 53 },
      { width: 0 },
      { width: 257 },
    ]) {
      expect(() => formatTilePath({ ...tile, ...damage }), JSON.stringify(damage)).toThrow('Bug: ');
    }
  });
});
