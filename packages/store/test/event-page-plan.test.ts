import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { streamStepBodies } from '../src/ask/stream-step-bodies.ts';
import { type Database, databaseOf, openDatabase } from '../src/database.ts';
import { WHOLE_LEDGER } from '../src/event-bound.ts';
import { readEventPages } from '../src/log/read-event-page.ts';
import { lawfulLedger } from './lawful-ledger.ts';
import { rowsReadFor } from './rows-read.ts';

// A page of events goes by the index in its order, on the connections that always do. On others the planner comes to think, in a
// ledger of some hundred thousand events, that fewer are left than a page has: it would read and sort all of them for each page.

const testing = testDatabase();
let database: Database;
let ledgerId: number;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  ledgerId = await lawfulLedger(database, 7, 2_500);
});

afterAll(() => database.close());

test('pages of events read each event once, however many are left', async () => {
  const { answer: events, rows } = await rowsReadFor({ ...database, pool: database.lookups }, async (client) => {
    let read = 0;
    const asking = { ...database, lookups: databaseOf(client).pool };
    for await (const page of readEventPages(asking, ledgerId, { from: 0, bound: WHOLE_LEDGER })) read += page.length;
    return read;
  });
  expect(events).toBeGreaterThan(2_000);
  // An entry of the index and the row behind it; of the entry that a page ends in, twice.
  expect(rows).toBeGreaterThanOrEqual(2 * events);
  expect(rows).toBeLessThan(2.1 * events);
});

test('the steps of a ledger are read by the index of the log as well', async () => {
  const { answer: steps, rows } = await rowsReadFor({ ...database, pool: database.lookups }, async (client) => {
    let read = 0;
    const asking = { ...database, lookups: databaseOf(client).pool };
    for await (const _ of streamStepBodies(asking, ledgerId, WHOLE_LEDGER)) read += 1;
    return read;
  });
  expect(steps).toBeGreaterThan(100);
  expect(rows).toBeGreaterThan(steps);
});
