import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Cell, type CellKey, type CellMap, KeptFileError, openCells } from '../src/detect/kept-cells.ts';
import { KeptMap } from '../src/detect/kept-map.ts';
import { layState } from '../src/detect/kept-state.ts';
import { formatValue, parseValue } from '../src/detect/value-text.ts';
import { testFolders } from './test-ledger.ts';

const folders = testFolders();

/** A number below a limit, from a seed: the same in every run. */
function randomFrom(seed: number): (limit: number) => number {
  let state = seed;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 0x1_0000_0000) * limit);
  };
}

type Value = { readonly at: number; seen: number };

/** Does to both maps what rules do: adds, changes in place, moves to the end, drops the oldest. */
function actOn(maps: readonly Map<string, Value>[], random: (limit: number) => number): void {
  const [act, key, at] = [random(6), `key ${random(90)}`, random(1_000)];
  for (const map of maps) {
    if (act < 3) {
      const value = map.get(key) ?? { at, seen: 0 };
      value.seen += 1;
      map.set(key, value);
      continue;
    }
    const value = map.get(key);
    map.delete(key);
    if (act === 3 && value !== undefined) map.set(key, { ...value, at });
    if (act === 4) for (const oldest of map.keys()) if (map.size > 40) map.delete(oldest);
  }
}

/** A map of cells in memory that says what was read and written. */
function spiedCells(values: Record<string, unknown>): CellMap & { readonly log: string[] } {
  const cells = new Map(Object.entries(values).map(([key, value]) => [key as CellKey, formatValue(value)]));
  const log: string[] = [];
  return {
    log,
    size: cells.size,
    read: (key) => {
      log.push(`read ${key}`);
      return cells.get(key) ?? null;
    },
    readOn: (beyond, cellsMax): Cell[] => {
      const all = [...cells].map(([key, value], index) => ({ place: index + 1, key, value }));
      return all.slice(beyond, beyond + cellsMax);
    },
    add: (key) => void log.push(`add ${key}`),
    change: (key) => void log.push(`change ${key}`),
    remove: (key) => void log.push(`remove ${key}`),
  };
}

describe('KeptMap', () => {
  test('is as any map, in its order, however often it is written, and as it was at each size that is kept', async () => {
    const random = randomFrom(20_261_123);
    const plain = new Map<string, Value>();
    const cells = openCells(join(await folders.make(), 'seen.sqlite'));
    const kept = new KeptMap<string, Value>(cells.openMap('all'));
    const then = new Map<number, [string, Value][]>();
    for (let size = 1; size <= 60; size += 1) {
      for (let time = 0; time < 40; time += 1) {
        actOn([plain, kept], random);
        if (random(16) === 0) kept.spill();
      }
      expect([...kept]).toEqual([...plain]);
      expect(kept.size).toBe(plain.size);
      if (size % 3 === 0) kept.save();
      else kept.spill();
      expect([...kept]).toEqual([...plain]);
      if (size % 3 !== 0) continue;
      cells.keepAs({ size, leafHash: `leaf ${size}` }, (each) => each % 4 === 0);
      expect(cells.commit()).toBe(true);
      then.set(size, structuredClone([...plain]));
    }
    const sizes = cells.sizes().map(({ size }) => size);
    expect(sizes).toEqual([12, 24, 36, 48, 60]);
    for (const size of sizes.toReversed()) {
      cells.goBackTo(size);
      const again = new KeptMap<string, Value>(cells.openMap('all'));
      expect([...again]).toEqual(then.get(size));
      expect(again.size).toBe(then.get(size)?.length);
    }
    cells.goBackTo(0);
    expect([...new KeptMap(cells.openMap('all'))]).toEqual([]);
    cells.close();
  });

  test('reads what is asked for, and writes what has changed', () => {
    const cells = spiedCells({ a: { count: 1 }, b: { count: 2 }, c: { count: 3 }, d: { count: 4 } });
    const map = new KeptMap<string, { count: number }>(cells);
    expect(map.get('a')).toEqual({ count: 1 });
    const changed = map.get('b');
    if (changed !== undefined) changed.count += 1;
    map.delete('c');
    map.set('e', { count: 5 });
    expect(cells.log).toEqual(['read a', 'read b', 'read c', 'read e']);
    cells.log.length = 0;
    map.save();
    expect(cells.log.filter((line) => !line.startsWith('read'))).toEqual(['change b', 'remove c', 'add e']);
  });

  test('holds what is asked for in every stretch until it is saved, and lets go of the rest', () => {
    const cells = spiedCells({ often: { count: 1 }, once: { count: 1 } });
    const map = new KeptMap<string, { count: number }>(cells);
    const count = (key: string) => map.set(key, { count: (map.get(key)?.count ?? 0) + 1 });
    for (const key of ['often', 'once', 'new']) count(key);
    map.spill();
    count('often');
    map.spill();
    count('often');
    map.spill();
    expect(cells.log).toEqual(['read often', 'read once', 'read new', 'read once', 'change once', 'add new']);
    expect(map.get('often')).toEqual({ count: 4 });
    expect(cells.log).toHaveLength(6);
    map.save();
    expect(cells.log.at(-1)).toBe('change often');
    map.get('once');
    expect(cells.log.at(-1)).toBe('read once');
  });

  test('writes what was added in its order, whatever of it is asked for', () => {
    const cells = spiedCells({});
    const map = new KeptMap<string, number>(cells);
    for (const key of ['first', 'second']) map.set(key, 1);
    map.spill();
    map.set('third', 1);
    map.get('first');
    map.spill();
    expect(cells.log).toEqual(['add first', 'add second']);
    expect([...map.keys()].at(-1)).toBe('third');
  });

  test('says of a value that cannot be read that it is of the file', () => {
    const cells = { ...spiedCells({ a: 1 }), read: () => '{"cut' };
    expect(() => new KeptMap(cells).get('a')).toThrow(KeptFileError);
  });
});

