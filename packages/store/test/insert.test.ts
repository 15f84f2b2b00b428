import { testDatabase } from '@lodestone/testkit/test-database.ts';
import * as fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ColumnType, type ColumnValue, sqlTypeOf } from '../src/wire/column-type.ts';
import { type CopyColumn, copyStep } from '../src/wire/copy.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { sendFlight } from '../src/wire/flight.ts';
import { insertStep } from '../src/wire/insert.ts';

// Whether rows are inserted or copied depends on how many there are: what they say must not.

const testing = testDatabase();
let database: Database;
let client: pg.PoolClient;

const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null, freq: 6 });
/** PostgreSQL cannot keep U+0000. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '')),
  fc.constantFrom('', 'NULL', 'null', '{}', '","', '\\N', '\\\\"', '\n\'"', ' Nd₂O₃ ', '\u{10ffff}'),
);
const bigints = fc.oneof(
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }),
  fc.constantFrom(-(2n ** 63n), 2n ** 63n - 1n, 0n, -1n),
);

/** Each type, and values that it may have; all columns may be null too. */
const VALUES: Readonly<Record<ColumnType, fc.Arbitrary<ColumnValue>>> = {
  integer: fc.oneof(fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1)),
  bigint: fc.oneof(bigints, fc.maxSafeInteger()),
  boolean: fc.boolean(),
  text,
  'text[]': fc.array(text, { maxLength: 4 }),
  'bigint[]': fc.array(orNull(bigints), { maxLength: 17 }),
  bytea: fc.uint8Array({ maxLength: 3_000, size: 'large' }),
  digest: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('base64url')),
  uuid: fc.uuid(),
  // The years that a timestamp of an event can have.
  timestamptz: fc.integer({ min: Date.parse('0000-01-01T00:00:00.000Z'), max: Date.parse('9999-12-31T23:59:59.999Z') }),
};
const TYPES = Object.keys(VALUES) as ColumnType[];
const COLUMNS: readonly CopyColumn<readonly ColumnValue[]>[] = TYPES.map((type, index) => {
  return { name: `c${index}`, type, value: (values) => values[index] ?? null };
});
const row = fc.tuple(...Object.values(VALUES).map(orNull));

beforeAll(async () => {
  database = await openDatabase(testing.url);
  client = await database.pool.connect();
  const columns = COLUMNS.map(({ name, type }) => `${name} ${sqlTypeOf(type)}`).join(', ');
  for (const table of ['inserted', 'copied']) {
    await client.query(`create temporary table ${table} (ledger_id integer not null, row serial, ${columns})`);
  }
});

afterAll(async () => {
  client.release(true);
  await database.close();
});

describe('an insert', () => {
  // One row is inserted by another statement than several.
  test.each([
    ['of several rows', fc.array(row, { maxLength: 20 })],
    ['of one row', row.map((only) => [only])],
  ])('%s leaves the same rows in the same order as a COPY of them', async (_, several) => {
    await fc.assert(
      fc.asyncProperty(several, async (rows) => {
        await client.query('truncate inserted, copied restart identity');
        await sendFlight(client, [insertStep('inserted', COLUMNS, 7, rows), copyStep('copied', COLUMNS, 7, rows)]);
        const { rows: counts } = await client.query('select count(*)::integer as count from inserted');
        expect(counts).toEqual([{ count: rows.length }]);
        const differing = 'table inserted except table copied';
        expect((await client.query(differing)).rows).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test('cannot be made with a number that no bigint holds', () => {
    const tooLarge = TYPES.map((type) => (type === 'bigint' ? 2n ** 63n : null));
    expect(() => insertStep('inserted', COLUMNS, 7, [tooLarge])).toThrow(RangeError);
    expect(() => insertStep('inserted', COLUMNS, 7, [tooLarge, tooLarge])).toThrow(RangeError);
  });
});
