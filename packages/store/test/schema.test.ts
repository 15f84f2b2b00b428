import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { printSchema } from './print-schema.ts';

const testing = testDatabase();
let owner: pg.Client;

beforeAll(async () => {
  owner = new pg.Client({ connectionString: testing.url });
  await owner.connect();
});

afterAll(() => owner.end());

const REFRESH = 'npm test -- packages/store/test/schema.test.ts --update';

test('schema.sql is what the migrations make', async () => {
  const printed = `-- What the migrations make, printed from the catalogs by test/print-schema.ts: for review, nothing runs it.
-- Refresh it with: ${REFRESH}

${await printSchema(owner)}`;
  await expect(printed, `schema.sql is out of date: review the change after ${REFRESH}`).toMatchFileSnapshot(
    '../schema.sql',
  );
});

test('the print shows a change of anything that it is read for', async () => {
  const before = await printSchema(owner);
  const changes = [
    'alter table ledger.entry disable trigger head_covers_entries',
    'drop trigger head_moves_forward on ledger.head',
    'create or replace function ledger.refuse_change() returns trigger language plpgsql as $$ begin return new; end $$',
    'grant update on ledger.event to lodestone_writer',
    'grant update (body) on ledger.event to public',
    'revoke usage on schema view from lodestone_writer',
    'alter table ledger.event drop constraint event_id_is_unique',
    'alter table view.lot alter column net_milligrams type numeric',
    'alter table view.lot alter column country drop not null',
    "alter table view.lot alter column country set default 'CN'",
    'drop index view.input_by_lot',
    'create table view.more ()',
  ];
  for (const change of changes) {
    await owner.query('begin');
    await owner.query(change);
    expect(await printSchema(owner), change).not.toBe(before);
    await owner.query('rollback');
  }
});
