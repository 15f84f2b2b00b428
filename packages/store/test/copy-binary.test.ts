import { testDatabase } from '@lodestone/testkit/test-database.ts';
import * as fc from 'fast-check';
import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ColumnType, ColumnValue } from '../src/wire/column-type.ts';
import { type CopyColumn, copyStep } from '../src/wire/copy.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { FieldWriter } from '../src/wire/field-writer.ts';
import { sendFlight } from '../src/wire/flight.ts';
import { copyOut, readCopyBinary } from './read-copy-binary.ts';
import { copyFile } from './copy-file.ts';

const testing = testDatabase();
let database: Database;
let client: pg.PoolClient;

/** One column of each type, all of which may be null. */
const COLUMNS = [
  column('c_integer', 'integer', 0),
  column('c_bigint', 'bigint', 1),
  column('c_boolean', 'boolean', 2),
  column('c_text', 'text', 3),
  column('c_texts', 'text[]', 4),
  column('c_bigints', 'bigint[]', 5),
  column('c_bytea', 'bytea', 6),
  column('c_uuid', 'uuid', 7),
  column('c_time', 'timestamptz', 8),
];
const TYPES = COLUMNS.map(({ type }) => type);
const NAMES = COLUMNS.map(({ name }) => name).join(', ');

/** A column whose values stand at `index` of the rows here. */
function column(name: string, type: ColumnType, index: number): CopyColumn<readonly ColumnValue[]> {
  return { name, type, value: (values) => values[index] ?? null };
}

function copyIn(columns: readonly (typeof COLUMNS)[number][], ledgerId: number, rows: ColumnValue[][]): Promise<void> {
  return sendFlight(client, [copyStep('sample', columns, ledgerId, rows)]);
}

/** The chunks of a file with these rows: its signature, and what follows. */
function fileOf(types: readonly ColumnType[], rows: readonly ColumnValue[][]): readonly Buffer[] {
  const columns = types.map((type, index) => column(`c${index}`, type, index));
  return copyFile(columns, rows);
}

async function* streamOf(chunks: readonly Buffer[]): AsyncGenerator<Buffer> {
  yield* chunks;
}

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

const FIRST_CHUNK_BYTES = 4 * 1024;
const CHUNK_MAX_BYTES = 128 * 1024;
const TRAILER_BYTES = 2;

const SMALL_ROW: ColumnValue[] = [
  7,
  -7n,
  true,
  'Pr₆O₁₁',
  ['ä', ''],
  [1n, null],
  Buffer.from('bytes'),
  '0198f3a1-7c3e-7d5a-9b1c-2d3e4f5a6b7c',
  946_684_800_001,
];

