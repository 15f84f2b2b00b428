import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { readAhead } from '../src/read-ahead.ts';

async function* failing(): AsyncGenerator<number, void> {
  yield 0;
  throw new Error('gone');
}

describe('readAhead', () => {
  test('asks for the next item while one is worked on, and for no more', async () => {
    const said: string[] = [];
    async function* numbers(): AsyncGenerator<number, void> {
      for (let number = 0; number < 3; number += 1) {
        said.push(`read ${number}`);
        yield number;
      }
    }
    for await (const number of readAhead(numbers())) {
      said.push(`work ${number}`);
      await Promise.resolve();
    }
    expect(said).toEqual(['read 0', 'read 1', 'work 0', 'read 2', 'work 1', 'work 2']);
  });

  test('throws a failure in its turn, after the items before it', async () => {
    const items = readAhead(failing());
    expect(await items.next()).toEqual({ done: false, value: 0 });
    await nextTurn();
    await expect(items.next()).rejects.toThrow('gone');
  });

  test('lets whoever leaves early wait for what was asked for', async () => {
    let isClosed = false;
    async function* endless(): AsyncGenerator<number, void> {
      try {
        for (let number = 0; ; number += 1) yield number;
      } finally {
        isClosed = true;
      }
    }
    for await (const number of readAhead(endless())) if (number === 1) break;
    expect(isClosed).toBe(true);
  });
});
