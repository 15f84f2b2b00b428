import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { appendToNewLedger } from '../src/append/append-under-head-lock.ts';
import { collectFacts } from '../src/facts/collect-facts.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { makeRows } from './chain-rows.ts';

// Checkpoints, what is published and tiles are append-only too, and the database refuses what does not follow. The
// ledger here has two entries; every test tries plain SQL as the owner of the tables, and is rolled back.

const testing = testDatabase();
let database: Database;
let owner: pg.Client;
let ledgerId: number;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  const first = makeRows({ position: 0, previous: null, events: 1 });
  const second = makeRows({ position: 1, previous: first.entry.leafHash, events: 1 });
  ledgerId = await appendToNewLedger(
    database,
    'example.org/rows',
  )(async (transaction) => {
    const events = [...first.events, ...second.events];
    await transaction.write({
      entries: [first.entry, second.entry],
      events,
      facts: collectFacts(transaction.ledgerId, []),
      openings: [],
    });
    return transaction.ledgerId;
  });
  owner = new pg.Client({ connectionString: testing.url });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await database.close();
});

beforeEach(() => owner.query('begin'));
afterEach(() => owner.query('rollback'));

const noteOf = (size: number, origin = 'example.org/rows') => `${origin}\n${size}\nroot\n\n— signature\n`;
const addCheckpoint = (number: number, size: number, note = noteOf(size)) =>
  owner.query('insert into ledger.checkpoint values ($1, $2, $3, $4)', [ledgerId, number, size, note]);
const publishFirst = (count: number, size: number) =>
  owner.query('insert into ledger.published values ($1, $2, $3)', [ledgerId, count, size]);
const publishNext = (count: number, size: number) =>
  owner.query('update ledger.published set count = $1, size = $2', [count, size]);
const addTile = (level: number, index: number, bytes: number) =>
  owner.query('insert into ledger.tile values ($1, $2, $3, $4)', [ledgerId, level, index, Buffer.alloc(bytes)]);
const COSIGNATURE = `\u2014 audit.example/w1 ${Buffer.alloc(76, 7).toString('base64')}\n`;
const addCosignature = (number: number, line: string) =>
  owner.query('insert into ledger.cosignature values ($1, $2, $3)', [ledgerId, number, line]);
const checkNow = () => owner.query('set constraints all immediate; set constraints all deferred');
const publishOne = async () => {
  await addCheckpoint(0, 1);
  await publishFirst(1, 1);
};

const INTEGRITY = { code: '23000' };
const RESTRICTED = { code: '23001' };

test('one checkpoint after the other is accepted', async () => {
  await publishOne();
  await checkNow();
  await addCheckpoint(1, 2);
  await publishNext(2, 2);
  await checkNow();
  const { rows } = await owner.query('select count::integer, size::integer from ledger.published');
  expect(rows).toEqual([{ count: 2, size: 2 }]);
});

describe('a checkpoint is refused', () => {
  test.each([
    ['that skips a number', 1, 1, undefined, 'checkpoint 1 of size 1 does not follow'],
    ['of no entries', 0, 0, undefined, 'checkpoint 0 of size 0 does not follow'],
    ['of more entries than there are', 0, 3, undefined, 'checkpoint 0 has size 3, which the ledger has not'],
    ['whose note says another size', 0, 2, noteOf(1), 'is one of example.org/rows with size 1'],
    ['whose note is of another ledger', 0, 2, noteOf(2, 'example.org/other'), 'is one of example.org/other'],
  ])('%s', async (_, number, size, note, message) => {
    await expect(addCheckpoint(number, size, note)).rejects.toMatchObject({
      ...INTEGRITY,
      message: expect.stringContaining(message),
    });
  });

  test('that has the number of one that is published, or shrinks', async () => {
    await addCheckpoint(0, 2);
    await publishFirst(1, 2);
    await owner.query('savepoint published');
    for (const [number, size] of [
      [0, 2],
      [1, 1],
    ] as const) {
      await expect(addCheckpoint(number, size)).rejects.toMatchObject(INTEGRITY);
      await owner.query('rollback to savepoint published');
    }
  });

  test('at the commit when nothing says that it is published', async () => {
    await addCheckpoint(0, 2);
    await expect(checkNow()).rejects.toMatchObject({
      ...INTEGRITY,
      message: 'checkpoint 0 was inserted without publishing it',
    });
  });
});

