// A database for a test file: migrated, empty, and nobody else's.

import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { afterAll, beforeAll, inject } from 'vitest';
import { refuseLeakedSessions } from './leaked-sessions.ts';
import { databaseUrl, withClient } from './test-run.ts';

export interface TestDatabase {
  readonly url: string;
  /** Drops the database, ending the sessions that are left. */
  drop(): Promise<void>;
}

/** Makes a database from the template of the run. The caller drops it. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const { serverUrl, name, template } = inject('lodestoneTestRun');
  const database = `${name}_${randomBytes(6).toString('hex')}`;
  await withClient(serverUrl, (client) => copyDatabase(client, database, template));
  return {
    url: databaseUrl(serverUrl, database),
    drop: () =>
      withClient(serverUrl, async (client) => {
        await client.query(`drop database if exists ${database} with (force)`);
      }),
  };
}

/**
 * Gives the test file that calls it at the top a database for all its tests, to be read from `url` inside them. Fails
 * the file if it ends with sessions still open: whatever holds them would hold them in the product too.
 */
export function testDatabase(): { readonly url: string } {
  let database: TestDatabase | undefined;
  beforeAll(async () => {
    database = await createTestDatabase();
  });
  // Vitest runs these hooks last in, first out: what the file itself closes after its tests is closed by now.
  afterAll(async () => {
    if (database === undefined) return;
    // When that throws, the database goes with the run; dropped here, its sessions would add errors of their own.
    await refuseLeakedSessions(database.url);
    await database.drop();
  });
  return {
    get url() {
      if (database === undefined) throw new Error('the test database is there inside tests and hooks only');
      return database.url;
    },
  };
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html: the template has a session, if only for a moment. */
const objectInUse = '55006';
const copyAttempts = 50;

async function copyDatabase(client: pg.Client, database: string, template: string): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await client.query(`create database ${database} template ${template}`);
      return;
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code !== objectInUse || attempt === copyAttempts) throw error;
      await sleep(100);
    }
  }
}
