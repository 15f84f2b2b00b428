import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readFirstCosigned } from '../src/log/cosignatures.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { rowsReadFor } from './rows-read.ts';

// Which checkpoint was the first to have an entry, and be cosigned, is found by index, however many there are.

const testing = testDatabase();
const LEDGER = 1;
const CHECKPOINTS = 20_000;
/** A checkpoint has so many entries more than the one before; every hundredth is cosigned, by one witness of two. */
const ENTRIES_EACH = 3;
let database: Database;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  const owner = new pg.Client({ connectionString: testing.url });
  await owner.connect();
  try {
    // Past the triggers, which would ask for the entries and a note of them.
    await owner.query('set session_replication_role = replica');
    await owner.query(
      `insert into ledger.checkpoint select $1, number, (number + 1) * $2::bigint, 'note ' || number
       from generate_series(0, $3::bigint - 1) as number`,
      [LEDGER, ENTRIES_EACH, CHECKPOINTS],
    );
    await owner.query('insert into ledger.published values ($1, $2::bigint, $2::bigint * $3)', [
      LEDGER,
      CHECKPOINTS,
      ENTRIES_EACH,
    ]);
    await owner.query(
      `insert into ledger.cosignature
       select $1, number, '— w' || number / 100 % 2 || '.example ' || repeat('A', 102) || E'==\\n'
       from generate_series(100, $2::bigint - 1, 100) as number`,
      [LEDGER, CHECKPOINTS],
    );
  } finally {
    await owner.end();
  }
});

afterAll(() => database.close());

test('finds the first cosigned checkpoint that has an entry, of the witnesses that were asked for', async () => {
  const both = await readFirstCosigned(database.pool, LEDGER, [0, 302, 303, 59_999], ['— w0.', '— w1.']);
  const numbers = both.map(({ number, positions }) => ({ number, positions: positions.toSorted((a, b) => a - b) }));
  expect(numbers.toSorted((a, b) => a.number - b.number)).toEqual([
    { number: 100, positions: [0, 302] },
    { number: 200, positions: [303] },
  ]);
  expect(both.every(({ note, number, lines }) => note === `note ${number}` && lines.length === 1)).toBe(true);
  const [one] = await readFirstCosigned(database.pool, LEDGER, [0], ['— w0.']);
  expect(one).toMatchObject({ number: 200, positions: [0] });
  expect(await readFirstCosigned(database.pool, LEDGER, [0], ['— w2.'])).toEqual([]);
});

test('reads a few rows for an entry', async () => {
  const positions = Array.from({ length: 100 }, (_, index) => index * 500);
  const { answer, rows } = await rowsReadFor(database, (client) =>
    readFirstCosigned(client, LEDGER, positions, ['— w0.', '— w1.']),
  );
  expect(answer.length).toBeGreaterThan(50);
  // Halving asks for an entry of an index and the row behind it a step.
  const mostEach = 3 * Math.ceil(Math.log2(CHECKPOINTS)) + 10;
  expect(rows).toBeLessThan(positions.length * mostEach);
});
