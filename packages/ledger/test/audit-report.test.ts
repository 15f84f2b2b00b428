import { statedElements } from '@lodestone/custody/element-masses.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type AuditReport, auditFolder, auditLedger } from '../src/audit/audit-report.ts';
import { browseDisputes, browseParties } from '../src/ask/browse.ts';
import { readActiveCheckpointKeys } from '../src/keys/checkpoint-key.ts';
import { exportFolder } from '../src/publish/export-folder.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { weighLedger } from '../src/ask/weigh-ledger.ts';
import { recordPublishedChain } from './recorded-chain.ts';
import { openOwner } from './tampering.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: Ledger;
let folder: string;
let inDatabase: AuditReport;
let inFolder: AuditReport;

beforeAll(async () => {
  const created = await createTestLedger(testing.url, await folders.make(), 'example.org/reported');
  await recordPublishedChain(created);
  ledger = await openLedger(created.place, created.origin);
  folder = await folders.make();
  await exportFolder(ledger, folder);
  const [key] = await readActiveCheckpointKeys(ledger, Number.MAX_SAFE_INTEGER);
  if (key === undefined) throw new Error('no key');
  const options = { now: ticking(), trust: { keys: [key], kept: [], policy: null, timestamps: null } };
  inDatabase = await auditLedger(ledger, options);
  inFolder = await auditFolder(folder, options);
});

afterAll(() => ledger.close());

/** A clock that goes on by a second whenever it is asked. */
function ticking(): () => number {
  let now = Date.UTC(2026, 10, 22);
  return () => (now += 1000);
}

describe('an audit report', () => {
  test('says the same of a database and of its export, but for the pass that a folder has not', () => {
    expect(inDatabase.tally.eventTypes.length).toBeGreaterThan(10);
    expect(inFolder.tally).toEqual(inDatabase.tally);
    expect(inFolder.ledger).toBe(inDatabase.ledger);
    expect(inFolder.checkpoints).toBe(inDatabase.checkpoints);
    expect(inFolder.verdict).toEqual({ ...inDatabase.verdict, passes: ['chain', 'rules'] });
    expect(inFolder.source.kind).toBe('folder');
    expect(inDatabase.verdict).toMatchObject({ verdict: 'valid', level: 'checkpoint' });
    expect(inDatabase.trust.keys).toHaveLength(1);
  });

  test('has the time that each pass took', () => {
    expect(inDatabase.passes.map(({ name }) => name)).toEqual(['chain', 'rules and views']);
    for (const { entries, events, seconds } of inDatabase.passes) {
      expect(entries).toBe(inDatabase.verdict.entries);
      expect(events).toBe(inDatabase.verdict.events);
      expect(seconds).toBeGreaterThan(0);
    }
  });

  test('counts from the replay what the views say as well', async () => {
    const { rows: findings } = await ledger.database.pool.query<{ code: string; count: bigint }>(
      'select code, count(*) from view.finding where ledger_id = $1 group by code order by code',
      [ledger.ledgerId],
    );
    const counted = inDatabase.tally.findings.map(({ code, count }) => ({ code, count: BigInt(count) }));
    expect(counted.length).toBeGreaterThan(2);
    expect(counted.sort((one, other) => (one.code < other.code ? -1 : 1))).toEqual(findings);
    const parties = await browseParties(ledger);
    expect(inDatabase.tally.parties.map(({ party }) => party)).toEqual(parties.map(({ party }) => party).sort());
    const open = await browseDisputes(ledger, { settledToo: false, limit: 1000 });
    const named = open.map(({ transfer, lot }) => `${transfer} ${lot}`).sort();
    expect(inDatabase.tally.openDisputes.map(({ transfer, lot }) => `${transfer} ${lot}`).sort()).toEqual(named);
    expect(inDatabase.tally.keys.filter(({ revoked }) => revoked !== null)).toHaveLength(1);
  });

  test('balances to what the server adds up from the views', async () => {
    expect(inDatabase.tally.differenceMilligrams).toEqual({});
    const { terms } = await weighLedger(ledger);
    for (const { name, elementMilligrams } of inDatabase.tally.stocks) {
      // In the views a circuit's stock stands apart from what else is held.
      const names = name === 'held' ? ['held', 'in-circuit'] : [name];
      for (const [element, mass] of statedElements(elementMilligrams)) {
        const own = terms.filter((term) => term.side === 'to' && names.includes(term.name));
        const there = own.reduce((sum, term) => sum + (term.elementMilligrams[element] ?? 0n), 0n);
        expect(mass, `${name} ${element}`).toBe(there);
      }
    }
    expect(inDatabase.tally.stocks.length).toBeGreaterThan(2);
  });

  test('of an invalid ledger has its differences, by kind', async () => {
    const owner = await openOwner(testing.url);
    await owner.query('set session_replication_role = replica');
    await owner.query(
      `update ledger.event set body = convert_to(replace(convert_from(body, 'UTF8'), 'TRADER-7"', 'TRADER-8"'), 'UTF8')
       where ledger_id = $1 and type = 'party-registered'`,
      [ledger.ledgerId],
    );
    await owner.close();
    const { verdict, failuresByKind } = await auditLedger(ledger, { now: ticking() });
    expect(verdict.verdict).toBe('invalid');
    expect(failuresByKind).toContainEqual({ kind: 'event-digest', count: 1 });
    expect(failuresByKind.reduce((sum, { count }) => sum + count, 0)).toBe(verdict.failures.length);
  });
});
