import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { readWhileFound } from '../src/lineage/read-while-found.ts';

const SIZE = 3;

/** A reader whose parts end when they are told to. */
function partsInHand() {
  const begun: { readonly part: readonly number[]; readonly end: () => void; readonly fail: () => void }[] = [];
  const read = (part: readonly number[]) =>
    new Promise<void>((resolve, reject) => {
      begun.push({ part, end: resolve, fail: () => reject(new Error('the connection is gone')) });
    });
  return { begun, read, parts: () => begun.map(({ part }) => part) };
}

test('one part is read while more is found, then two at a time, each number once', async () => {
  const { begun, read, parts } = partsInHand();
  const finding = Promise.withResolvers<boolean>();
  const reading = readWhileFound(
    SIZE,
    (add) => {
      for (let number = 1; number <= 10; number += 1) add(number);
      return finding.promise;
    },
    read,
  );
  await turn();
  expect(parts()).toEqual([[1, 2, 3]]);
  begun[0]?.end();
  await turn();
  expect(parts()).toEqual([
    [1, 2, 3],
    [4, 5, 6],
  ]);
  finding.resolve(true);
  await turn();
  expect(parts().slice(2)).toEqual([[7, 8, 9]]);
  begun[2]?.end();
  await turn();
  expect(parts().slice(3)).toEqual([[10]]);
  begun[3]?.end();
  await turn();
  expect(await Promise.race([reading, Promise.resolve('not yet')])).toBe('not yet');
  begun[1]?.end();
  await reading;
  expect(begun).toHaveLength(4);
});

test('fewer than a part are read in the end, on one connection', async () => {
  const { begun, read, parts } = partsInHand();
  const reading = readWhileFound(
    SIZE,
    async (add) => {
      add(1);
      add(2);
      await turn();
      expect(parts()).toEqual([]);
      return true;
    },
    read,
  );
  await turn();
  await turn();
  expect(parts()).toEqual([[1, 2]]);
  begun[0]?.end();
  await reading;
});

test('what is left is not read where not all is wanted', async () => {
  const { begun, read, parts } = partsInHand();
  const reading = readWhileFound(
    SIZE,
    async (add) => {
      for (let number = 1; number <= 8; number += 1) add(number);
      return false;
    },
    read,
  );
  await turn();
  begun[0]?.end();
  await reading;
  expect(parts()).toEqual([[1, 2, 3]]);
});

test('a part that fails is told, once nothing is being read', async () => {
  const { begun, read } = partsInHand();
  const reading = readWhileFound(
    SIZE,
    async (add) => {
      for (let number = 1; number <= 6; number += 1) add(number);
      await turn();
      begun[0]?.fail();
      await turn();
      return true;
    },
    read,
  );
  await turn();
  await turn();
  await turn();
  expect(begun).toHaveLength(2);
  const outcome = reading.catch((error: unknown) => error);
  begun[1]?.end();
  expect(await outcome).toEqual(new Error('the connection is gone'));
});

test('finding that fails is told, once nothing is being read', async () => {
  const { begun, read } = partsInHand();
  const reading = readWhileFound(
    SIZE,
    async (add) => {
      for (let number = 1; number <= 4; number += 1) add(number);
      throw new Error('no such lot');
    },
    read,
  );
  const outcome = reading.catch((error: unknown) => error);
  await turn();
  expect(await Promise.race([outcome, Promise.resolve('not yet')])).toBe('not yet');
  begun[0]?.end();
  expect(await outcome).toEqual(new Error('no such lot'));
  expect(begun).toHaveLength(1);
});