/** Each of them is larger than the largest chunk. */
const LARGE = {
  c_text: 'Nd₂O₃ '.repeat(50_000),
  c_texts: Array.from({ length: 3 }, (_, index) => `${index}-`.repeat(60_000)),
  c_bigints: Array.from({ length: 30_000 }, (_, index) => (index % 7 === 0 ? null : BigInt(index))),
  c_bytea: Buffer.alloc(200_003, 'lodestone'),
};
const largeOf = (name: string): ColumnValue => LARGE[name as keyof typeof LARGE] ?? null;
const LARGE_ROW: ColumnValue[] = COLUMNS.map(({ name }, index) => largeOf(name) ?? SMALL_ROW[index] ?? null);
/** A row with one large value each, and nothing else. */
const LARGE_ALONE: ColumnValue[][] = Object.keys(LARGE).map((name) =>
  COLUMNS.map((other) => (other.name === name ? largeOf(name) : null)),
);

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
        await copyIn(COLUMNS, 7, rows);

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
    await copyIn(COLUMNS.slice(0, 1), 2 ** 31 - 1, [[1], [2]]);
    const { rows } = await client.query('select distinct ledger_id from sample');
    expect(rows).toEqual([{ ledger_id: 2 ** 31 - 1 }]);
  });

  test('reads the same rows however the stream is cut into chunks', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(row, { maxLength: 6 }),
        fc.infiniteStream(fc.integer({ min: 1, max: 40 })),
        async (rows, lengths) => {
          const file = Buffer.concat(fileOf(TYPES, rows));
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
    const rows = [
      [1, 'one'],
      [2, null],
    ];
    const file = Buffer.concat(fileOf(['integer', 'text'], rows));
    for (let length = 0; length < file.length; length++) {
      const cutOff = streamOf([file.subarray(0, length)]);
      await expect(collect(readCopyBinary(cutOff, ['integer', 'text'])), `${length} bytes`).rejects.toThrow(
        'the stream of rows ended before its trailer',
      );
    }
  });

  test('brings values larger than a chunk, alone and beside others, whole into the database and back', async () => {
    for (const rows of [[LARGE_ROW], [SMALL_ROW, LARGE_ROW, LARGE_ROW, SMALL_ROW], LARGE_ALONE]) {
      await client.query('truncate sample');
      expect(fileOf(TYPES, rows).length).toBeGreaterThan(2);
      await copyIn(COLUMNS, 1, rows);
      expect(await collect(copyOut(client, `select ${NAMES} from sample order by row`, TYPES))).toEqual(rows);
    }
  });

  test('cuts a file into chunks anywhere in a row, and the rows are whole', async () => {
    const emptyFileBytes = Buffer.concat(fileOf(TYPES, [])).length;
    const nullRow = TYPES.map((): ColumnValue => null);
    const [nullRowBytes, smallRowBytes] = [nullRow, SMALL_ROW].map(
      (values) => Buffer.concat(fileOf(TYPES, [values])).length - emptyFileBytes,
    ) as [number, number];
    // The first row fills the first chunk but for so many bytes. Two rows and the trailer are behind it.
    for (let left = 0; left < 2 * smallRowBytes + TRAILER_BYTES; left++) {
      const filling = Buffer.alloc(FIRST_CHUNK_BYTES - nullRowBytes - left, 'f');
      const rows = [nullRow.with(TYPES.indexOf('bytea'), filling), SMALL_ROW, SMALL_ROW];
      const chunks = fileOf(TYPES, rows);
      expect(chunks, `${left} bytes left`).toHaveLength(3);
      expect(chunks[1]?.length).toBeLessThanOrEqual(FIRST_CHUNK_BYTES);
      const [filled, ...others] = await collect(readCopyBinary(streamOf(chunks), TYPES));
      expect(others, `${left} bytes left`).toEqual([SMALL_ROW, SMALL_ROW]);
      expect(filling.equals(filled?.[TYPES.indexOf('bytea')] as Buffer), `${left} bytes left`).toBe(true);
    }
  });

  test('puts many rows into chunks that double up to 128 KiB, and PostgreSQL counts them all', async () => {
    await client.query('truncate sample');
    const rows = Array.from({ length: 5_000 }, (_, index) => [index, ...SMALL_ROW.slice(1)]);
    const full = fileOf(TYPES, rows).slice(1, -1);
    for (const [index, { length }] of full.entries()) {
      const chunkBytes = Math.min(FIRST_CHUNK_BYTES * 2 ** index, CHUNK_MAX_BYTES);
      expect(length, `chunk ${index}`).toBeLessThanOrEqual(chunkBytes);
      // No field is cut in two: less than one of them is left free.
      expect(chunkBytes - length, `chunk ${index}`).toBeLessThan(100);
    }
    expect(full.filter(({ length }) => length > CHUNK_MAX_BYTES / 2).length).toBeGreaterThan(2);
    await copyIn(COLUMNS, 1, rows);
    const { rows: read } = await client.query('select count(*), sum(c_integer) from sample');
    expect(read).toEqual([{ count: 5_000n, sum: 12_497_500n }]);
  });

  test('refuses a number that the type in PostgreSQL cannot hold, rather than write another', () => {
    const writer = new FieldWriter();
    for (const value of [LEAST_BIGINT - 1n, GREATEST_BIGINT + 1n, 2n ** 64n]) {
      expect(() => writer.field('bigint', value)).toThrow(RangeError);
      expect(() => writer.field('bigint[]', [1n, value])).toThrow(RangeError);
    }
    for (const value of [-(2 ** 31) - 1, 2 ** 31, 2 ** 32, 0.5]) {
      expect(() => writer.field('integer', value)).toThrow(RangeError);
    }
  });

  test('gives up nothing of a connection whose rows are not all wanted', async () => {
    await client.query('truncate sample');
    const many = Array.from({ length: 50_000 }, (_, index): ColumnValue[] => [index]);
    await copyIn(COLUMNS.slice(0, 1), 1, many);
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
