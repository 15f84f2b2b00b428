import { appendUnderHeadLock, type RunAppend } from '@lodestone/store/append.ts';
import { readHead } from '@lodestone/store/read-ledger.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Appender, appendSubmissions, type Outcome } from '../src/append-submissions.ts';
import type { SigningKey } from '../src/node-crypto.ts';
import { type Ledger, openLedger } from '../src/open-ledger.ts';
import { appenderOf, enrolment, eventOf, newKey, operatorKey, oreLot, registration, sign } from './submissions.ts';
import { openOwner } from './tampering.ts';
import { audit, createTestLedger, type TestLedger, testFolders } from './test-ledger.ts';

// A second batch is decided while the first is still being written. Whatever becomes of the first, and whoever comes in
// between, the second is recorded as if it had been decided under the lock.

const testing = testDatabase();
const folders = testFolders();
let place: TestLedger;
let ledger: Ledger;
let other: Ledger;
let operator: SigningKey;

beforeAll(async () => {
  place = await createTestLedger(testing.url, await folders.make(), 'example.org/ahead');
  ledger = await openLedger(place.place, place.origin);
  other = await openLedger(place.place, place.origin);
  operator = await operatorKey(ledger);
});

afterAll(async () => {
  expect((await audit(place)).failures).toEqual([]);
  await ledger.close();
  await other.close();
});

/** A place that somebody reaches, and passes when it is opened. */
function gate() {
  const reached = Promise.withResolvers<void>();
  const opened = Promise.withResolvers<void>();
  const pass = () => {
    reached.resolve();
    return opened.promise;
  };
  return { pass, reached: reached.promise, open: opened.resolve };
}

type Gate = ReturnType<typeof gate>;

interface Gates {
  /** Before the append has the lock, the first one and the second one. */
  readonly waiting?: readonly (Gate | undefined)[];
  /** When the append has the lock. */
  readonly locked?: readonly (Gate | undefined)[];
  /** When a batch reads ahead. */
  readonly reading?: readonly (Gate | undefined)[];
}

/** An appender that looks ahead, with gates on its way. */
async function lookingAhead({ waiting = [], locked = [], reading = [] }: Gates = {}): Promise<Appender> {
  const real = appendUnderHeadLock(ledger.database, ledger.ledgerId);
  const counts = { appends: -1, reads: 0 };
  const runAppend: RunAppend = async (work) => {
    const append = counts.appends;
    counts.appends += 1;
    await waiting[append]?.pass();
    return real(async (transaction) => {
      await locked[append]?.pass();
      return work(transaction);
    });
  };
  const { pool } = ledger.database;
  const query = async (...values: Parameters<typeof pool.query>) => {
    const read = counts.reads;
    counts.reads += 1;
    await reading[read]?.pass();
    return pool.query(...values);
  };
  const client = { query } as unknown as NonNullable<Appender['ahead']>['client'];
  const appender = appenderOf(ledger, { runAppend, ahead: { client, ledgerId: ledger.ledgerId } });
  // Only what has appended once knows the head, and can look ahead of it.
  const primer = `PRIMER-${(await readHead(ledger.database, ledger.ledgerId))?.size}`;
  await appendSubmissions(appender, [sign(ledger, operator, registration(primer))]);
  return appender;
}

const byOperator = (...events: object[]) => sign(ledger, operator, ...events);
const statuses = (outcomes: readonly Outcome[]) => outcomes.map(({ status }) => status);
const wasRecorded = (outcomes: Promise<Outcome[]>) =>
  outcomes.then(
    (all) => all.every(({ status }) => status !== 'refused'),
    () => false,
  );

async function entered(name: string): Promise<SigningKey> {
  const key = newKey();
  const entering = byOperator(registration(name, ['mine']), enrolment(ledger, name, key));
  expect(statuses(await appendSubmissions(appenderOf(ledger), [entering]))).toEqual(['recorded']);
  return key;
}

/** Appends batches by twos, the second of each decided ahead. */
async function appendByTwos(whose: Ledger, name: string): Promise<Outcome[]> {
  const { pool } = whose.database;
  const appender = appenderOf(whose, { ahead: { client: pool, ledgerId: whose.ledgerId } });
  const all: Promise<Outcome[]>[] = [];
  let before = Promise.resolve(true);
  for (let batch = 0; batch < 30; batch++) {
    const submissions = [0, 1, 2].map((index) => sign(whose, operator, registration(`${name}-${batch}-${index}`)));
    const outcomes = appendSubmissions(appender, submissions, before);
    before = wasRecorded(outcomes);
    all.push(outcomes);
    if (batch % 2 === 1) await outcomes;
  }
  return (await Promise.all(all)).flat();
}

