import { setTimeout as sleep } from 'node:timers/promises';
import type { Worker } from 'node:worker_threads';
import { WHOLE_LOG } from '@lodestone/store/log/read-log.ts';
import { connectionSettings, withSnapshot } from '@lodestone/store/connect/snapshot.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMetrics } from '../src/metrics.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import type { Verdict } from '../src/audit/verdict.ts';
import { type VerifyProgress, verifyLedger } from '../src/audit/verify-ledger.ts';
import { startVerifyThread } from '../src/audit/verify-thread.ts';
import { recordOwnChain } from './recorded-chain.ts';
import { openOwner, type Owner, unprotect } from './tampering.ts';
import { createTestLedger, testFolders } from './test-ledger.ts';

// Ranges as small as they get: each entry is one, and the chain of a few dozen entries is divided among the threads.

const testing = testDatabase();
const folders = testFolders();
let owner: Owner;
let ledger: Ledger;
let size: number;
let restore: () => Promise<void>;

beforeAll(async () => {
  const place = await createTestLedger(testing.url, await folders.make(), 'example.org/threads');
  await recordOwnChain(place);
  ledger = await openLedger(place.place, place.origin);
  owner = await openOwner(testing.url);
  ({ restore } = await unprotect(owner));
  size = (await verify(1)).entries;
});

afterEach(() => restore());

afterAll(async () => {
  await ledger.close();
  await owner.close();
});

/** One thread walks the whole log at once; two, the first of them this one, walk ranges of one entry each. */
const verify = (threads: number, onProgress: (progress: VerifyProgress) => void = () => undefined): Promise<Verdict> =>
  verifyLedger(ledger, { only: 'chain', threads, rangeWorkEvents: 1, onProgress });

/** Ends every connection to the database but the owner's. */
const cut = () =>
  owner.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );

describe('the chain walked in two threads', () => {
  test('has the head, root and counts of a walk in one', async () => {
    const verdict = await verify(2);
    expect(verdict).toEqual(await verify(1));
    expect(verdict).toMatchObject({ verdict: 'valid', failures: [], entries: size });
    expect(size).toBeGreaterThan(10);
  });

  test('tells how far it is, up to all entries and events', async () => {
    const told: VerifyProgress[] = [];
    const { entries, events } = await verify(2, (progress) => told.push(progress));
    expect(told.at(-1)).toEqual({ pass: 'chain', done: entries, total: entries, events });
  });

  test('tells the metrics where it is, from the beginning to the end', async () => {
    const metrics = createMetrics();
    const told: number[] = [];
    const verified: typeof metrics.verified = (progress) => {
      told.push(progress.done);
      metrics.verified(progress);
    };
    await verifyLedger(ledger, { only: 'chain', threads: 2, rangeWorkEvents: 1, metrics: { verified } });
    expect(told[0]).toBe(0);
    expect(told.some((done) => done > 0 && done < size)).toBe(true);
    const text = await metrics.text();
    expect(text).toContain(`lodestone_verify_position{pass="chain"} ${size}\n`);
    expect(text).toContain(`lodestone_verify_entries{pass="chain"} ${size}\n`);
  });

  test.each([
    ['an entry that cannot be read', "update ledger.entry set body = '{}' where position = 4"],
    ['two that cannot be read', "update ledger.entry set body = '{}' where position in (4, 5)"],
    ['a first entry that cannot be read', "update ledger.entry set body = '{}' where position = 0"],
    ['all but one that cannot be read', "update ledger.entry set body = '{}' where position <> 6"],
    [
      'a time that goes back',
      `update ledger.entry set body = replace(convert_from(body, 'UTF8'), '"recordedAt":"2', '"recordedAt":"3')::bytea where position = 5`,
    ],
    ['an entry that is gone', 'delete from ledger.entry where position = 3'],
    ['a first entry that is gone', 'delete from ledger.entry where position = 0'],
    ['a last entry that is gone', 'delete from ledger.entry where position = (select max(position) from ledger.entry)'],
    ['no entries', 'delete from ledger.entry'],
    ['no entries and no events', 'delete from ledger.event; delete from ledger.entry'],
    [
      'entries that change places',
      `update ledger.entry set position = 999 where position = 4; update ledger.entry set position = 4 where position = 5;
       update ledger.entry set position = 5 where position = 999`,
    ],
    ['an entry far away', 'update ledger.entry set position = 9223372036854775807 where position = 5'],
    ['an entry before the first', 'update ledger.entry set position = -9223372036854775808 where position = 5'],
    ['events of an entry that is not there', 'update ledger.event set position = 4000000 where position = 2'],
    ['events before all entries', 'update ledger.event set position = -7 where position = 2'],
    ['an ordinal that is left out', 'update ledger.event set ordinal = ordinal + 500 where ordinal = 1'],
    ['an ordinal before the first', 'update ledger.event set ordinal = -1 where ordinal = 0'],
    [
      'every digest',
      'update ledger.event set digest = sha256(digest); update ledger.entry set leaf_hash = sha256(leaf_hash)',
    ],
    ['an id', 'update ledger.event set event_id = gen_random_uuid() where ordinal = 0'],
    ['a time column', "update ledger.event set occurred_at = 'infinity' where ordinal = 0"],
    [
      'a time column, by the least there is',
      "update ledger.event set occurred_at = occurred_at + interval '1 millisecond'",
    ],
    ['a type column', "update ledger.event set type = type || 'x'"],
  ])('finds what a walk in one finds, in the same order: %s', async (_, statements) => {
    await owner.query(statements);
    const alone = await verify(1);
    expect(alone.verdict).toBe('invalid');
    expect(await verify(2)).toEqual(alone);
  });
});

