import { digestFromBytes } from '@lodestone/proof/digest.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendDecided } from '../src/append/append-decided.ts';
import type { AppendRows, EventRow } from '../src/append/append-rows.ts';
import { appendToNewLedger } from '../src/append/append-under-head-lock.ts';
import { collectFacts } from '../src/facts/collect-facts.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { type Head, readHead } from '../src/log/read-ledger.ts';
import { type ChainRows, makeRows, sha256 } from './chain-rows.ts';

// Rows are decided on a head that is only expected. When the log ends there they are recorded; when it ends elsewhere
// the answer is false and nothing is; and every other refusal is still an error. Each test has a ledger of two entries.

const testing = testDatabase();
let database: Database;
let ledgers = 0;
let ledgerId: number;
let last: ChainRows['entry'];

beforeAll(async () => {
  database = await openDatabase(testing.url);
});

afterAll(() => database.close());

beforeEach(async () => {
  const first = makeRows({ position: 0, previous: null, events: 1 });
  const second = makeRows({ position: 1, previous: first.entry.leafHash, events: 2 });
  ledgers += 1;
  const append = appendToNewLedger(database, `example.org/rows-${ledgers}`);
  ledgerId = await append(async (transaction) => {
    await transaction.write(rowsOf(transaction.ledgerId, first, second));
    return transaction.ledgerId;
  });
  last = second.entry;
});

function rowsOf(ledger: number, ...all: readonly ChainRows[]): AppendRows {
  const [entries, events] = [all.map(({ entry }) => entry), all.flatMap((rows) => rows.events)];
  return { entries, events, facts: collectFacts(ledger, []), openings: [] };
}

const next = (variant = 0, events = 2) => makeRows({ position: 2, previous: last.leafHash, events, variant });
const after = ({ entry }: ChainRows, variant = 0) =>
  makeRows({ position: entry.position + 1, previous: entry.leafHash, events: 1, variant });
const append = (...all: readonly ChainRows[]) => appendDecided(database, ledgerId)(rowsOf(ledgerId, ...all));

/** Everything that is recorded in the ledger, in its order, and where it ends. */
async function recorded(): Promise<{ entries: string[]; events: string[]; head: Head | null }> {
  const entries = await database.query
    .selectFrom('ledger.entry')
    .select('body')
    .where('ledger_id', '=', ledgerId)
    .orderBy('position')
    .execute();
  const events = await database.query
    .selectFrom('ledger.event')
    .select('event_id')
    .where('ledger_id', '=', ledgerId)
    .orderBy('position')
    .orderBy('ordinal')
    .execute();
  return {
    entries: entries.map(({ body }) => body.toString()),
    events: events.map((event) => event.event_id),
    head: await readHead(database, ledgerId),
  };
}

describe('rows that continue the log', () => {
  test('are recorded, and the head stands on the last of them', async () => {
    const third = next();
    const fourth = after(third);
    const before = await recorded();
    expect(await append(third, fourth)).toBe(true);
    const { size, leafHash, recordedAt } = { size: 4, ...fourth.entry };
    expect(await recorded()).toEqual({
      entries: [...before.entries, ...[third, fourth].map(({ entry }) => Buffer.from(entry.body).toString())],
      events: [...before.events, ...[third, fourth].flatMap(({ events }) => events.map(({ eventId }) => eventId))],
      head: { size, leafHash, recordedAt },
    });
  });

  test('are recorded one append after the other, each on the head that the one before leaves', async () => {
    let rows = next();
    for (let count = 0; count < 20; count++) {
      expect(await append(rows)).toBe(true);
      rows = after(rows);
    }
    expect(await readHead(database, ledgerId)).toMatchObject({ size: 22 });
  });
});

