import {
  type AppendTransaction,
  appendUnderHeadLock,
  type RunAppend,
} from '@lodestone/store/append/append-under-head-lock.ts';
import { readHead } from '@lodestone/store/log/read-ledger.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appendSubmissions } from '../src/append/append-submissions.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { verifyLedger } from '../src/audit/verify-ledger.ts';
import { appenderOf, operatorKey, registration, sign } from './submissions.ts';
import { openOwner, type Owner } from './tampering.ts';
import { audit, createTestLedger, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

// The database goes away in the middle: the server ends the connection, as it does when it is stopped or crashes.

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let ledger: Ledger;
let operator: SigningKey;
let owner: Owner;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/lost');
  ledger = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
  owner = await openOwner(testing.url);
});

afterAll(async () => {
  expect((await audit(place)).failures).toEqual([]);
  await owner.close();
  await ledger.close();
});

const size = async () => {
  const [head] = await owner.query<{ size: bigint }>('select size from ledger.head where ledger_id = $1', [
    ledger.ledgerId,
  ]);
  return Number(head?.size);
};

/** Ends every connection to the database but the owner's. */
const cutOff = () =>
  owner.query(
    `select pg_terminate_backend(pid, 5000) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );

/** What the driver says of a connection that the server ended, before and after it knows. */
const GONE = /terminating connection|Connection terminated|connection error|not queryable|ECONNRESET|EPIPE|socket/;

/** The message with which it fails; "done" when it does not. */
function failureOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'done',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}

type Moment = 'before anything was read' | 'after everything was written' | 'while everything is written';
const MOMENTS: readonly Moment[] = [
  'before anything was read',
  'while everything is written',
  'after everything was written',
];

/** Appends as usual, but the second time the database goes away at `moment`. */
function cutOffSecond(moment: Moment): RunAppend {
  const runAppend = appendUnderHeadLock(ledger.database, ledger.ledgerId);
  let appends = 0;
  return (work) =>
    runAppend(async (transaction) => {
      appends += 1;
      if (appends !== 2) return work(transaction);
      if (moment === 'before anything was read') await cutOff();
      const write: AppendTransaction['write'] = async (rows) => {
        const written = transaction.write(rows);
        if (moment === 'while everything is written') await Promise.all([written, cutOff()]);
        else await written;
        if (moment === 'after everything was written') await cutOff();
      };
      return work({ ...transaction, write });
    });
}

describe('an append whose database goes away', () => {
  test.each(MOMENTS)('%s fails, records nothing, and can be made again', async (moment) => {
    const name = moment.replaceAll(' ', '-');
    const appender = appenderOf(ledger, { runAppend: cutOffSecond(moment) });
    // What the appender remembers from here on must not outlive the failure.
    await appendSubmissions(appender, [sign(ledger, operator, registration(`${name}-0`))]);
    const before = await size();
    const submissions = [
      sign(ledger, operator, registration(`${name}-1`), registration(`${name}-2`)),
      sign(ledger, operator, registration(`${name}-3`)),
    ];
    await expect(appendSubmissions(appender, submissions)).rejects.toThrow(GONE);
    expect(await size()).toBe(before);
    const outcomes = await appendSubmissions(appender, submissions);
    expect(outcomes.map(({ status }) => status)).toEqual(['recorded', 'recorded']);
    expect(await size()).toBe(before + 2);
  });

  test('before it begins finds another connection, or fails and can be made again', async () => {
    const appender = appenderOf(ledger);
    await appendSubmissions(appender, [sign(ledger, operator, registration('IDLE-1'))]);
    await cutOff();
    const submission = sign(ledger, operator, registration('IDLE-2'));
    const before = await size();
    await appendSubmissions(appender, [submission]).catch(() => undefined);
    const [outcome] = await appendSubmissions(appender, [submission]);
    expect(outcome?.status).not.toBe('refused');
    expect(await size()).toBe(before + 1);
  });

  test('while it waits for its turn fails, and can be made again', async () => {
    const appender = appenderOf(ledger);
    const submission = sign(ledger, operator, registration('WAITING-1'));
    const before = await size();
    await owner.query('begin');
    await owner.query('select from ledger.head for update');
    const appending = failureOf(appendSubmissions(appender, [submission]));
    await untilSomebodyWaits();
    await cutOff();
    expect(await appending).toMatch(GONE);
    await owner.query('rollback');
    expect(await size()).toBe(before);
    expect((await appendSubmissions(appender, [submission]))[0]?.status).toBe('recorded');
  });

  test('just when it answers the commit fails, and is then answered with the receipt of what was recorded', async () => {
    const runAppend = appendUnderHeadLock(ledger.database, ledger.ledgerId);
    let answered = false;
    const appender = appenderOf(ledger, {
      runAppend: async (work) => {
        const result = await runAppend(work);
        if (answered) return result;
        answered = true;
        throw new Error('Connection terminated unexpectedly');
      },
    });
    const submission = sign(ledger, operator, registration('COMMIT-1'));
    await expect(appendSubmissions(appender, [submission])).rejects.toThrow('Connection terminated');
    const head = await readHead(ledger.database, ledger.ledgerId);
    const [outcome] = await appendSubmissions(appender, [submission]);
    expect(outcome).toMatchObject({
      status: 'already-recorded',
      receipt: { position: (head?.size ?? 0) - 1, leafHash: head?.leafHash },
    });
    expect(await size()).toBe(head?.size);
  });
});

async function untilSomebodyWaits(): Promise<void> {
  for (;;) {
    // Within a transaction the server shows the activity of its first look again and again.
    await owner.query('select pg_stat_clear_snapshot()');
    const waiting = await owner.query(
      "select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'",
    );
    if (waiting.length > 0) return;
  }
}

describe('recording a file whose database goes away', () => {
  const lines = Array.from({ length: 2_600 }, (_, index) => ({
    by: 'OPERATOR',
    event: registration(`FILE-${index}`),
  }));

  test('fails at some point, keeps whole submissions, and goes on from there', async () => {
    let recorded = 0;
    for (const [attempt, delayMilliseconds] of [1, 20, 60, 120].entries()) {
      const before = await size();
      const result = await withLedger(place, async (open) => {
        const recording = record(open, lines.slice(0, 650 * (attempt + 1)), { by: 'OPERATOR' });
        const timer = setTimeout(() => void cutOff(), delayMilliseconds);
        const outcome = await recording.catch((error: unknown) => error);
        clearTimeout(timer);
        return outcome;
      }).catch((error: unknown) => error);
      const [found] = await owner.query<{ events: number; entries: number }>(
        `select count(*)::integer as events, count(distinct position)::integer as entries
         from ledger.event where ledger_id = $1 and event_id = any($2)`,
        [ledger.ledgerId, lines.map(({ event }) => event['id'])],
      );
      // Each submission here has 650 events, and is there whole or not at all.
      expect(((found?.events ?? 0) - recorded) % 650, `attempt ${attempt}`).toBe(0);
      expect(await size()).toBeGreaterThanOrEqual(before);
      // Who is told that all went well finds all of it.
      if (!(result instanceof Error)) {
        const all = 650 * (attempt + 1);
        expect(result, `attempt ${attempt}`).toMatchObject({ recorded: all - recorded, alreadyRecorded: recorded });
        expect(found?.events).toBe(all);
      }
      recorded = found?.events ?? 0;
    }
    const last = await withLedger(place, (open) => record(open, lines));
    expect(last).toMatchObject({ recorded: 2_600 - recorded, alreadyRecorded: recorded, refused: null });
  });
});

/** Cuts `work` off while it waits for a table that the owner has locked. */
async function expectCutOffAtLock(table: string, work: () => Promise<unknown>): Promise<void> {
  await owner.query('begin');
  await owner.query(`lock table ${table} in access exclusive mode`);
  const working = failureOf(work());
  await untilSomebodyWaits();
  await cutOff();
  expect(await working).toMatch(GONE);
  await owner.query('rollback');
}

describe('a reader whose database goes away', () => {
  test('while it verifies fails, and says nothing about the ledger', async () => {
    await expectCutOffAtLock('view.lot', () => verifyLedger(ledger, { only: undefined }));
    await expectCutOffAtLock('ledger.event', () => verifyLedger(ledger, { only: undefined }));
    expect((await verifyLedger(ledger, { only: undefined })).verdict).toBe('valid');
  });

  test('in the middle of a rebuild leaves the views as they were', async () => {
    await expectCutOffAtLock('view.lot', () => rebuildViews(ledger));
    expect((await verifyLedger(ledger, { only: undefined })).failures).toEqual([]);
    await rebuildViews(ledger);
    expect((await verifyLedger(ledger, { only: undefined })).failures).toEqual([]);
  });
});
