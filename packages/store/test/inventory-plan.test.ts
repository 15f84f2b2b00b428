import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendToNewLedger } from '../src/append-under-head-lock.ts';
import { type Database, databaseOf, openDatabase } from '../src/database.ts';
import { readStock } from '../src/read-inventory.ts';
import { WHOLE_LEDGER } from '../src/event-bound.ts';
import { emptyState, lawfulLines, recordLines } from './lawful-ledger.ts';
import { rowsRead } from './rows-read.ts';

// What one party holds is read from what that party ever held, by index, whatever others hold.

const testing = testDatabase();
let database: Database;
let ledgerId: number;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  await appendToNewLedger(
    database,
    'example.org/stock',
  )(async (transaction) => {
    ledgerId = transaction.ledgerId;
    await recordLines((work) => work(transaction), emptyState(), [...lawfulLines(7, 2_500)]);
  });
});

afterAll(() => database.close());

/** Each party with the lots that it made or answered for at any time. */
async function lotsByParty(): Promise<{ party: string; lots: number }[]> {
  const { rows } = await database.pool.query<{ party: string; lots: number }>(
    `select party, count(*)::integer as lots from (
       select party, lot_number from view.lot where ledger_id = $1
       union select custodian, lot_number from view.movement where ledger_id = $1) ever
     group by party order by lots`,
    [ledgerId],
  );
  return rows;
}

async function rowsReadFor(party: string | null): Promise<number> {
  const client = await database.pool.connect();
  try {
    await client.query('begin');
    const before = await rowsRead(client);
    const moment = { bound: WHOLE_LEDGER, happenedBefore: null };
    const nothing = { owner: null, facility: null, form: null, element: null };
    await readStock(databaseOf(client), ledgerId, { party, ...nothing, by: ['form'], moment });
    const after = await rowsRead(client);
    await client.query('rollback');
    return after - before;
  } finally {
    client.release();
  }
}

/** A lot, what was taken of it, how it changed and moved: each row by an entry of an index. */
const ROWS_PER_LOT_MAX = 30;

test('what a party holds is read by its own lots, not by those of the ledger', async () => {
  const parties = await lotsByParty();
  const smallest = parties.find(({ lots }) => lots > 10);
  const all = parties.reduce((sum, { lots }) => sum + lots, 0);
  if (smallest === undefined) throw new Error('nobody has lots');
  expect(smallest.lots * ROWS_PER_LOT_MAX).toBeLessThan(all * 3);
  expect(await rowsReadFor(smallest.party)).toBeLessThan(smallest.lots * ROWS_PER_LOT_MAX);
  expect(await rowsReadFor(null)).toBeGreaterThan(all);
});
