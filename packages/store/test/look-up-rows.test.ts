import { testDatabase } from '@lodestone/testkit/test-database.ts';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fieldBytes } from '../src/wire/copy-rows.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { WHOLE_LEDGER } from '../src/event-bound.ts';
import { ancestorsLookup } from '../src/lineage/ancestors-sql.ts';
import { type Lookup, lookUpRows } from '../src/wire/look-up-rows.ts';

const testing = testDatabase();
let database: Database;
let client: pg.PoolClient;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  client = await database.lookups.connect();
});

afterAll(async () => {
  client.release();
  await database.close();
});

/** The first two fields of each row as text. */
async function answerTo(lookup: Lookup, keptMilliseconds?: number): Promise<string[][]> {
  const answer: string[][] = [];
  for await (const rows of lookUpRows(client, lookup, 2, keptMilliseconds)) {
    for (let row = 0; row < rows.count; row += 1) {
      answer.push([0, 1].map((column) => fieldBytes(rows, row, column).toString()));
    }
  }
  return answer;
}

const COUNTING = 'select n::text, 100 / (n - $2::integer) || $3::text from generate_series(1, $1::integer) n';
const counting = (...values: Lookup['values']): Lookup => ({ name: 'counting', text: COUNTING, values });

/** How often the server has gone by its plan for a statement. */
async function plansOf(name: string): Promise<unknown[]> {
  const { rows } = await client.query('select generic_plans from pg_prepared_statements where name = $1', [name]);
  return rows;
}

test('the same statement is looked up again with other values, more rows than come at once, and none', async () => {
  expect(await answerTo(counting('2', '0', ' a'))).toEqual([
    ['1', '100 a'],
    ['2', '50 a'],
  ]);
  const many = await answerTo(counting('20000', '0', 'é'.repeat(50)));
  expect(many).toHaveLength(20_000);
  expect(many.at(-1)).toEqual(['20000', `0${'é'.repeat(50)}`]);
  expect(await answerTo(counting('0', '0', null))).toEqual([]);
  expect(await plansOf('counting')).toEqual([{ generic_plans: 3n }]);
});

test('a plan is kept for a time, and then made anew', async () => {
  const kept = { ...counting('1', '0', ''), name: 'kept' };
  for (let time = 0; time < 3; time += 1) expect(await answerTo(kept)).toEqual([['1', '100']]);
  expect(await plansOf('kept')).toEqual([{ generic_plans: 3n }]);
  expect(await answerTo(kept, 0)).toEqual([['1', '100']]);
  expect(await plansOf('kept')).toEqual([{ generic_plans: 1n }]);
});

test('a statement that could not be planned anew is tried again', async () => {
  const lookup = { name: 'of-a-table', text: 'select n::text, $1::text from pg_temp.numbers', values: ['a'] };
  await client.query('create temporary table numbers as select 1 as n');
  expect(await answerTo(lookup)).toEqual([['1', 'a']]);
  await client.query('drop table numbers');
  await expect(answerTo(lookup, 0)).rejects.toThrow('does not exist');
  await client.query('create temporary table numbers as select 2 as n');
  expect(await answerTo(lookup)).toEqual([['2', 'a']]);
});

test('a lookup that fails in its middle says so, and the connection answers the next one', async () => {
  await expect(answerTo(counting('3000', '2000', ''))).rejects.toThrow('division by zero');
  await expect(answerTo({ name: 'mistaken', text: 'select nothing', values: [] })).rejects.toThrow('does not exist');
  expect(await answerTo(counting('1', '0', ''))).toEqual([['1', '100']]);
});

test('ancestors are looked up by indexes, whatever values are asked about', async () => {
  for await (const rows of lookUpRows(
    client,
    ancestorsLookup(1, { lot: 'A' }, WHOLE_LEDGER, { limit: 5_000, whole: 500 }),
    6,
  ))
    void rows;
  const { rows } = await client.query<{ 'QUERY PLAN': string }>(
    `explain (costs off) execute ancestors (1, 9, 5000, 500, 'A', null)`,
  );
  const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
  expect(plan).toContain('$2');
  expect(plan).not.toMatch(/(Seq|Bitmap Heap) Scan/);
});
