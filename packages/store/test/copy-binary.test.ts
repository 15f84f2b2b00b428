import { testDatabase } from '@lodestone/testkit/test-database.ts';
import * as fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { copyIn, copyOut } from '../src/copy.ts';
import { type ColumnType, type ColumnValue, CopyBinaryWriter, readCopyBinary } from '../src/copy-binary.ts';
import { type Database, openDatabase } from '../src/database.ts';

const testing = testDatabase();
let database: Database;
let client: pg.PoolClient;

/** One column of each type, all of which may be null. */
const COLUMNS: readonly { readonly name: string; readonly type: ColumnType }[] = [
  { name: 'c_integer', type: 'integer' },
  { name: 'c_bigint', type: 'bigint' },
  { name: 'c_boolean', type: 'boolean' },
  { name: 'c_text', type: 'text' },
  { name: 'c_texts', type: 'text[]' },
  { name: 'c_bigints', type: 'bigint[]' },
  { name: 'c_bytea', type: 'bytea' },
  { name: 'c_uuid', type: 'uuid' },
  { name: 'c_time', type: 'timestamptz' },
];
const TYPES = COLUMNS.map(({ type }) => type);
const NAMES = COLUMNS.map(({ name }) => name).join(', ');

beforeAll(async () => {
  database = await openDatabase(testing.url);
  client = await database.pool.connect();
  const columns = COLUMNS.map(({ name, type }) => `${name} ${type}`).join(', ');
  await client.query(`create temporary table sample (ledger_id integer not null, row serial, ${columns})`);
});

afterAll(async () => {
  client.release(true);
  await database.close();
});

const LEAST_BIGINT = -(2n ** 63n);
const GREATEST_BIGINT = 2n ** 63n - 1n;
const bigints = fc.oneof(
  fc.bigInt({ min: LEAST_BIGINT, max: GREATEST_BIGINT }),
  fc.constantFrom(LEAST_BIGINT, GREATEST_BIGINT, 0n, -1n, 2n ** 53n, 2n ** 53n - 1n),
);
/** Text as PostgreSQL can keep it: any characters but U+0000, and no half of a surrogate pair. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).map((value) => value.replaceAll('\0', '')),
  fc.constantFrom('', 'NULL', '{}', '","', '\\N', '\\.\n\'"', '\u{feff}', 'e\u{301}', '\u{10ffff}'),
);
/** The years that a timestamp of an event can have. */
const YEAR_0_MILLISECONDS = Date.parse('0000-01-01T00:00:00.000Z');
const YEAR_9999_MILLISECONDS = Date.parse('9999-12-31T23:59:59.999Z');
const times = fc.oneof(
  fc.integer({ min: YEAR_0_MILLISECONDS, max: YEAR_9999_MILLISECONDS }),
  fc.constantFrom(YEAR_0_MILLISECONDS, YEAR_9999_MILLISECONDS, 0, -1, 946_684_799_999, 946_684_800_000),
);
const integers = fc.oneof(fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1, 0));
const bytes = fc
  .uint8Array({ size: 'large', maxLength: 70_000 })
  .map((array) => Buffer.from(array.buffer, array.byteOffset, array.length));
const orNull = <Value>(values: fc.Arbitrary<Value>) => fc.option(values, { nil: null, freq: 8 });

const row: fc.Arbitrary<ColumnValue[]> = fc.tuple(
  orNull(integers),
  orNull(bigints),
  orNull(fc.boolean()),
  orNull(text),
  orNull(fc.array(text, { maxLength: 5 })),
  orNull(fc.array(orNull(bigints), { maxLength: 20 })),
  orNull(bytes),
  orNull(fc.uuid()),
  orNull(times),
);

/** What PostgreSQL itself understands, said in its own words: each value as the text of its type. */
function textOf(type: ColumnType, value: ColumnValue): ColumnValue {
  if (value === null) return null;
  switch (type) {
    case 'bytea':
      return `\\x${Buffer.from(value as Uint8Array).toString('hex')}`;
    case 'boolean':
      return value === true ? 'true' : 'false';
    case 'bigint[]':
      return `{${(value as readonly (bigint | null)[]).map((item) => item ?? 'NULL').join(',')}}`;
    case 'text[]':
      return JSON.stringify(value);
    case 'timestamptz':
      return String(value);
    default:
      return String(value);
  }
}

