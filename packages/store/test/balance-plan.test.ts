import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, databaseOf, openDatabase } from '../src/database.ts';
import { WHOLE_LEDGER } from '../src/event-bound.ts';
import { streamSteps } from '../src/ask/stream-steps.ts';
import { lawfulLedger } from './lawful-ledger.ts';
import { rowsReadFor } from './rows-read.ts';

// The steps of a period are read by their own rows, by index, however many steps there were before and after.

const testing = testDatabase();
let database: Database;
let ledgerId: number;
/** When the steps of the ledger happened, in that order. */
let times: string[];

beforeAll(async () => {
  database = await openDatabase(testing.url);
  ledgerId = await lawfulLedger(database, 7, 3_000);
  times = (await stepsOf({ from: null, until: null })).times;
});

afterAll(() => database.close());

async function stepsOf(period: { from: string | null; until: string | null }) {
  const filter = { step: null, party: null, facility: null, ...period, bound: WHOLE_LEDGER };
  const { answer, rows } = await rowsReadFor(database, (client) =>
    Array.fromAsync(streamSteps(databaseOf(client), ledgerId, filter)),
  );
  return { times: answer.map(({ occurredAt }) => occurredAt), rows };
}

/** A step, its event, what it took and made, and of which kind those lots are: each row by an entry of an index. */
const ROWS_PER_STEP_MAX = 40;

test('steps of a period are read by their own rows, not by those of the ledger', async () => {
  expect(times).toEqual(times.toSorted());
  for (const start of [10, Math.floor(times.length / 2), times.length - 12]) {
    const [from, until] = [times[start] ?? '', times[start + 10] ?? ''];
    const expected = times.filter((time) => time >= from && time < until);
    const found = await stepsOf({ from, until });
    expect(found.times).toEqual(expected);
    expect(expected.length * ROWS_PER_STEP_MAX).toBeLessThan(times.length * 2);
    expect(found.rows).toBeLessThan(expected.length * ROWS_PER_STEP_MAX);
  }
});

test('pages of steps leave none out and give none twice, where many happened at one time', async () => {
  const { rows } = await database.pool.query<{ count: string }>(
    'select count(*) from view.step where ledger_id = $1 and not exists (select from view.correction c where c.ledger_id = $1 and c.superseded_number = step.event_number)',
    [ledgerId],
  );
  expect(times).toHaveLength(Number(rows[0]?.count));
});
