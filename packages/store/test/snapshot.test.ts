import { testDatabase } from '@lodestone/testkit/test-database.ts';
import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../src/database.ts';
import { streamEntryRows, streamEventRows, WHOLE_LOG } from '../src/log/read-log.ts';
import { withSnapshot } from '../src/connect/snapshot.ts';

// A ledger without statistics is taken for a small one, whatever its size, so a small one shows how a large one is read.

const testing = testDatabase();
const LEDGER_ID = 7;
let database: Database;

beforeAll(async () => {
  database = await openDatabase(testing.url);
});

afterAll(() => database.close());

/** How often the transaction has looked through a table or an index. */
async function scansOf(client: pg.ClientBase, relation: string): Promise<number> {
  const { rows } = await client.query<{ scans: string }>(
    'select pg_stat_get_xact_numscans($1::regclass)::text as scans',
    [relation],
  );
  return Number(rows[0]?.scans);
}

test.each([
  ['ledger.entry', 'ledger.entry_pkey', streamEntryRows],
  ['ledger.event', 'ledger.event_pkey', streamEventRows],
])('%s is streamed in the order of its key, and never sorted first', async (_, key, stream) => {
  await withSnapshot(database, 1, async ([client]) => {
    if (client === undefined) throw new Error('no snapshot');
    for await (const rows of stream(client, LEDGER_ID, WHOLE_LOG)) expect(rows.count).toBe(0);
    expect(await scansOf(client, key)).toBe(1);
  });
});

test('a query that must be sorted all the same is neither compiled nor shared out among workers', async () => {
  await withSnapshot(database, 1, async ([client]) => {
    const names = ['jit', 'max_parallel_workers_per_gather'];
    const settings = await client?.query('select current_setting(name) as value from unnest($1::text[]) as name', [
      names,
    ]);
    expect(settings?.rows).toEqual([{ value: 'off' }, { value: '0' }]);
  });
});