const AS_TEXT = COLUMNS.map(({ name, type }) => {
  if (type === 'text[]') return `to_jsonb(${name})::text`;
  if (type === 'timestamptz') return `(extract(epoch from ${name}) * 1000)::bigint::text`;
  return `${name}::text`;
}).join(', ');

async function collect(rows: AsyncIterable<ColumnValue[]>): Promise<ColumnValue[][]> {
  const all: ColumnValue[][] = [];
  for await (const values of rows) all.push(values);
  return all;
}

describe('COPY BINARY', () => {
  test('brings every value into the database and back, and PostgreSQL understands it as we do', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        await client.query('truncate sample');
        await copyIn(client, 7, [{ table: 'sample', columns: COLUMNS, rows }]);

        expect(await collect(copyOut(client, `select ${NAMES} from sample order by row`, TYPES))).toEqual(rows);

        const { rows: read } = await client.query({
          text: `select ${AS_TEXT} from sample order by row`,
          rowMode: 'array',
        });
        const normal = (texts: ColumnValue[]) =>
          texts.map((item, index) => (TYPES[index] === 'text[]' && item !== null ? JSON.parse(item as string) : item));
        const said = rows.map((values) => values.map((value, index) => textOf(TYPES[index] as ColumnType, value)));
        expect((read as ColumnValue[][]).map(normal)).toEqual(said.map(normal));
      }),
      { numRuns: 60 },
    );
  });

  test('puts every row under the ledger it is told', async () => {
    await client.query('truncate sample');
    await copyIn(client, 2 ** 31 - 1, [{ table: 'sample', columns: COLUMNS.slice(0, 1), rows: [[1], [2]] }]);
    const { rows } = await client.query('select distinct ledger_id from sample');
    expect(rows).toEqual([{ ledger_id: 2 ** 31 - 1 }]);
  });

  test('reads the same rows however the stream is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        async (rows, lengths) => {
          const writer = new CopyBinaryWriter(1);
          for (const values of rows) writer.row(TYPES, values);
          const file = writer.finish();
          async function* chunks() {
            for (let start = 0; start < file.length; ) {
              // Past the first part the chunks grow, or large values would take all day.
              const end = start + (lengths.next().value as number) * (start > 400 ? 500 : 1);
              yield file.subarray(start, end);
              start = end;
            }
          }
          expect(await collect(readCopyBinary(chunks(), TYPES))).toEqual(rows);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('refuses a stream that ends before its trailer, wherever it is cut off', async () => {
    const writer = new CopyBinaryWriter();
    writer.row(['integer', 'text'], [1, 'one']);
    writer.row(['integer', 'text'], [2, null]);
    const file = writer.finish();
    for (let length = 0; length < file.length; length++) {
      async function* cutOff() {
        yield file.subarray(0, length);
      }
      await expect(collect(readCopyBinary(cutOff(), ['integer', 'text'])), `${length} bytes`).rejects.toThrow(
        'the stream of rows ended before its trailer',
      );
    }
  });

  test('gives up nothing of a connection whose rows are not all wanted', async () => {
    await client.query('truncate sample');
    const many = Array.from({ length: 50_000 }, (_, index): ColumnValue[] => [index]);
    await copyIn(client, 1, [{ table: 'sample', columns: COLUMNS.slice(0, 1), rows: many }]);
    const select = 'select c_integer from sample order by row';
    for await (const [first] of copyOut(client, select, ['integer'])) {
      expect(first).toBe(0);
      break;
    }
    // The rest is thrown away by whoever stops reading: the next question must get its own answer.
    const { rows } = await client.query<{ answer: number }>('select 42 as answer');
    expect(rows).toEqual([{ answer: 42 }]);
  });
});
