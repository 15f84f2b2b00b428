import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendToNewLedger } from '../src/append/append-under-head-lock.ts';
import { collectFacts } from '../src/facts/collect-facts.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { makeRows } from './chain-rows.ts';

// What is recorded stays as it is, whoever asks: grants stop the writer, triggers stop the owner of the tables as well.

const testing = testDatabase();
let database: Database;
let owner: pg.Client;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  owner = new pg.Client({ connectionString: testing.url });
  await owner.connect();
  await appendToNewLedger(
    database,
    'example.org/rows',
  )(async (transaction) => {
    const { entry, events } = makeRows({ position: 0, previous: null, events: 2 });
    await transaction.write({ entries: [entry], events, facts: collectFacts(transaction.ledgerId, []), openings: [] });
  });
});

afterAll(async () => {
  await owner.end();
  await database.close();
});

const RECORDED = ['ledger', 'entry', 'event'] as const;
const CHANGES = {
  ledger: 'update ledger.ledger set origin = origin',
  entry: 'update ledger.entry set body = body',
  event: 'update ledger.event set body = body',
} as const;

/** https://www.postgresql.org/docs/18/errcodes-appendix.html */
const INSUFFICIENT_PRIVILEGE = '42501';
const RESTRICT_VIOLATION = '23001';

describe.each(RECORDED)('ledger.%s', (table) => {
  const statements = [CHANGES[table], `delete from ledger.${table}`, `truncate ledger.${table} cascade`];

  test.each(statements)('has no right for the writer to: %s', async (statement) => {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });

  test.each(statements)('refuses the owner of the database: %s', async (statement) => {
    await expect(owner.query(statement)).rejects.toMatchObject({
      code: RESTRICT_VIOLATION,
      message: expect.stringMatching(/(UPDATE|DELETE|TRUNCATE) of ledger\.\w+ is refused: the ledger is append-only/),
    });
  });

  test('refuses a change of no rows as well', async () => {
    const nothing = `${CHANGES[table]} where false`;
    await expect(owner.query(nothing)).rejects.toMatchObject({ code: RESTRICT_VIOLATION });
  });
});

describe('ledger.head', () => {
  test.each(['delete from ledger.head', 'truncate ledger.head'])('is never removed: %s', async (statement) => {
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
    await expect(owner.query(statement)).rejects.toMatchObject({ code: RESTRICT_VIOLATION });
  });

  test('is not handed to another ledger by the writer', async () => {
    const statement = 'update ledger.head set ledger_id = ledger_id';
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: INSUFFICIENT_PRIVILEGE });
  });
});

describe('the writer', () => {
  test('adds rows to the views and removes them for a rebuild, and cannot change one', async () => {
    const { rows: tables } = await owner.query("select tablename from pg_tables where schemaname = 'view'");
    expect(tables.length).toBeGreaterThan(10);
    for (const { tablename } of tables) {
      const { rows } = await owner.query<{ privileges: string[] }>(
        `select array_agg(privilege_type::text order by privilege_type) as privileges
         from information_schema.role_table_grants
         where grantee = 'lodestone_writer' and table_schema = 'view' and table_name = $1`,
        [tablename],
      );
      expect(rows[0]?.privileges, tablename).toEqual(['DELETE', 'INSERT', 'SELECT']);
    }
  });

  test('has no rights beyond those tables', async () => {
    for (const statement of [
      "update lodestone.migration set sha256 = 'x'",
      "insert into lodestone.migration (name, sha256) values ('9999-own.sql', 'x')",
      'create table ledger.other ()',
      'create table view.other ()',
      'alter table ledger.entry disable trigger all',
      "select setval('ledger.ledger_ledger_id_seq', 100)",
      'set session_replication_role = replica',
    ]) {
      const client = await database.pool.connect();
      try {
        await expect(client.query(statement), statement).rejects.toThrow(/denied|must be owner/);
      } finally {
        // A connection whose role was changed must not go back to the pool.
        client.release(true);
      }
    }
  });
});
