import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { encodeBase64Url } from '@lodestone/proof/base64.ts';
import { submissionMessage } from '@lodestone/proof/submission.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createSecretKey, signingKeyOf } from '../src/keys/node-crypto.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import type { Failure } from '../src/audit/verdict.ts';
import { recordOwnChain } from './recorded-chain.ts';
import { readLog, type WritableEntry, type WritableEvent, writeLog } from './rewriting.ts';
import { openOwner, type Owner, unprotect } from './tampering.ts';
import { audit, createTestLedger, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

// Whole rows are added, removed and moved, with as much care as somebody who owns the database can take.

const testing = testDatabase();
const folders = testFolders();
let owner: Owner;
let ledger: TestLedger;
/** The same ledger for somebody whose data folder has never seen it. */
let stranger: TestLedger;
let restore: () => Promise<void>;
let size: number;

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/rewritten');
  stranger = { ...ledger, place: { ...ledger.place, dataFolder: await folders.make() } };
  await recordOwnChain(ledger);
  owner = await openOwner(testing.url);
  ({ restore } = await unprotect(owner));
  await dropUniqueness();
  size = (await audit(ledger)).entries;
});

afterEach(async () => {
  await restore();
  // A stranger's folder remembers what it saw; the next test must find it a stranger again.
  await rm(join(stranger.place.dataFolder, 'ledgers.json'), { force: true });
});

afterAll(async () => {
  expect((await audit(ledger)).failures).toEqual([]);
  await owner.close();
});

/** Keys and unique constraints stand in the way of a second row like the first; an owner drops them. */
async function dropUniqueness(): Promise<void> {
  const constraints = await owner.query<{ table: string; name: string }>(
    `select conrelid::regclass::text as table, conname as name from pg_constraint
     where connamespace in ('ledger'::regnamespace, 'view'::regnamespace) and contype in ('p', 'u')`,
  );
  for (const { table, name } of constraints) await owner.query(`alter table ${table} drop constraint ${name}`);
}

async function expectInvalid(whose: TestLedger, failure: Partial<Failure>): Promise<readonly Failure[]> {
  const { verdict, failures } = await audit(whose);
  expect(verdict).toBe('invalid');
  expect(failures).toContainEqual(expect.objectContaining(failure));
  return failures;
}

describe('a surplus row', () => {
  test('that is there already is found in every table that an entry or an event makes', async () => {
    const tables = await owner.query<{ table: string }>(
      `select schemaname || '.' || tablename as table from pg_tables where schemaname in ('ledger', 'view')
       and (schemaname, tablename) not in (('ledger', 'ledger'), ('ledger', 'head'))
         and tablename not in ('checkpoint', 'cosignature', 'opening', 'published', 'tile')`,
    );
    let tried = 0;
    for (const { table } of tables) {
      const added = await owner.query(`insert into ${table} select * from ${table} limit 1 returning 1`);
      // Few are empty here; test/tampering.test.ts has a row in each.
      if (added.length === 0) continue;
      tried += 1;
      expect((await audit(ledger)).verdict, table).toBe('invalid');
      await restore();
    }
    expect(tried).toBeGreaterThan(30);
  });

  test('behind the last event of an entry is none that the entry signs', async () => {
    await owner.query(
      `insert into ledger.event select ledger_id, 3, 99, gen_random_uuid(), digest, type, occurred_at, body
       from ledger.event where position = 2 and ordinal = 0`,
    );
    await expectInvalid(ledger, { kind: 'event-digest', position: 3, ordinal: 99, expected: 'no event' });
  });

  test('before the first event of an entry as well', async () => {
    await owner.query(
      `insert into ledger.event select ledger_id, 3, -1, gen_random_uuid(), digest, type, occurred_at, body
       from ledger.event where position = 2 and ordinal = 0`,
    );
    await expectInvalid(ledger, { kind: 'event-digest', position: 3, ordinal: -1, expected: 'no event' });
  });

  test('of an entry that is not there is told from one that is missing', async () => {
    await owner.query(
      'insert into ledger.event select ledger_id, 500, ordinal, event_id, digest, type, occurred_at, body from ledger.event where position = 2',
    );
    await expectInvalid(ledger, { kind: 'event-missing', position: 500, expected: 'entry 500' });
  });

  test('behind the last entry is past the head', async () => {
    const log = await readLog(owner);
    const before = await owner.query('select * from ledger.head');
    await writeLog(owner, [...log, log.at(-1) as WritableEntry]);
    const [head] = before;
    await owner.query('update ledger.head set size = $1, leaf_hash = $2', [head?.['size'], head?.['leaf_hash']]);
    await expectInvalid(ledger, { kind: 'head', position: size });
  });
});