/** The state of a rule with a map in it, one deeper, and what is no map. */
function startState() {
  return {
    seen: 0,
    late: { months: new Map(), latest: [] as number[] },
    rows: new Map([['first', 1]]),
  };
}

describe('layState', () => {
  test('takes every map of a state from the file, and everything else from what is kept beside', () => {
    const opened = new Map<string, Map<string | number, unknown>>();
    const openMap = (name: string) => {
      const map = opened.get(name) ?? new Map<string | number, unknown>();
      opened.set(name, map);
      return map;
    };
    const first = layState('D98', startState(), null, openMap);
    const state = first.state as ReturnType<typeof startState>;
    state.seen = 2;
    state.late.latest.push(7);
    state.late.months.set('2026-01', 3);
    expect([...opened.keys()]).toEqual(['D98.late.months', 'D98.rows']);
    expect(first.leaves()).toEqual({ 'D98.seen': 2, 'D98.late.latest': [7] });
    expect(layState('D98', startState(), first.leaves(), openMap).state).toEqual(state);
    expect(layState('D99', new Map(), null, openMap).state).toBe(opened.get('D99'));
  });
});

describe('formatValue', () => {
  test.each([
    ['what JSON has', { text: '矿 "{"$', list: [1, -2.5, null, true, [], {}], nested: { yes: false } }],
    ['masses', { netMilligrams: -(2n ** 70n), masses: [0n] }],
    ['numbers that are none', [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]],
    [
      'maps and sets in each other',
      new Map<unknown, unknown>([
        ['a', new Set([1n, 'b'])],
        [7, new Map([['c', []]])],
      ]),
    ],
    ['typed arrays', { notes: new Uint32Array([0, 2 ** 32 - 1]), latest: new Float64Array([0.1, Number.NaN]) }],
    ['small numbers', [Number.MIN_VALUE, 0.1 + 0.2, 2 ** 53]],
  ])('keeps %s', (_, value) => {
    expect(parseValue(formatValue(value))).toEqual(value);
  });

  test('refuses what is no plain data', () => {
    expect(() => formatValue([/a/])).toThrow('no plain data');
  });
});
