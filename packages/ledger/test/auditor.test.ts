import { withClient } from '@lodestone/testkit/test-run.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuditor, NoAuditor } from '../src/create-auditor.ts';
import { openLedger } from '../src/open-ledger.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { browseEvents, browseLots, browseParties } from '../src/ask/browse.ts';
import { recordPublishedChain } from './recorded-chain.ts';
import { registration } from './submissions.ts';
import { createTestLedger, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let operated: TestLedger;
let audited: TestLedger;
let url: string;
const login = `auditor_${process.pid}`;

beforeAll(async () => {
  operated = await createTestLedger(testing.url, await folders.make(), 'example.org/audited');
  await recordPublishedChain(operated);
  url = await withLedger(operated, (ledger) => createAuditor(ledger, login));
  audited = { place: { dataFolder: await folders.make(), databaseUrl: url }, origin: operated.origin };
});

afterAll(() =>
  withClient(testing.url, async (client) => {
    await client.query(`drop role ${login}`);
  }),
);

test('an auditor can verify, trace and look', async () => {
  await withLedger(audited, async (ledger) => {
    const verdict = await verifyLedger(ledger, { only: undefined });
    expect(verdict).toMatchObject({ verdict: 'valid', passes: ['chain', 'rules', 'views'] });
    expect(verdict).toEqual(await withLedger(operated, (same) => verifyLedger(same, { only: undefined })));
    const subject = {
      direction: 'up',
      element: undefined,
      depth: undefined,
      asKnownAt: undefined,
      id: 'SHP-1',
    } as const;
    expect(await traceSubject(ledger, subject)).not.toBeNull();
    expect((await browseParties(ledger)).length).toBeGreaterThan(5);
    expect(await browseLots(ledger, { limit: 5 })).toHaveLength(5);
    expect(await browseEvents(ledger, { limit: 5 })).toHaveLength(5);
  });
});

test('an auditor can read every table but what opens sealed members', async () => {
  const { rows } = await withClient(url, (client) =>
    client.query<{ name: string; privileges: string[] }>(
      `select format('%s.%s', schemaname, tablename) as name, array(
         select word from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) as word
         where has_table_privilege(format('%I.%I', schemaname, tablename), word)
       ) as privileges
       from pg_tables where schemaname in ('ledger', 'view', 'lodestone') order by 1`,
    ),
  );
  expect(rows.length).toBeGreaterThan(20);
  for (const { name, privileges } of rows) {
    expect(privileges, name).toEqual(name === 'ledger.opening' ? [] : ['SELECT']);
  }
});

test('the server refuses whatever an auditor would write', async () => {
  // With all the keys of the operator, too.
  const place = { ...operated.place, databaseUrl: url };
  await withLedger({ place, origin: operated.origin }, async (ledger) => {
    const lines = [{ by: 'OPERATOR', event: registration('TRADER') }];
    await expect(record(ledger, lines)).rejects.toThrow(/permission denied|read-only/);
  });
  await withClient(url, async (client) => {
    await client.query('set default_transaction_read_only = off');
    for (const statement of [
      'delete from view.lot',
      'update ledger.head set size = 0',
      'truncate ledger.event',
      `insert into ledger.ledger (origin) values ('example.org/mine')`,
      'create table ledger.mine ()',
      'create schema mine',
      'set role lodestone_writer',
      'update lodestone.migration set applied_at = now()',
      `alter table ledger.entry disable trigger all`,
    ]) {
      await expect(client.query(statement), statement).rejects.toThrow(/permission denied|must be owner/);
    }
  });
  expect(await withLedger(operated, (ledger) => verifyLedger(ledger, { only: undefined }))).toMatchObject({
    verdict: 'valid',
  });
});

test('a login is made once, by a plain name, and its password is in no statement', async () => {
  await withLedger(operated, async (ledger) => {
    await expect(createAuditor(ledger, login)).rejects.toThrow(NoAuditor);
    for (const name of ['', 'Auditor', 'a b', 'a"; drop role x', '1a', 'a'.repeat(64)]) {
      await expect(createAuditor(ledger, name), name).rejects.toThrow(NoAuditor);
    }
  });
  const { password } = new URL(url);
  expect(password.length).toBeGreaterThan(30);
  await expect(
    openLedger({ ...audited.place, databaseUrl: url.replace(password, 'guessed') }, audited.origin),
  ).rejects.toThrow(/password authentication failed/);
});

test('a login that only reads is told to wait where something is left to migrate', async () => {
  await withClient(testing.url, async (client) => {
    const { rows } = await client.query(
      "delete from lodestone.migration where name = '0027-auditor.sql' returning sha256, applied_at",
    );
    await expect(openLedger(audited.place, audited.origin)).rejects.toThrow(
      'lacks the migration 0027-auditor.sql, which a login that only reads cannot apply',
    );
    await client.query("insert into lodestone.migration values ('0027-auditor.sql', $1, $2)", [
      rows[0]?.sha256,
      rows[0]?.applied_at,
    ]);
  });
});
