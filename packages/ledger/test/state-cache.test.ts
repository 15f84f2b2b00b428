import { describe, expect, test } from 'vitest';
import { emptyStateCache, generationMap, rotateWhenFull } from '../src/append/state-cache.ts';

const FULL = 3;

/** A map whose young generation is full of names that nobody needs. */
function fullMap() {
  const map = generationMap<number>();
  fill(map, 'a');
  return map;
}

function fill(map: ReturnType<typeof generationMap<number>>, prefix: string): void {
  for (let index = 0; index < FULL; index++) map.set(`${prefix}${index}`, index);
}

describe('a map in two generations', () => {
  test('knows what was set, and knows nothing of other names', () => {
    const map = fullMap();
    expect(map.get('a0')).toBe(0);
    expect(map.get('a2')).toBe(2);
    expect(map.get('b0')).toBeUndefined();
  });

  test('keeps "looked for, not there" apart from "never looked for", in either generation', () => {
    const map = generationMap<number>();
    map.set('absent', null);
    expect(map.get('absent')).toBeNull();
    rotateWhenFull([map], 1);
    expect(map.get('absent')).toBeNull();
    expect(map.get('never')).toBeUndefined();
  });

  test('rotates only when it is full, and says so', () => {
    const map = generationMap<number>();
    for (let names = 0; names < FULL; names++) {
      expect(rotateWhenFull([map], FULL), `${names} names`).toBe(false);
      map.set(`a${names}`, names);
    }
    expect(rotateWhenFull([map], FULL)).toBe(true);
    expect(rotateWhenFull([map], FULL)).toBe(false);
  });

  test('counts a name once, however often it is set', () => {
    const map = generationMap<number>();
    for (let time = 0; time < 2 * FULL; time++) map.set('a', time);
    expect(rotateWhenFull([map], FULL)).toBe(false);
    expect(map.get('a')).toBe(2 * FULL - 1);
  });

  test('forgets nothing while it is not full', () => {
    const map = fullMap();
    rotateWhenFull([map], FULL);
    for (let time = 0; time < 10; time++) expect(rotateWhenFull([map], FULL)).toBe(false);
    expect(map.get('a0')).toBe(0);
  });

  test('forgets after two rotations what was not asked for between them', () => {
    const map = fullMap();
    expect(rotateWhenFull([map], FULL)).toBe(true);
    fill(map, 'b');
    expect(rotateWhenFull([map], FULL)).toBe(true);
    expect(map.get('a0')).toBeUndefined();
    expect(map.get('b0')).toBe(0);
  });

  test('keeps what is asked for, through as many rotations as it is', () => {
    const map = fullMap();
    for (let rotation = 0; rotation < 10; rotation++) {
      expect(rotateWhenFull([map], FULL)).toBe(true);
      expect(map.get('a1')).toBe(1);
      fill(map, `b${rotation}-`);
    }
    expect(map.get('a0')).toBeUndefined();
  });

  test('keeps what is set again, in its newest state', () => {
    const map = fullMap();
    rotateWhenFull([map], FULL);
    map.set('a1', 100);
    fill(map, 'b');
    expect(map.get('a1')).toBe(100);
    expect(rotateWhenFull([map], FULL)).toBe(true);
    expect(map.get('a1')).toBe(100);
  });

  test('keeps what is known not to be there when it is asked for, and learns when it comes', () => {
    const map = generationMap<number>();
    map.set('late', null);
    rotateWhenFull([map], 1);
    expect(map.get('late')).toBeNull();
    // It was asked for, so it alone makes the young generation full.
    expect(rotateWhenFull([map], 1)).toBe(true);
    map.set('late', 7);
    expect(map.get('late')).toBe(7);
  });

  test('holds two generations at most', () => {
    const map = generationMap<number>();
    for (let name = 0; name < 20 * FULL; name++) {
      map.set(`${name}`, name);
      rotateWhenFull([map], FULL);
    }
    // Asking changes what is kept, so it is asked once, at the end.
    const held = Array.from({ length: 20 * FULL }, (_, name) => `${name}`).filter(
      (name) => map.get(name) !== undefined,
    );
    expect(held).toEqual([`${19 * FULL}`, `${19 * FULL + 1}`, `${19 * FULL + 2}`]);
  });
});

test('an empty cache knows nothing and is not full', () => {
  const cache = emptyStateCache();
  expect(cache.things.get('LOT-1')).toBeUndefined();
  expect(rotateWhenFull([cache.things, cache.submissions])).toBe(false);
  expect(cache.policy).toBeNull();
});
