import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { databaseUrl, withClient } from '@lodestone/testkit/test-run.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import type pg from 'pg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openDatabase } from '../src/database.ts';
import { migrate, readMigrations } from '../src/connect/migrate.ts';
import { listLedgers } from '../src/log/read-ledger.ts';
import { printSchema } from './print-schema.ts';

// The database of this file comes from a template that is migrated; the tests migrate one beside it, that begins empty.

const testing = testDatabase();
let emptyUrl: string;

beforeEach(() =>
  withClient(testing.url, async (client) => {
    const name = `${new URL(testing.url).pathname.slice(1)}_empty`;
    await client.query(`create database ${name} template template0`);
    emptyUrl = databaseUrl(testing.url, name);
  }),
);

afterEach(() =>
  withClient(testing.url, async (client) => {
    await client.query(`drop database ${new URL(emptyUrl).pathname.slice(1)} with (force)`);
  }),
);

const schemaOf = (url: string) => withClient(url, printSchema);
const execute = (url: string, statement: string) => withClient(url, (client) => client.query(statement));
const appliedIn = (client: pg.Client) => client.query('select * from lodestone.migration order by name');

describe('migrate', () => {
  test('brings an empty database to the schema, and says what it applied', async () => {
    await migrate(emptyUrl);
    expect(await schemaOf(emptyUrl)).toBe(await schemaOf(testing.url));
    const { rows } = await withClient(emptyUrl, appliedIn);
    expect(rows.map(({ name, sha256 }) => ({ name, sha256 }))).toEqual(
      readMigrations().map(({ name, sha256 }) => ({ name, sha256 })),
    );
  });

  test('fits a database of any encoding: minimal installations make theirs SQL_ASCII', async () => {
    const name = new URL(emptyUrl).pathname.slice(1);
    await withClient(testing.url, async (client) => {
      await client.query(`drop database ${name}`);
      await client.query(`create database ${name} template template0 encoding 'SQL_ASCII' locale 'C'`);
    });
    await migrate(emptyUrl);
    expect(await schemaOf(emptyUrl)).toBe(await schemaOf(testing.url));
  });

  test('does nothing the second time', async () => {
    await migrate(emptyUrl);
    const before = await withClient(emptyUrl, appliedIn);
    await migrate(emptyUrl);
    const after = await withClient(emptyUrl, appliedIn);
    expect(after.rows).toEqual(before.rows);
    expect(await schemaOf(emptyUrl)).toBe(await schemaOf(testing.url));
  });

  test('goes on from where an earlier program, or a crash, left off', async () => {
    const [first] = readMigrations();
    await migrate(emptyUrl);
    await execute(
      emptyUrl,
      `drop schema view cascade;
       drop index ledger.event_by_digest, ledger.event_correction, ledger.event_about_keys;
       drop table ledger.checkpoint, ledger.cosignature, ledger.published, ledger.tile, ledger.opening;
       drop function ledger.check_checkpoint_is_next, ledger.check_published_moves_forward,
         ledger.check_checkpoint_is_published, ledger.check_cosignature_is_on_checkpoint,
         ledger.check_tile_continues_tree,
         ledger.check_opening_belongs_to_event, ledger.check_opening_is_erased;
       drop function ledger.check_head_covers_entries, ledger.check_events_precede_entries, ledger.check_appended cascade;
       drop function ledger.append_single;
       revoke all on schema ledger from lodestone_appender;
       revoke all on all tables in schema ledger from lodestone_appender;
       revoke all (size, leaf_hash, recorded_at) on ledger.head from lodestone_appender;
       revoke all on schema ledger from lodestone_writer;
       revoke all on schema ledger from lodestone_eraser;
       revoke all on all tables in schema ledger from lodestone_writer;
       revoke all (size, leaf_hash, recorded_at) on ledger.head from lodestone_writer;
       delete from lodestone.migration where name <> '${first?.name}'`,
    );
    await migrate(emptyUrl);
    expect(await schemaOf(emptyUrl)).toBe(await schemaOf(testing.url));
  });

  test('finds nothing to do for a login that is only a writer, and lets it work', async () => {
    await migrate(emptyUrl);
    const login = `${new URL(emptyUrl).pathname.slice(1)}_login`;
    await execute(emptyUrl, `create role ${login} login password 'writes' in role lodestone_writer`);
    const url = new URL(emptyUrl);
    [url.username, url.password] = [login, 'writes'];
    await migrate(url.href);
    const database = await openDatabase(url.href);
    expect(await listLedgers(database)).toEqual([]);
    await database.close();
    await execute(emptyUrl, `drop role ${login}`);
  });

  test('takes turns with another one that is migrating the same database', async () => {
    await Promise.all([migrate(emptyUrl), migrate(emptyUrl), migrate(emptyUrl)]);
    expect(await schemaOf(emptyUrl)).toBe(await schemaOf(testing.url));
  });

  test('refuses a database that an altered program has migrated', async () => {
    await migrate(emptyUrl);
    const [, second] = readMigrations();
    await execute(emptyUrl, `update lodestone.migration set sha256 = repeat('0', 64) where name = '${second?.name}'`);
    await expect(migrate(emptyUrl)).rejects.toThrow(`migration ${second?.name}, which differs from this program's`);
  });

  test('refuses a database that a newer program has migrated', async () => {
    await migrate(emptyUrl);
    await execute(emptyUrl, `insert into lodestone.migration (name, sha256) values ('9999-later.sql', 'x')`);
    await expect(migrate(emptyUrl)).rejects.toThrow('migration 9999-later.sql, which is unknown to this program');
  });

  test('fails, and ends no process, when the connection breaks while nothing is asked of it', async () => {
    const cut = await startCutting('pg_advisory_lock');
    const port = String((cut.address() as AddressInfo).port);
    const url = Object.assign(new URL(testing.url), { hostname: '127.0.0.1', port }).href;
    // What nobody listens to would end the process: Vitest counts it as a failure of this file.
    await expect(migrate(url)).rejects.toThrow(/terminated|ECONNRESET/);
    cut.close();
  });

  test('leaves nothing of a migration that fails, and says which', async () => {
    await execute(emptyUrl, 'create schema view');
    await expect(migrate(emptyUrl)).rejects.toThrow(/migration 0002-view\.sql failed: schema "view" already exists/);
    const { rows } = await withClient(emptyUrl, appliedIn);
    expect(rows.map(({ name }) => name)).toEqual(['0001-ledger.sql']);
    await execute(emptyUrl, 'drop schema view');
    await migrate(emptyUrl);
    expect(await schemaOf(emptyUrl)).toBe(await schemaOf(testing.url));
  });
});

/** Passes everything on to the server until somebody says this word: then it ends the connection without another. */
async function startCutting(word: string): Promise<Server> {
  const target = new URL(testing.url);
  const server = createServer((client) => {
    const upstream = connect(Number(target.port), target.hostname);
    upstream.pipe(client);
    for (const socket of [client, upstream]) socket.on('error', () => undefined);
    client.on('data', (chunk) => (chunk.includes(word) ? client.destroy() : upstream.write(chunk)));
    client.on('close', () => upstream.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  return server;
}
