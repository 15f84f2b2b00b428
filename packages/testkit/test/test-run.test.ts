import { describe, expect, inject, test } from 'vitest';
import { findPostgres } from '../src/find-postgres.ts';
import { beginTestRun, withClient } from '../src/test-run.ts';

const { serverUrl } = inject('lodestoneTestRun');

describe('runs on one server', () => {
  test('do not touch each other, and leave nothing', async () => {
    const [first, second] = await Promise.all([beginTestRun(serverUrl), beginTestRun(serverUrl)]);
    await first.end();
    expect(await databasesOf(first.run.name)).toEqual([]);
    expect(await databasesOf(second.run.name)).toEqual([second.run.template]);
    await second.end();
    expect(await databasesOf(second.run.name)).toEqual([]);
  });

  test('clear up what a killed run left, and spare what lives', async () => {
    const killed = 'lodestone_test_0000dead';
    await withClient(serverUrl, (client) => client.query(`create database ${killed}_template`));
    const run = await beginTestRun(serverUrl);
    expect(await databasesOf(killed)).toEqual([]);
    expect(await databasesOf(inject('lodestoneTestRun').name)).toContain(inject('lodestoneTestRun').template);
    await run.end();
  });
});

describe('the choice of PostgreSQL', () => {
  test('falls on the given server before any other', async () => {
    const found = await findPostgres({ LODESTONE_TEST_DATABASE_URL: 'postgres://somewhere/else' });
    expect(found.url).toBe('postgres://somewhere/else');
    await found.stop();
  });

  test('refuses a kind that it does not know', async () => {
    await expect(findPostgres({ LODESTONE_TEST_POSTGRES: 'oracle' })).rejects.toThrow(/is oracle; it may be docker/);
  });
});

async function databasesOf(run: string): Promise<string[]> {
  return withClient(serverUrl, async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      'select datname from pg_database where starts_with(datname, $1) order by datname',
      [`${run}_`],
    );
    return rows.map(({ datname }) => datname);
  });
}