describe('rows that are sent before those ahead of them are recorded', () => {
  test('are recorded in the order in which they are sent', async () => {
    const appendBehind = appendDecided(database, ledgerId);
    const all = [next(0, 100)];
    for (let count = 0; count < 20; count++) all.push(after(all.at(-1) as ChainRows));
    const answers = await Promise.all(all.map((rows) => appendBehind(rowsOf(ledgerId, rows))));
    expect(new Set(answers)).toEqual(new Set([true]));
    expect(await readHead(database, ledgerId)).toMatchObject({ size: 2 + all.length });
  });

  test('are not recorded when those ahead are not, and what comes behind them is', async () => {
    const appendBehind = appendDecided(database, ledgerId);
    const refused = again(next());
    const answers = await Promise.all(
      [refused, after(refused), next(1)].map((rows) => appendBehind(rowsOf(ledgerId, rows))),
    );
    expect(answers).toEqual([false, false, true]);
  });

  test('are sent on another connection after one has failed', async () => {
    const appendBehind = appendDecided(database, ledgerId);
    const broken = nextWith({ position: 2 ** 64 });
    await expect(appendBehind(rowsOf(ledgerId, broken))).rejects.toBeInstanceOf(RangeError);
    expect(await appendBehind(rowsOf(ledgerId, next()))).toBe(true);
  });
});

/** An entry under a submission that entry 1 has recorded. */
const again = (rows: ChainRows): ChainRows => ({ ...rows, entry: { ...rows.entry, submission: last.submission } });

describe('answers false and records nothing', () => {
  const someHash = digestFromBytes(sha256(Buffer.from('something else')));
  test.each<[string, () => readonly ChainRows[]]>([
    [
      'when another writer has taken the position',
      () => [makeRows({ position: 1, previous: last.leafHash, events: 1 })],
    ],
    ['when the entry before is missing', () => [makeRows({ position: 3, previous: last.leafHash, events: 2 })]],
    ['when the entry before would have come from an append that failed', () => [after(next())]],
    ['when another entry stands before', () => [makeRows({ position: 2, previous: someHash, events: 2 })]],
    ['when the submission is recorded already', () => [again(next())]],
    ['when an event is recorded already', () => [nextWith({ eventId: EVENT_OF_ENTRY_1 })]],
    ['when only the last of several entries does not continue the one before', () => [next(), after(next(1))]],
  ])('%s', async (_, rows) => {
    const before = await recorded();
    expect(await append(...rows())).toBe(false);
    expect(await recorded()).toEqual(before);
    // The connection and the lock are free again: what does continue the log is recorded at once.
    expect(await append(next())).toBe(true);
  });

  test('when the head has moved since, and the rows of the other writer stay', async () => {
    const winner = next(1);
    expect(await append(winner)).toBe(true);
    const before = await recorded();
    expect(await append(next(2))).toBe(false);
    expect(await append(next(2), after(next(2)))).toBe(false);
    expect(await recorded()).toEqual(before);
    expect(await append(after(winner))).toBe(true);
  });

  test('to all of several writers at once but one', async () => {
    const writers = Array.from({ length: 6 }, (_, variant) => next(variant, 50));
    const answers = await Promise.all(writers.map((rows) => append(rows)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    const winner = writers[answers.indexOf(true)];
    expect(await readHead(database, ledgerId)).toMatchObject({ size: 3, leafHash: winner?.entry.leafHash });
    const { entries, events } = await recorded();
    expect(entries).toHaveLength(3);
    expect(events).toHaveLength(53);
  });
});

const EVENT_OF_ENTRY_1 = makeRows({ position: 1, previous: null, events: 1 }).events[0]?.eventId ?? '';

/** The next entry, with something else in each of its events. */
function nextWith(change: Partial<EventRow>): ChainRows {
  const rows = next();
  return { ...rows, events: rows.events.map((event) => ({ ...event, ...change })) };
}

describe('throws, and records nothing, when the rows are refused for', () => {
  test.each<[string, () => ChainRows, object]>([
    ['events that the entry does not list', () => ({ ...next(), events: next(1).events }), { code: '23000' }],
    ['events that are missing', () => ({ ...next(), events: [] }), { message: expect.stringMatching(/event|head/) }],
    ['a number that no bigint holds', () => nextWith({ position: 2 ** 64 }), { name: 'RangeError' }],
  ])('%s', async (_, rows, error) => {
    const before = await recorded();
    await expect(append(rows())).rejects.toMatchObject(error);
    expect(await recorded()).toEqual(before);
    expect(await append(next())).toBe(true);
  });
});