describe('rows that change places', () => {
  test('are found when they are events of one entry', async () => {
    await owner.query('update ledger.event set ordinal = 1 - ordinal where position = 1 and ordinal in (0, 1)');
    const failures = await expectInvalid(ledger, { kind: 'event-digest', position: 1, ordinal: 0 });
    expect(failures).toContainEqual(expect.objectContaining({ kind: 'event-digest', position: 1, ordinal: 1 }));
  });

  test('are found when they are entries', async () => {
    await owner.query('update ledger.entry set position = 9 - position where position in (4, 5)');
    await expectInvalid(ledger, { kind: 'position', position: 4, expected: '4', found: '5' });
  });

  test('are found when entries take their events along', async () => {
    await owner.query('update ledger.entry set position = 9 - position where position in (4, 5)');
    await owner.query('update ledger.event set position = 9 - position where position in (4, 5)');
    const failures = await expectInvalid(ledger, { kind: 'link', position: 4 });
    expect(failures[0]?.position).toBe(4);
  });

  test('are found when lots of a view exchange what they hold', async () => {
    await owner.query(`update view.lot set lot_number = -1 where lot = 'ORE-1'`);
    await owner.query(`update view.lot set lot_number = 0 where lot = 'ORE-2'`);
    await owner.query(`update view.lot set lot_number = 1 where lot = 'ORE-1'`);
    expect((await audit(ledger)).verdict).toBe('invalid');
  });
});

describe('the end of the ledger', () => {
  test('is missed when the head moves back alone', async () => {
    await owner.query(
      `update ledger.head set size = size - 1, leaf_hash = (select leaf_hash from ledger.entry where position = $1)`,
      [size - 2],
    );
    await expectInvalid(ledger, { kind: 'head', position: size - 1 });
    await expectInvalid(stranger, { kind: 'head', position: size - 1 });
  });

  test('is missed by the data folder that has seen it, when it is removed without a trace', async () => {
    const [last] = await owner.query<{ leaf_hash: Buffer }>('select leaf_hash from ledger.entry where position = $1', [
      size - 1,
    ]);
    const log = await readLog(owner);
    await writeLog(owner, log.slice(0, -1));
    await withLedger(stranger, (open) => rebuildViews(open));
    await expectInvalid(ledger, {
      kind: 'head',
      position: size - 1,
      expected: encodeBase64Url(last?.leaf_hash ?? Buffer.alloc(0)),
      found: `only ${size - 1} entries`,
    });
    // Nothing in the database shows it: that is what memories and checkpoints outside are for.
    await rm(join(stranger.place.dataFolder, 'ledgers.json'));
    expect(await audit(stranger)).toMatchObject({ verdict: 'valid', entries: size - 1 });
  });

  test('is missed when everything is gone', async () => {
    for (const table of ['event', 'entry', 'head', 'ledger']) await owner.query(`delete from ledger.${table}`);
    await expectInvalid(ledger, { kind: 'head', position: size - 1, found: 'no ledger' });
  });

  test('is not learnt from a database that went another way: the folder goes on knowing what it knew', async () => {
    const file = join(ledger.place.dataFolder, 'ledgers.json');
    const before = await readFile(file, 'utf8');
    const log = await readLog(owner);
    const other = { ...(log[5] as WritableEntry) };
    other.entry = { ...other.entry, recordedAt: log[6]?.entry.recordedAt ?? '' };
    await writeLog(owner, [...log.slice(0, 5), other, ...log.slice(6), log.at(-1) as WritableEntry]);
    await withLedger(ledger, () => Promise.resolve());
    expect(await readFile(file, 'utf8')).toBe(before);

    await restore();
    await owner.query('update ledger.head set size = size + 7');
    await withLedger(ledger, () => Promise.resolve());
    expect(await readFile(file, 'utf8')).toBe(before);
  });
});

