import { setTimeout as sleep } from 'node:timers/promises';
import { appendUnderHeadLock, type RunAppend } from '@lodestone/store/append/append-under-head-lock.ts';
import { readHead } from '@lodestone/store/log/read-ledger.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { appendSubmissions } from '../src/append/append-submissions.ts';
import { type Appender, aheadOf } from '../src/append/appender.ts';
import type { Outcome } from '../src/append/outcome.ts';
import type { SigningKey } from '../src/keys/node-crypto.ts';
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
  /** Before the append is sent off, the first one and the second one (after the one that primes). */
  readonly waiting?: readonly (Gate | undefined)[];
  /** When a batch reads ahead. */
  readonly reading?: readonly (Gate | undefined)[];
}

/** An appender that looks ahead, with gates on its way. It has appended once: only then it knows the head. */
async function lookingAhead(gates: Gates = {}): Promise<Appender> {
  const appender = notYetLookingAhead({ ...gates, waiting: [undefined, ...(gates.waiting ?? [])] });
  const primer = `PRIMER-${(await readHead(ledger.database, ledger.ledgerId))?.size}`;
  await appendSubmissions(appender, [sign(ledger, operator, registration(primer))]);
  return appender;
}

/** One that has not appended yet. */
function notYetLookingAhead({ waiting = [], reading = [] }: Gates): Appender {
  const { database, ledgerId } = ledger;
  const underLock = appendUnderHeadLock(database, ledgerId);
  const real = aheadOf(database, ledgerId);
  const counts = { appends: 0, reads: 0 };
  const waitForGate = () => {
    const append = counts.appends;
    counts.appends += 1;
    return waiting[append]?.pass();
  };
  const runAppend: RunAppend = async (work) => {
    await waitForGate();
    return underLock(work);
  };
  const append: typeof real.append = async (rows) => {
    await waitForGate();
    return real.append(rows);
  };
  const query = async (...values: Parameters<typeof database.pool.query>) => {
    const read = counts.reads;
    counts.reads += 1;
    await reading[read]?.pass();
    return database.pool.query(...values);
  };
  const client = { query } as unknown as (typeof real)['client'];
  return appenderOf(ledger, { runAppend, ahead: { client, ledgerId, append } });
}