describe('a batch that is decided ahead', () => {
  test('builds on what the one before will have recorded', async () => {
    const held = gate();
    const appender = await lookingAhead({ locked: [held] });
    const key = newKey();
    const entering = byOperator(registration('AHEAD', ['mine']), enrolment(ledger, 'AHEAD', key));
    const first = appendSubmissions(appender, [entering]);
    const second = appendSubmissions(appender, [sign(ledger, key, oreLot('AHEAD-1'))], wasRecorded(first));
    const third = appendSubmissions(appender, [sign(ledger, key, oreLot('AHEAD-2'))], wasRecorded(second));
    held.open();
    expect(statuses((await Promise.all([first, second, third])).flat())).toEqual(['recorded', 'recorded', 'recorded']);
  });

  test('is not recorded when the one before was refused, and leaves nothing in memory', async () => {
    const held = gate();
    const appender = await lookingAhead({ locked: [held] });
    const first = appendSubmissions(appender, [byOperator(registration('AHEAD'))]);
    const later = byOperator(registration('AFTER-REFUSAL'));
    const second = appendSubmissions(appender, [later], wasRecorded(first));
    held.open();
    expect(statuses(await first)).toEqual(['refused']);
    expect(await second).toEqual([]);
    expect(statuses(await appendSubmissions(appender, [later]))).toEqual(['recorded']);
  });

  test('is not recorded when the one before failed, though that came in the middle of its reading', async () => {
    const key = await entered('FAILING');
    const [locked, reading] = [gate(), gate()];
    // The first batch looks up its submission and its parties; the next question is the second batch's.
    const appender = await lookingAhead({ locked: [locked], reading: [undefined, undefined, undefined, reading] });
    const [one, two] = [byOperator(registration('FAILING-1')), sign(ledger, key, oreLot('FAILING-LOT'))];
    const first = appendSubmissions(appender, [one]);
    await locked.reached;
    const second = appendSubmissions(appender, [two], wasRecorded(first));
    await reading.reached;
    const owner = await openOwner(testing.url);
    const ended = await owner.query(
      `select pg_terminate_backend(pid, 5000) from pg_stat_activity
       where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction'`,
    );
    await owner.close();
    expect(ended).toHaveLength(1);
    locked.open();
    await expect(first).rejects.toThrow(/terminating connection|Connection terminated|not queryable/);
    reading.open();
    expect(await second).toEqual([]);
    expect(statuses(await appendSubmissions(appender, [one, two]))).toEqual(['recorded', 'recorded']);
  });

  test('is decided again when another writer came in between', async () => {
    const key = await entered('BETWEEN');
    const waiting = gate();
    const appender = await lookingAhead({ waiting: [undefined, waiting] });
    const first = appendSubmissions(appender, [sign(ledger, key, oreLot('BETWEEN-1'))]);
    const second = appendSubmissions(appender, [sign(ledger, key, oreLot('BETWEEN-2'))], wasRecorded(first));
    expect(statuses(await first)).toEqual(['recorded']);
    await waiting.reached;
    const revocation = eventOf({ type: 'key-revoked', key: key.publicKey, reason: 'stolen' });
    expect(statuses(await appendSubmissions(appenderOf(other), [byOperator(revocation)]))).toEqual(['recorded']);
    waiting.open();
    expect(await second).toMatchObject([{ status: 'refused', refusal: { code: 'key-revoked' } }]);
  });

  test('that was refused ahead is recorded when another writer has made it right meanwhile', async () => {
    const key = newKey();
    const waiting = gate();
    const appender = await lookingAhead({ waiting: [undefined, waiting] });
    const first = appendSubmissions(appender, [byOperator(registration('RIGHT-1'))]);
    const second = appendSubmissions(appender, [sign(ledger, key, oreLot('RIGHT-LOT'))], wasRecorded(first));
    await waiting.reached;
    const entering = byOperator(registration('RIGHT', ['mine']), enrolment(ledger, 'RIGHT', key));
    expect(statuses(await appendSubmissions(appenderOf(other), [entering]))).toEqual(['recorded']);
    waiting.open();
    expect(statuses(await second)).toEqual(['recorded']);
  });

  test('keeps one order without gaps beside another writer that does the same', async () => {
    const outcomes = (await Promise.all([appendByTwos(ledger, 'ONE'), appendByTwos(other, 'OTHER')])).flat();
    expect(new Set(statuses(outcomes))).toEqual(new Set(['recorded']));
    const positions = outcomes.map((outcome) => ('receipt' in outcome ? outcome.receipt.position : -1));
    const sorted = positions.sort((left, right) => left - right);
    expect(sorted).toEqual(sorted.map((_, index) => (sorted[0] ?? 0) + index));
  });
});