const createsOre = ({ type, body }: WritableEvent) => type === 'lot-created' && body.includes('"lot":"ORE-2"');

/** An event that has a mass and that no correction names by its digest, and where it is. */
const weighed = (log: readonly WritableEntry[]) => {
  const position = log.findIndex(({ events }) => events.some(createsOre));
  const event = log[position]?.events.find(createsOre);
  if (event === undefined) throw new Error('the chain does not create ORE-2');
  return { position, event };
};
const moreOre = (body: Buffer) => Buffer.from(body.toString().replace('"Nd":1000000', '"Nd":1000001'));

describe('a history that was rewritten with every digest, link, column and view made to fit', () => {
  test('is betrayed by the signature of the event that was changed, to strangers too', async () => {
    const log = await readLog(owner);
    const { position, event } = weighed(log);
    const original = event.body;
    event.body = moreOre(original);
    expect(event.body).not.toEqual(original);
    await writeLog(owner, log);
    await withLedger(stranger, (open) => rebuildViews(open));
    await expectInvalid(ledger, { kind: 'signature', position });
    const failures = await expectInvalid(stranger, { kind: 'signature', position });
    expect(failures).toHaveLength(1);
  });

  test('is betrayed by the key, when somebody signs it with one of his own', async () => {
    const log = await readLog(owner);
    const { position, event } = weighed(log);
    event.body = moreOre(event.body);
    const forger = signingKeyOf(createSecretKey());
    await writeLog(owner, log, (entry) => {
      if (entry.position !== position) return entry;
      const { events, ledger: name, submission } = entry;
      const signed = { author: forger.publicKey, events, ledger: name, submission };
      return { author: forger.publicKey, signature: encodeBase64Url(forger.sign(submissionMessage(signed))) };
    });
    await expectInvalid(stranger, { kind: 'key', position, found: 'key-not-enrolled' });
  });

  test('is betrayed by the submission, when an entry is moved in from a ledger of the same origin', async () => {
    const log = await readLog(owner);
    const [first] = log;
    const opening = first?.events[0];
    if (first === undefined || opening === undefined) throw new Error('the log is empty');
    // A second opening with another note has another leaf hash, so the ledger has another name.
    opening.body = Buffer.from(opening.body.toString().replace('"occurredAt"', '"note":"again","occurredAt"'));
    await writeLog(owner, log);
    const failures = await expectInvalid(stranger, { kind: 'signature', position: 0 });
    for (let position = 1; position < size; position++) {
      expect(failures).toContainEqual(expect.objectContaining({ kind: 'submission', position }));
    }
    await expectInvalid(ledger, { kind: 'head', position: 0 });
  });

  test('is betrayed by the data folder alone, when only the time of recording was changed', async () => {
    const log = await readLog(owner);
    const changed = log[5] as WritableEntry;
    changed.entry = { ...changed.entry, recordedAt: log[6]?.entry.recordedAt ?? '' };
    const later = new Date(Date.parse(changed.entry.recordedAt) + 1).toISOString();
    for (const entry of log.slice(5)) entry.entry = { ...entry.entry, recordedAt: later };
    await writeLog(owner, log);
    await expectInvalid(ledger, { kind: 'head', position: size - 1 });
    expect(await audit(stranger)).toMatchObject({ verdict: 'valid' });
  });

  test('is betrayed by the rules, when submissions changed places', async () => {
    const log = await readLog(owner);
    const { position } = weighed(log);
    const [created] = log.splice(position, 1);
    log.push(created as WritableEntry);
    for (const entry of log) entry.entry = { ...entry.entry, recordedAt: log[0]?.entry.recordedAt ?? '' };
    await writeLog(owner, log);
    await expectInvalid(stranger, { kind: 'rule', found: 'unknown-lot' });
  });
});
