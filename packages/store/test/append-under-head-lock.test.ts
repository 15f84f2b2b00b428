import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type AppendTransaction,
  appendToNewLedger,
  appendUnderHeadLock,
} from '../src/append/append-under-head-lock.ts';
import { type Database, openDatabase } from '../src/database.ts';

// All writers wait for who holds the head. The server lets go of it when its holder sleeps, or is gone without a word.

const testing = testDatabase();
let database: Database;

beforeAll(async () => {
  database = await openDatabase(testing.url);
});

afterAll(() => database.close());

/** What the server has set for a session, as it shows it. */
async function shown(client: Pick<AppendTransaction['client'], 'query'>, setting: string): Promise<unknown> {
  return (await client.query<{ value: string }>(`select current_setting('${setting}') as value`)).rows[0]?.value;
}

test('the head is not held for longer than a minute by a transaction in which nothing is said', async () => {
  const ledgerId = await appendToNewLedger(database, 'example.org/held')(async (transaction) => transaction.ledgerId);
  const append = appendUnderHeadLock(database, ledgerId);
  const limit = 'idle_in_transaction_session_timeout';
  expect(await append(({ client }) => shown(client, limit))).toBe('1min');
  // Readers may be slow: a snapshot is read for as long as an audit takes.
  expect(await shown(database.pool, limit)).toBe('0');
});

test('a machine that is gone without a word is noticed within a minute', async () => {
  const seconds = ['tcp_keepalives_idle', 'tcp_keepalives_interval', 'tcp_keepalives_count'].map((setting) =>
    shown(database.pool, setting),
  );
  const [idle = 0, interval = 0, count = 0] = (await Promise.all(seconds)).map(Number);
  expect(idle + interval * count).toBe(60);
  expect(database.pool.options).toMatchObject({ keepAlive: true, keepAliveInitialDelayMillis: 30_000 });
});