/** Holds the head, so that whoever appends waits. */
async function holdHead() {
  const [holder, watcher] = [await openOwner(testing.url), await openOwner(testing.url)];
  await holder.query('begin');
  await holder.query('select from ledger.head for update');
  const release = async () => {
    await holder.query('rollback');
    await Promise.all([holder.close(), watcher.close()]);
  };
  /** The backends that wait for the head, once there are so many. */
  const waiters = async (count: number): Promise<readonly unknown[]> => {
    const statement = `select pid from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    const rows = await vi.waitUntil(async () => {
      const waiting = await watcher.query(statement);
      return waiting.length >= count && waiting;
    }, WAIT);
    return rows.map(({ pid }) => pid);
  };
  const end = (backend: unknown) => watcher.query('select pg_terminate_backend($1, 5000)', [backend]);
  return { release, waiters, end };
}

const WAIT = { timeout: 10_000, interval: 5 };

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
  const appender = appenderOf(whose, { ahead: aheadOf(whose.database, whose.ledgerId) });
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
    const appender = await lookingAhead();
    const held = await holdHead();
    const key = newKey();
    const entering = byOperator(registration('AHEAD', ['mine']), enrolment(ledger, 'AHEAD', key));
    const first = appendSubmissions(appender, [entering]);
    const second = appendSubmissions(appender, [sign(ledger, key, oreLot('AHEAD-1'))], wasRecorded(first));
    const third = appendSubmissions(appender, [sign(ledger, key, oreLot('AHEAD-2'))], wasRecorded(second));
    // All three are on their way to the same head, one behind the other on one connection.
    expect(await held.waiters(1)).toHaveLength(1);
    await held.release();
    expect(statuses((await Promise.all([first, second, third])).flat())).toEqual(['recorded', 'recorded', 'recorded']);
  });

  test('builds on one that must wait for the lock itself, since nothing is known yet', async () => {
    const { database, ledgerId } = ledger;
    const underLock = appendUnderHeadLock(database, ledgerId);
    let locks = 0;
    const runAppend: RunAppend = (work) => {
      locks += 1;
      return underLock(work);
    };
    const appender = appenderOf(ledger, { runAppend, ahead: aheadOf(database, ledgerId) });
    const outcomes: Promise<Outcome[]>[] = [];
    for (let batch = 0; batch < 20; batch++) {
      outcomes.push(appendSubmissions(appender, [byOperator(registration(`UNKNOWN-${batch}`))]));
      // Two at once, as a group commit has them.
      if (batch > 0) await outcomes[batch - 1];
    }
    expect(new Set(statuses((await Promise.all(outcomes)).flat()))).toEqual(new Set(['recorded']));
    // The first; the second if it asked before the first had its turn; and on a busy machine now and then one that was sent
    // before the one under the lock had written. If each waited for the one before, it would be all of them.
    expect(locks).toBeLessThan(outcomes.length / 2);
  });

  test('is not recorded when the one before was refused, and leaves nothing in memory', async () => {
    const appender = await lookingAhead();
    const held = await holdHead();
    const first = appendSubmissions(appender, [byOperator(registration('AHEAD'))]);
    const later = byOperator(registration('AFTER-REFUSAL'));
    const second = appendSubmissions(appender, [later], wasRecorded(first));
    await held.waiters(1);
    await held.release();
    expect(statuses(await first)).toEqual(['refused']);
    expect(await second).toEqual([]);
    expect(statuses(await appendSubmissions(appender, [later]))).toEqual(['recorded']);
  });

  test('is not recorded when the one before was cut off by a refusal, though what came before that is', async () => {
    const appender = await lookingAhead();
    const held = await holdHead();
    const first = appendSubmissions(appender, [byOperator(registration('CUT-1')), byOperator(registration('CUT-1'))]);
    const later = byOperator(registration('AFTER-CUT'));
    const second = appendSubmissions(appender, [later], wasRecorded(first));
    await held.waiters(1);
    await held.release();
    expect(statuses(await first)).toEqual(['recorded', 'refused']);
    expect(await second).toEqual([]);
  });

  test('is not recorded when a signature of the one before was bad', async () => {
    const appender = await lookingAhead();
    const held = await holdHead();
    const forged = { ...byOperator(registration('FORGED')), signature: new Uint8Array(64) };
    const first = appendSubmissions(appender, [byOperator(registration('BEFORE-FORGED')), forged]);
    const second = appendSubmissions(appender, [byOperator(registration('AFTER-FORGED'))], wasRecorded(first));
    await held.waiters(1);
    await held.release();
    expect(statuses(await first)).toEqual(['recorded', 'refused']);
    expect(await second).toEqual([]);
  });

  test('is not recorded when the one before failed, though that came in the middle of its reading', async () => {
    const key = await entered('FAILING');
    const reading = gate();
    // The first batch looks up its parties; the next question is the second batch's.
    const appender = await lookingAhead({ reading: [undefined, reading] });
    const held = await holdHead();
    const [one, two] = [byOperator(registration('FAILING-1')), sign(ledger, key, oreLot('FAILING-LOT'))];
    const first = appendSubmissions(appender, [one]);
    const [backend] = await held.waiters(1);
    const second = appendSubmissions(appender, [two], wasRecorded(first));
    await reading.reached;
    await held.end(backend);
    await held.release();
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
    // A refusal that is final comes instead.
    await Promise.race([waiting.reached, second]);
    const entering = byOperator(registration('RIGHT', ['mine']), enrolment(ledger, 'RIGHT', key));
    expect(statuses(await appendSubmissions(appenderOf(other), [entering]))).toEqual(['recorded']);
    waiting.open();
    expect(statuses(await second)).toEqual(['recorded']);
  });

  test('gets the receipt of what another writer had recorded before this one knew the ledger', async () => {
    const key = await entered('LOSING');
    const losing = eventOf({
      type: 'lot-transformed',
      step: 'leaching',
      inputs: [{ lot: 'LOSING-LOT', netMilligrams: 100 }],
      outputs: [],
      losses: [{ kind: 'process-loss', elementMilligrams: { Nd: 1 } }],
    });
    // No rule refuses it a second time: only the ledger itself knows that it has it.
    const recorded = sign(ledger, key, losing);
    const before = await appendSubmissions(appenderOf(other), [sign(ledger, key, oreLot('LOSING-LOT')), recorded]);
    expect(statuses(before)).toEqual(['recorded', 'recorded']);
    const appender = await lookingAhead();
    const [again] = await appendSubmissions(appender, [recorded]);
    const [, first] = before;
    if (first?.status !== 'recorded') throw new Error('it was not recorded');
    expect(again).toEqual({ status: 'already-recorded', receipt: first.receipt });
  });

  test('does not overtake one that waits for the lock', async () => {
    const [beforeOne, beforeTwo] = [Promise.withResolvers<boolean>(), Promise.withResolvers<boolean>()];
    const appender = notYetLookingAhead({});
    const one = appendSubmissions(appender, [byOperator(registration('ORDER-1'))], beforeOne.promise);
    // Neither can look ahead: nothing is decided yet. When the first is, the second has not heard of it.
    const two = appendSubmissions(appender, [byOperator(registration('ORDER-2'))], beforeTwo.promise);
    beforeOne.resolve(true);
    await one;
    const three = appendSubmissions(appender, [byOperator(registration('ORDER-3'))], wasRecorded(two));
    expect(await Promise.race([three, sleep(200, 'waits')])).toBe('waits');
    beforeTwo.resolve(true);
    const outcomes = (await Promise.all([one, two, three])).flat();
    expect(statuses(outcomes)).toEqual(['recorded', 'recorded', 'recorded']);
    const positions = outcomes.map((outcome) => ('receipt' in outcome ? outcome.receipt.position : -1));
    expect(positions).toEqual(positions.toSorted((left, right) => left - right));
  });

  test('keeps one order without gaps beside another writer that does the same', async () => {
    const outcomes = (await Promise.all([appendByTwos(ledger, 'ONE'), appendByTwos(other, 'OTHER')])).flat();
    expect(new Set(statuses(outcomes))).toEqual(new Set(['recorded']));
    const positions = outcomes.map((outcome) => ('receipt' in outcome ? outcome.receipt.position : -1));
    const sorted = positions.sort((left, right) => left - right);
    expect(sorted).toEqual(sorted.map((_, index) => (sorted[0] ?? 0) + index));
  });
});