describe('a thread that dies by itself', () => {
  test.each([0, 1])('is an operating failure of the whole, and nothing is left running: number %i', async (dying) => {
    const started: Worker[] = [];
    const note = (worker: Worker) => {
      // Once it runs it has been given a range, and it has not even connected yet.
      if (started.length === dying) worker.once('online', () => void worker.terminate());
      started.push(worker);
    };
    process.on('worker', note);
    try {
      expect(await failureOf(verify(3))).toBe('Error: a thread that verifies ended with code 1');
    } finally {
      process.off('worker', note);
    }
    expect(started.map(({ threadId }) => threadId)).toEqual([-1, -1]);
    while ((await countReading()) > 0) await sleep(10);
    expect((await verify(2)).verdict).toBe('valid');
  });
});

describe('a thread', () => {
  test('fails when its database goes away, and everything that it is asked then fails as well', async () => {
    const { database, ledgerId, name } = ledger;
    await withSnapshot(database, 1, async (_, snapshot) => {
      const connection = connectionSettings(database);
      const place = { connection, ledgerId, snapshot, ledgerName: name, knownSize: null };
      const thread = startVerifyThread(place, () => undefined);
      // It waits for the events, so that it is cut off while it reads.
      await owner.query('begin; lock table ledger.event in access exclusive mode');
      const walks = [thread.walk({ range: WHOLE_LOG }), thread.walk({ range: WHOLE_LOG })].map(failureOf);
      expect(thread.waiting).toBe(2);
      while ((await countWaiting()) === 0) await sleep(10);
      await cut();
      expect(await Promise.all(walks)).toEqual([GONE, GONE]);
      expect(await failureOf(thread.walk({ range: WHOLE_LOG }))).toEqual(GONE);
      await owner.query('rollback');
      await thread.end();
    });
  });
});

const GONE = expect.stringMatching(/terminat|connection|ECONNRESET/i);

function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => String(error),
  );
}

/** How many connections are in the middle of something, but for the owner's. */
async function countReading(): Promise<number> {
  const rows = await owner.query(
    `select from pg_stat_activity where datname = current_database() and state <> 'idle' and pid <> pg_backend_pid()
     and backend_type = 'client backend'`,
  );
  return rows.length;
}

/** How many connections wait for a lock. */
async function countWaiting(): Promise<number> {
  // Inside a transaction the view is looked at once, unless it is told otherwise.
  await owner.query('select pg_stat_clear_snapshot()');
  const rows = await owner.query(
    `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
  );
  return rows.length;
}
