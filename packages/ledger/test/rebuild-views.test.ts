import { readFileSync } from 'node:fs';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { traceSubject } from '../src/ask/trace-subject.ts';
import { OWN_CHAIN } from './own-chain.ts';
import { recordPublishedChain } from './recorded-chain.ts';
import { listColumns, openOwner, type Owner, unprotect } from './tampering.ts';
import { audit, createTestLedger, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let owner: Owner;
let ledger: TestLedger;
let views: string[];
let restore: () => Promise<void>;

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/rebuilt');
  await recordPublishedChain(ledger);
  // Another ledger of the same database, whose views are nobody's business.
  const other = await createTestLedger(testing.url, await folders.make(), 'example.org/beside');
  await withLedger(other, (open) => record(open, OWN_CHAIN));
  owner = await openOwner(testing.url);
  const columns = await listColumns(owner);
  views = [...new Set(columns.map(({ table }) => table))].filter((table) => table.startsWith('view.'));
  ({ restore } = await unprotect(owner));
});

afterEach(() => restore());

afterAll(() => owner.close());

/** Every row of every view, whole, in one order. */
async function allRows(): Promise<Map<string, string[]>> {
  const all = new Map<string, string[]>();
  for (const view of views) {
    const rows = await owner.query<{ row: string }>(`select t::text as row from ${view} t order by 1`);
    all.set(
      view,
      rows.map(({ row }) => row),
    );
  }
  return all;
}

const rebuild = () => withLedger(ledger, (open) => rebuildViews(open));

const trace = () =>
  withLedger(ledger, (open) =>
    traceSubject(open, {
      id: 'SHP-1',
      direction: 'up',
      element: undefined,
      depth: undefined,
      asKnownAt: undefined,
    }),
  );

describe('a rebuild', () => {
  test('of views that are right gives the same rows', async () => {
    const before = await allRows();
    expect([...before.values()].every((rows) => rows.length > 0)).toBe(true);
    const { entries, events, facts } = await rebuild();
    expect(await allRows()).toEqual(before);
    const { entries: verifiedEntries, events: verifiedEvents } = await audit(ledger);
    expect({ entries, events }).toEqual({ entries: verifiedEntries, events: verifiedEvents });
    expect(facts).toBeGreaterThan(events);
  });

  test('of views that are gone gives the rows that were there', async () => {
    const before = await allRows();
    for (const view of views) {
      await owner.query(
        `delete from ${view} where ledger_id = (select ledger_id from ledger.ledger where origin = $1)`,
        [ledger.origin],
      );
    }
    expect((await audit(ledger)).verdict).toBe('invalid');
    await rebuild();
    expect(await allRows()).toEqual(before);
    expect((await audit(ledger)).failures).toEqual([]);
  });

  test('of views that were changed, added to and taken from gives the rows that were there', async () => {
    const before = await allRows();
    await owner.query("update view.lot set net_milligrams = net_milligrams + 1, party = 'BUYER'");
    await owner.query("update view.shipment_line set element_milligrams = '{}'");
    await owner.query('delete from view.input where lot_number % 2 = 0');
    await owner.query(
      "insert into view.finding select ledger_id, event_number, index + 9, code, 'made up' from view.finding",
    );
    await owner.query(
      "insert into view.party select ledger_id, 999, 'INTRUDER', name, roles, country from view.party where party = 'MINE'",
    );
    expect((await audit(ledger)).verdict).toBe('invalid');
    await rebuild();
    const [id] = await owner.query<{ ledger_id: number }>('select ledger_id from ledger.ledger where origin = $1', [
      ledger.origin,
    ]);
    const own = (rows: readonly string[] = []) => rows.filter((row) => row.startsWith(`(${id?.ledger_id},`));
    const after = await allRows();
    for (const view of views) expect(own(after.get(view)), view).toEqual(own(before.get(view)));
    expect((await audit(ledger)).failures).toEqual([]);
  });

  test('answers traces as before', async () => {
    const before = await trace();
    await owner.query('delete from view.lot');
    await rebuild();
    expect(await trace()).toEqual(before);
  });

  test.each([
    ['an event is missing', 'delete from ledger.event where position = 2 and ordinal = 0'],
    [
      'an event says something else',
      `update ledger.event set body = replace(convert_from(body, 'UTF8'), 'MINE', 'MINT')::bytea where position = 1`,
    ],
    ['an entry cannot be read', "update ledger.entry set body = '{}' where position = 3"],
    ['an entry is missing', 'delete from ledger.entry where position = 3'],
    ['the head is elsewhere', 'update ledger.head set size = size + 1'],
  ])('refuses to make views of a ledger that is not whole: %s', async (_, damage) => {
    const before = await allRows();
    await owner.query(damage);
    await expect(rebuild()).rejects.toThrow('run verify');
    expect(await allRows()).toEqual(before);
  });
});

test('what was sealed before there was a view of it is put into it as a replay does', async () => {
  const migration = readFileSync(new URL('../../store/migrations/0025-openings.sql', import.meta.url), 'utf8');
  const [fill = ''] = /^insert into view\.sealed_member.*?;/ms.exec(migration) ?? [];
  const before = (await allRows()).get('view.sealed_member');
  expect(before?.length).toBeGreaterThan(2);
  await owner.query('delete from view.sealed_member');
  expect((await audit(ledger)).verdict).toBe('invalid');
  await owner.query(fill);
  expect((await allRows()).get('view.sealed_member')).toEqual(before);
  expect((await audit(ledger)).verdict).toBe('valid');
});
