import { createTestDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { expect, test } from 'vitest';
import { appendToNewLedger, appendUnderHeadLock } from '../src/append/append-under-head-lock.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { emptyState, lawfulLines, recordLines } from './lawful-ledger.ts';

// What an append makes PostgreSQL read does not grow with the ledger, triggers included. A connection keeps the plans of
// its triggers, and those that are made while there is little can be bad ones for ever after.

const EVENTS = 500;
/** Its predecessor, its event, the head, and what the event is about. */
const ROWS_PER_APPEND_MAX = 60;
/** As many events are recorded at once before the others come one at a time: by then plans are made. */
const SOME = 130;
/** Their tables have a page or two, which is less than an index costs. */
const FEW = 12;

test.each([
  ['nothing is known of', SOME, false],
  ['statistics were taken of while it was small', SOME, true],
  ['statistics were taken of when it had hardly begun', FEW, true],
] as const)('an append reads rows by their keys, in a ledger that %s', async (_, events, analyzed) => {
  const place = await createTestDatabase();
  const database = await openDatabase(place.url);
  try {
    const rows = await rowsReadByAppends(database, events, () => (analyzed ? analyze(place.url) : Promise.resolve()));
    expect(rows.length).toBeGreaterThan(EVENTS / 2);
    expect(Math.max(...rows.slice(-100))).toBeLessThan(ROWS_PER_APPEND_MAX);
  } finally {
    await database.close();
    await place.drop();
  }
});

/** Records many events at once, then the others one at a time; answers what each of these appends read. */
async function rowsReadByAppends(
  database: Database,
  eventsAtOnce: number,
  whenSmall: () => Promise<void>,
): Promise<number[]> {
  const lines = [...lawfulLines(4, EVENTS)];
  const state = emptyState();
  let ledgerId = -1;
  const opening = appendToNewLedger(database, 'example.org/plans');
  await recordLines(
    (work) =>
      opening((transaction) => {
        ledgerId = transaction.ledgerId;
        return work(transaction);
      }),
    state,
    lines.slice(0, eventsAtOnce),
  );
  await whenSmall();
  const append = appendUnderHeadLock(database, ledgerId);
  const rows: number[] = [];
  for (const line of lines.slice(eventsAtOnce)) {
    await recordLines(
      (work) =>
        append((transaction) => {
          const { client } = transaction;
          const write: typeof transaction.write = async (added) => {
            const before = await rowsRead(client);
            await transaction.write(added);
            // What waits for the commit is counted as well.
            await client.query('set constraints all immediate');
            rows.push((await rowsRead(client)) - before);
          };
          return work({ ...transaction, write });
        }),
      state,
      [line],
    );
  }
  return rows;
}

async function analyze(url: string): Promise<void> {
  const owner = new pg.Client({ connectionString: url });
  await owner.connect();
  await owner.query('analyze');
  await owner.end();
}

/** How many rows a transaction has read so far in the log and the views, whole tables included. */
async function rowsRead(client: pg.PoolClient): Promise<number> {
  const { rows } = await client.query<{ rows: number }>(`
    select sum(pg_stat_get_xact_tuples_returned(c.oid) + pg_stat_get_xact_tuples_fetched(c.oid))::float8 as rows
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('ledger', 'view') and c.relkind in ('i', 'r')`);
  return rows[0]?.rows as number;
}
