import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, describe, expect, inject, test } from 'vitest';
import { refuseLeakedSessions } from '../src/leaked-sessions.ts';
import { createTestDatabase, testDatabase } from '../src/test-database.ts';
import { withClient } from '../src/test-run.ts';

const database = testDatabase();

// A pool that a file closes after its tests, as most files have one. It must not count as leaked.
const pool = new pg.Pool({ max: 2 });
afterAll(() => pool.end());

describe('a test database', () => {
  test('is migrated', async () => {
    pool.options.connectionString = database.url;
    const { rows } = await pool.query("select count(*) > 0 as there from pg_tables where schemaname = 'ledger'");
    expect(rows).toEqual([{ there: true }]);
  });

  test('is apart from every other one', async () => {
    const others = await Promise.all([createTestDatabase(), createTestDatabase(), createTestDatabase()]);
    expect(new Set([database.url, ...others.map(({ url }) => url)]).size).toBe(4);
    await withClient(others[0]?.url ?? '', (client) => client.query('create table public.mine ()'));
    await withClient(others[1]?.url ?? '', async (client) => {
      expect((await client.query("select to_regclass('public.mine') as mine")).rows).toEqual([{ mine: null }]);
    });
    await Promise.all(others.map((other) => other.drop()));
  });

  test('can be made while the template has a session for a moment', async () => {
    const { serverUrl, template } = inject('lodestoneTestRun');
    const url = new URL(serverUrl);
    url.pathname = `/${template}`;
    const visitor = new pg.Client(url.href);
    await visitor.connect();
    const leaving = sleep(500).then(() => visitor.end());
    const made = await createTestDatabase();
    expect(made.url).not.toBe(url.href);
    await made.drop();
    await leaving;
  });

  test('is gone after it was dropped, whoever was still connected', async () => {
    const dropped = await createTestDatabase();
    const client = new pg.Client(dropped.url);
    client.on('error', () => undefined);
    await client.connect();
    await dropped.drop();
    await expect(withClient(dropped.url, async () => undefined)).rejects.toThrow('does not exist');
  });
});

describe('a session left open', () => {
  test('is refused with its last statement', async () => {
    const other = await createTestDatabase();
    const client = new pg.Client(other.url);
    await client.connect();
    await client.query("select 'I stay'");
    await expect(refuseLeakedSessions(other.url)).rejects.toThrow(/1 database session\(s\) open:\n.*select 'I stay'/);
    await client.end();
    await refuseLeakedSessions(other.url);
    await other.drop();
  });
});
