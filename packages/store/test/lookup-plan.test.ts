import { emptyCustodyState } from '@lodestone/custody/custody-state.ts';
import { type Lookups, noLookups } from '@lodestone/custody/plan.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendToNewLedger, appendUnderHeadLock } from '../src/append.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { loadState } from '../src/read-state.ts';
import { rowsRead } from './rows-read.ts';
import { emptyState, type LawfulLine, lawfulLines, type ReplayedState, recordLines } from './lawful-ledger.ts';

// What a batch names is looked up by index, name by name, however many rows there are and whatever the statistics say.
// A ledger that was made after the last ANALYZE is the hard case: no statistics know it (see migration 0004).

const testing = testDatabase();
let database: Database;
let owner: pg.Client;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  owner = new pg.Client({ connectionString: testing.url });
  await owner.connect();
});

afterAll(async () => {
  await owner.end();
  await database.close();
});

/** Adds lines to a ledger that is made with the first of them. */
async function record(state: ReplayedState, lines: readonly LawfulLine[], ledgerId?: number): Promise<number> {
  const append =
    ledgerId === undefined
      ? appendToNewLedger(database, `example.org/${lines[0]?.event.id}`)
      : appendUnderHeadLock(database, ledgerId);
  let written = ledgerId ?? -1;
  await recordLines(
    (work) =>
      append((transaction) => {
        written = transaction.ledgerId;
        return work(transaction);
      }),
    state,
    lines,
  );
  return written;
}

/** How many rows and index entries were read in tables of ours to look these names up. */
async function rowsReadFor(ledgerId: number, lookups: Lookups): Promise<number> {
  const client = await database.pool.connect();
  try {
    // Inside a transaction the counters are this connection's alone, and exact.
    await client.query('begin');
    const before = await rowsRead(client);
    await loadState(client, ledgerId, lookups, emptyCustodyState());
    const after = await rowsRead(client);
    await client.query('rollback');
    return after - before;
  } finally {
    client.release();
  }
}

const some = (names: Iterable<string>) => [...names].slice(0, 12);

/** A batch that makes lots, which are not there. */
function batchOf(state: ReplayedState): Lookups {
  const newThings = new Set(Array.from({ length: 40 }, (_, index) => `NEW-${index}`));
  return {
    ...noLookups(),
    parties: new Set(some(state.parties.keys())),
    facilities: new Set(some(state.facilities.keys())),
    keys: new Set(some(state.keys.keys())),
    things: new Set(some(state.things.keys())),
    newThings,
    circuits: new Set(some(state.circuits.keys())),
  };
}

const EVENTS = 1_500;
/** A name is looked up in several tables, and each row that is found leads to others: about so many are read for one. */
const ROWS_PER_NAME_MAX = 30;

test('looking up a batch reads rows by name, though a ledger grows that the statistics do not know', async () => {
  await record(emptyState(), [...lawfulLines(1, EVENTS)]);
  await owner.query('analyze');

  const state = emptyState();
  const lines = [...lawfulLines(2, EVENTS)];
  const young = await record(state, lines.slice(0, 300));
  const batch = batchOf(state);
  const names = Object.values(batch).reduce((sum, { size }: ReadonlySet<string>) => sum + size, 0);
  const most = names * ROWS_PER_NAME_MAX;
  expect(most).toBeLessThan(EVENTS * 2);
  expect(await rowsReadFor(young, batch), 'while the ledger is young').toBeLessThan(most);

  await record(state, lines.slice(300), young);
  expect(await rowsReadFor(young, batch), 'when it has grown').toBeLessThan(most);

  await record(emptyState(), [...lawfulLines(3, EVENTS)]);
  expect(await rowsReadFor(young, batch), 'when another has grown beside it').toBeLessThan(most);

  await owner.query('analyze');
  expect(await rowsReadFor(young, batch), 'when the statistics know them all').toBeLessThan(most);
});

test('no statistics are taken of the ledger that a row belongs to', async () => {
  const { rows } = await owner.query<{ table: string; target: number | null }>(`
    select c.oid::regclass::text as table, a.attstattarget as target
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('ledger', 'view') and c.relkind = 'r' and a.attname = 'ledger_id'
    order by 1`);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter(({ target }) => target !== 0)).toEqual([]);
});
