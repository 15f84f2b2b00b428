import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ColumnValue } from '../src/wire/column-type.ts';
import { type FieldType, isField, readField } from '../src/wire/copy-field.ts';
import { copyOutRows } from '../src/wire/copy-out-rows.ts';
import { type Database, openDatabase } from '../src/database.ts';

const testing = testDatabase();
let database: Database;

beforeAll(async () => {
  database = await openDatabase(testing.url);
});

afterAll(() => database.close());

/** Runs `work` on the one field that the server sends for an expression. */
async function withField<Result>(
  expression: string,
  work: (...field: [rows: Parameters<typeof isField>[0], row: number, column: number]) => Result,
): Promise<Result> {
  const client = await database.pool.connect();
  try {
    const results: Result[] = [];
    for await (const rows of copyOutRows(client, `select ${expression} as field`, 1)) results.push(work(rows, 0, 0));
    return results[0] as Result;
  } finally {
    client.release();
  }
}

const VALUES: Record<FieldType, [expression: string, value: ColumnValue][]> = {
  integer: [
    ['0', 0],
    ['-2147483648', -2147483648],
    ['2147483647', 2147483647],
  ],
  bigint: [
    ['0', 0n],
    ['-1', -1n],
    ['4294967296', 4294967296n],
    ['9007199254740991', 9007199254740991n],
    ['9223372036854775807', 9223372036854775807n],
    ['-9223372036854775808', -9223372036854775808n],
  ],
  boolean: [
    ['true', true],
    ['false', false],
  ],
  text: [
    [`''`, ''],
    [`'REFINER-1'`, 'REFINER-1'],
    [`'refiner-1'`, 'refiner-1'],
    [`'REFINER-10'`, 'REFINER-10'],
    [`'Ü'`, 'Ü'],
    [`'ÜÜ'`, 'ÜÜ'],
    [`'稀土'`, '稀土'],
    [`'𝔐'`, '𝔐'],
    [`'\ufffd'`, '\ufffd'],
    [`'ab'`, 'ab'],
  ],
  'bigint[]': [
    [`'{}'`, []],
    [`'{1,NULL,3}'`, [1n, null, 3n]],
    [`'{1,NULL,4}'`, [1n, null, 4n]],
    [`'{1,NULL}'`, [1n, null]],
    [`'{NULL}'`, [null]],
    [`'{1,0,3}'`, [1n, 0n, 3n]],
  ],
  'text[]': [
    [`'{}'`, []],
    [`'{mine}'`, ['mine']],
    [`'{mine,refiner}'`, ['mine', 'refiner']],
    [`'{minerefiner}'`, ['minerefiner']],
    [`'{"Ü,\\"稀"}'`, ['Ü,"稀']],
    [`array['']`, ['']],
  ],
};

const TYPES = Object.keys(VALUES) as FieldType[];

describe.each(TYPES)('a field of type %s', (type) => {
  test('holds its own value and none of the others', async () => {
    const all = [['null', null] as const, ...VALUES[type]];
    for (const [expression, own] of all) {
      await withField(`(${expression})::${type}`, (...field) => {
        expect(readField(...field, type), expression).toEqual(own);
        for (const [other, value] of all) {
          expect(isField(...field, type, value), `${expression} is ${other}`).toBe(other === expression);
        }
      });
    }
  });
});

test('a bigint is held against a whole number as exactly', async () => {
  const numbers = [0, -1, 1, 2 ** 32 - 1, 2 ** 32, -(2 ** 32), -(2 ** 32) - 1, 2 ** 53 - 1, -(2 ** 53) + 1];
  for (const own of numbers) {
    await withField(`(${own})::bigint`, (...field) => {
      for (const other of numbers) expect(isField(...field, 'bigint', other), `${own} is ${other}`).toBe(own === other);
    });
  }
  await withField('9007199254740993::bigint', (...field) => expect(isField(...field, 'bigint', 2 ** 53)).toBe(false));
});

describe('an array of a kind that the ledger never writes', () => {
  test.each([
    [`'{{1,2},{3,4}}'::bigint[]`, 'bigint[]', [1n, 2n, 3n, 4n], 'an array of 2 dimensions'],
    [`'[0:1]={1,2}'::bigint[]`, 'bigint[]', [1n, 2n], 'an array counted from 0: 1, 2'],
    [`'[5:5]={mine}'::text[]`, 'text[]', ['mine'], 'an array counted from 5: mine'],
  ] as const)('%s is not the plain one, and is described', async (expression, type, plain, description) => {
    await withField(expression, (...field) => {
      expect(isField(...field, type, plain)).toBe(false);
      expect(readField(...field, type)).toBe(description);
    });
  });
});
