// What one test run has on its server: a template database that is migrated once, and the databases made from it. All
// their names begin with the name of the run, which is new each time. So runs on one server do not meet, a template
// never outlives the migrations it was made with, and at the end the run drops exactly what it made.

import { randomBytes } from 'node:crypto';
import { migrate } from '@lodestone/store/connect/migrate.ts';
import pg from 'pg';

/** What a test file needs to know of the run: values that can be handed from process to process. */
export interface TestRun {
  /** A database to connect to for making others. */
  readonly serverUrl: string;
  /** Every database of the run is named `<name>_…`. */
  readonly name: string;
  readonly template: string;
}

/** The global setup provides this to the test files. */
declare module 'vitest' {
  interface ProvidedContext {
    lodestoneTestRun: TestRun;
  }
}

/** A run that has begun, and must be ended. */
export interface BegunRun {
  readonly run: TestRun;
  readonly serverVersion: string;
  /** Drops every database of the run. */
  end(): Promise<void>;
}

const namePrefix = 'lodestone_test_';

/** Any number that nothing else on the server uses: runs prepare their templates one after the other. */
const prepareLock = 4_096_001;

/** Makes the template database of a new run. */
export async function beginTestRun(serverUrl: string): Promise<BegunRun> {
  const name = `${namePrefix}${randomBytes(4).toString('hex')}`;
  const run: TestRun = { serverUrl, name, template: `${name}_template` };
  // This session lasts as long as the run, and so tells other runs that ours is alive.
  const keeper = new pg.Client({ connectionString: serverUrl, application_name: name });
  keeper.on('error', () => undefined); // If the server goes away, the tests that need it say so.
  await keeper.connect();
  try {
    // Databases are apart, but roles belong to the whole server, and migrations make some.
    await keeper.query('select pg_advisory_lock($1)', [prepareLock]);
    await dropDatabasesOfDeadRuns(keeper);
    await keeper.query(`create database ${run.template}`);
    await migrate(databaseUrl(serverUrl, run.template));
    await keeper.query('select pg_advisory_unlock($1)', [prepareLock]);
    const { rows } = await keeper.query<{ version: string }>("select current_setting('server_version') as version");
    return {
      run,
      serverVersion: rows[0]?.version ?? 'unknown',
      async end() {
        await keeper.end().catch(() => undefined);
        await withClient(serverUrl, (client) => dropDatabasesOf(client, name));
      },
    };
  } catch (error) {
    await dropDatabasesOf(keeper, name).catch(() => undefined);
    await keeper.end();
    throw error;
  }
}

/** The URL of another database on the same server. */
export function databaseUrl(serverUrl: string, database: string): string {
  const url = new URL(serverUrl);
  url.pathname = `/${database}`;
  return url.href;
}

/** Lends a session for some statements. */
export async function withClient<Result>(url: string, use: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function dropDatabasesOf(client: pg.Client, run: string): Promise<void> {
  const { rows } = await client.query<{ datname: string }>(
    'select datname from pg_database where starts_with(datname, $1)',
    [`${run}_`],
  );
  for (const { datname } of rows) await client.query(`drop database if exists ${datname} with (force)`);
}

async function dropDatabasesOfDeadRuns(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ run: string }>(
    `select distinct substring(datname from '^${namePrefix}[0-9a-f]{8}') as run
       from pg_database
      where datname ~ '^${namePrefix}[0-9a-f]{8}_' and pg_get_userbyid(datdba) = current_user
     except
     select application_name from pg_stat_activity`,
  );
  for (const { run } of rows) await dropDatabasesOf(client, run);
}
