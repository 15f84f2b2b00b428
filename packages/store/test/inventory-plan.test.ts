import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, databaseOf, openDatabase } from '../src/database.ts';
import { readStock } from '../src/ask/read-inventory.ts';
import { WHOLE_LEDGER } from '../src/event-bound.ts';
import { lawfulLedger } from './lawful-ledger.ts';
import { rowsReadFor } from './rows-read.ts';

// What one party holds is read from what that party ever held, by index, whatever others hold.

const testing = testDatabase();
let database: Database;
let ledgerId: number;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  ledgerId = await lawfulLedger(database, 7, 2_500);
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

async function rowsReadForStock(party: string | null): Promise<number> {
  const moment = { bound: WHOLE_LEDGER, happenedBefore: null };
  const nothing = { owner: null, facility: null, form: null, element: null };
  const filter = { party, ...nothing, by: ['form'] as const, moment };
  const { rows } = await rowsReadFor(database, (client) => readStock(databaseOf(client), ledgerId, filter));
  return rows;
}

/** A lot, what was taken of it, how it changed and moved: each row by an entry of an index. */
const ROWS_PER_LOT_MAX = 30;

test('what a party holds is read by its own lots, not by those of the ledger', async () => {
  const parties = await lotsByParty();
  const smallest = parties.find(({ lots }) => lots > 10);
  const all = parties.reduce((sum, { lots }) => sum + lots, 0);
  if (smallest === undefined) throw new Error('nobody has lots');
  expect(smallest.lots * ROWS_PER_LOT_MAX).toBeLessThan(all * 3);
  expect(await rowsReadForStock(smallest.party)).toBeLessThan(smallest.lots * ROWS_PER_LOT_MAX);
  expect(await rowsReadForStock(null)).toBeGreaterThan(all);
});