describe('what is published', () => {
  test('does not begin beyond the first checkpoint, nor without one', async () => {
    await expect(publishFirst(1, 1)).rejects.toMatchObject(INTEGRITY);
    await owner.query('rollback; begin');
    await addCheckpoint(0, 1);
    await expect(publishFirst(2, 1)).rejects.toMatchObject(INTEGRITY);
  });

  test.each([
    ['stay', 1, 1],
    ['go back', 0, 1],
    ['move onto a checkpoint that is not there', 2, 2],
    ['leap', 3, 2],
    ['change its size', 1, 2],
  ])('does not %s', async (_, count, size) => {
    await publishOne();
    await expect(publishNext(count, size)).rejects.toMatchObject(INTEGRITY);
  });
});

describe('a cosignature', () => {
  test('is taken for a checkpoint that is there, once', async () => {
    await publishOne();
    await addCosignature(0, COSIGNATURE);
    await expect(addCosignature(0, COSIGNATURE)).rejects.toMatchObject({ constraint: 'cosignature_pkey' });
  });

  test('of a checkpoint that is not there is refused', async () => {
    await publishOne();
    await expect(addCosignature(1, COSIGNATURE)).rejects.toMatchObject(INTEGRITY);
  });

  test.each([
    ['is empty', ''],
    ['has no newline', COSIGNATURE.trimEnd()],
    ['is two lines', COSIGNATURE + COSIGNATURE],
    ['has an empty line before it', `\n${COSIGNATURE}`],
    ['begins with another dash', COSIGNATURE.replace('\u2014', '-')],
    ['has a name with a plus', COSIGNATURE.replace('w1', 'w+1')],
    ['is of another length', COSIGNATURE.replace('BwcH', '')],
    ['has a name as long as a book', COSIGNATURE.replace('w1', 'w'.repeat(2_000))],
  ])('is refused when its line %s', async (_, line) => {
    await publishOne();
    const refused = { constraint: 'cosignature_is_one_line' };
    await expect(addCosignature(0, line)).rejects.toMatchObject(refused);
  });
});

describe('rows that are published', () => {
  test.each([
    'update ledger.checkpoint set note = note',
    'delete from ledger.checkpoint',
    'truncate ledger.checkpoint',
    'update ledger.cosignature set line = line',
    'delete from ledger.cosignature',
    'truncate ledger.cosignature',
    'update ledger.tile set nodes = nodes',
    'delete from ledger.tile',
    'truncate ledger.tile',
    'delete from ledger.published',
    'truncate ledger.published',
  ])('stay as they are, even for the owner: %s', async (statement) => {
    await publishOne();
    await checkNow();
    await expect(owner.query(statement)).rejects.toMatchObject(RESTRICTED);
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });

  test('are not handed to another ledger by the writer', async () => {
    const statement = 'update ledger.published set ledger_id = ledger_id';
    await expect(database.pool.query(statement)).rejects.toMatchObject({ code: '42501' });
  });
});

describe('a tile is refused', () => {
  test.each([
    ['that has not the hashes of its entries', 0, 0, 16_320],
    ['with nothing below it', 1, 0, 16_320],
    ['of a level below the lowest', -1, 0, 16_320],
    ['that is cut off', 0, 0, 8_192],
  ])('%s', async (_, level, index, bytes) => {
    await expect(addTile(level, index, bytes)).rejects.toMatchObject({
      ...INTEGRITY,
      constraint: 'tile_continues_tree',
    });
  });
});
