import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listLots } from '../src/ask/read-lots.ts';
import { listTransfers } from '../src/ask/read-transfers.ts';
import { type Database, databaseOf, openDatabase } from '../src/database.ts';
import { WHOLE_LEDGER } from '../src/event-bound.ts';
import { lawfulLedger } from './lawful-ledger.ts';
import { rowsReadFor } from './rows-read.ts';

// A list that ends after some rows works out what is left of some lots, and where some transfers stand, not all of them.

const testing = testDatabase();
let database: Database;
let ledgerId: number;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  ledgerId = await lawfulLedger(database, 7, 2_500);
});

afterAll(() => database.close());

const LIMIT = 5;
/** What was taken of a lot, how it changed, moved and is held: each row by an entry of an index. */
const ROWS_PER_LOT_MAX = 60;

async function count(table: 'lot' | 'transfer'): Promise<number> {
  const { rows } = await database.pool.query<{ count: number }>(
    `select count(*)::integer from view.${table} where ledger_id = $1`,
    [ledgerId],
  );
  return rows[0]?.count ?? 0;
}

test.each([
  ['held', { status: 'held' }],
  ['of a form', { form: 'ore' }],
  ['any', {}],
] as const)('lots that are %s are looked at until there are enough', async (_, filter) => {
  const list = { ...filter, limit: LIMIT, bound: WHOLE_LEDGER };
  const { answer, rows } = await rowsReadFor({ ...database, pool: database.lookups }, (client) =>
    listLots({ ...database, lookups: databaseOf(client).pool }, ledgerId, list),
  );
  expect(answer).toHaveLength(LIMIT);
  expect(rows).toBeGreaterThan(LIMIT);
  expect(rows).toBeLessThan(10 * LIMIT * ROWS_PER_LOT_MAX);
  expect(10 * LIMIT * ROWS_PER_LOT_MAX).toBeLessThan(3 * (await count('lot')));
});

test('one lot is looked up by its name', async () => {
  const [named] = await listLots(database, ledgerId, { status: 'held', limit: 1, bound: WHOLE_LEDGER });
  const list = { lot: named?.lot, limit: 1, bound: WHOLE_LEDGER };
  const { answer, rows } = await rowsReadFor({ ...database, pool: database.lookups }, (client) =>
    listLots({ ...database, lookups: databaseOf(client).pool }, ledgerId, list),
  );
  expect(answer).toEqual([named]);
  expect(rows).toBeLessThan(ROWS_PER_LOT_MAX);
});

test('transfers are looked at until there are enough', async () => {
  const list = { limit: LIMIT, bound: WHOLE_LEDGER };
  const { answer, rows } = await rowsReadFor(database, (client) => listTransfers(databaseOf(client), ledgerId, list));
  expect(answer).toHaveLength(LIMIT);
  const transfers = await count('transfer');
  // All are put in order, which reads each once.
  expect(rows).toBeLessThan(2 * transfers + LIMIT * ROWS_PER_LOT_MAX);
  expect(LIMIT * ROWS_PER_LOT_MAX).toBeLessThan(5 * transfers);
});
