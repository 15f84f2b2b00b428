import { emptyCustodyState } from '@lodestone/custody/state/custody-state.ts';
import { type Lookups, noLookups } from '@lodestone/custody/state/lookups.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { appendToNewLedger, appendUnderHeadLock } from '../src/append/append-under-head-lock.ts';
import { type Database, openDatabase } from '../src/database.ts';
import { loadState } from '../src/state/read-state.ts';
import { rowsReadFor } from './rows-read.ts';
import { emptyState, type LawfulLine, lawfulLines, line, type ReplayedState, recordLines } from './lawful-ledger.ts';

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
async function rowsReadToLookUp(ledgerId: number, lookups: Lookups): Promise<number> {
  const { rows } = await rowsReadFor(database, (client) => loadState(client, ledgerId, lookups, emptyCustodyState()));
  return rows;
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
  expect(await rowsReadToLookUp(young, batch), 'while the ledger is young').toBeLessThan(most);

  await record(state, lines.slice(300), young);
  expect(await rowsReadToLookUp(young, batch), 'when it has grown').toBeLessThan(most);

  await record(emptyState(), [...lawfulLines(3, EVENTS)]);
  expect(await rowsReadToLookUp(young, batch), 'when another has grown beside it').toBeLessThan(most);

  await owner.query('analyze');
  expect(await rowsReadToLookUp(young, batch), 'when the statistics know them all').toBeLessThan(most);
});

/** So many receipts wait for their dispatch, and so many have waited. */
const WAITS = 400;

test('looking up what waits reads what waits for the names asked for, however much has waited', async () => {
  const state = emptyState();
  const lines = [...lawfulLines(4, 300)];
  const ledgerId = await record(state, lines);
  const [consignor, consignee] = some(state.parties.keys()).slice(-2) as [string, string];
  const wait = (number: number): LawfulLine => awaitedReceipt(consignor, consignee, number);
  const cancel = (number: number): LawfulLine => cancellation(consignee, number);
  const numbers = Array.from({ length: WAITS }, (_, index) => index);
  await record(state, numbers.map(wait), ledgerId);
  await record(state, numbers.slice(0, WAITS / 2).map(cancel), ledgerId);
  const [first, last] = ['WAIT-0', `WAIT-${WAITS - 1}`];
  const lookups = { ...noLookups(), things: new Set([first]), newThings: new Set([last, 'NEW-1', 'NEW-2']) };
  // By the names of one that waits no more, of one that does, and of nothing.
  expect(await rowsReadToLookUp(ledgerId, lookups)).toBeLessThan(4 * ROWS_PER_NAME_MAX);
  const client = await database.pool.connect();
  try {
    const found = emptyCustodyState();
    await loadState(client, ledgerId, lookups, found);
    expect(found.awaited.get(first) ?? null).toBeNull();
    expect(found.awaited.get(last)).toEqual(state.awaited.get(last));
    expect(found.awaited.get(`LOT-${WAITS - 1}`)).toHaveLength(1);
  } finally {
    client.release();
  }
});

const OCCURRED_AT = '2027-03-01T08:00:00.000Z';

function awaitedReceipt(consignor: string, by: string, number: number): LawfulLine {
  const measured = { netMilligrams: 5 };
  const part = { lot: `LOT-${number}`, outcome: 'partly-accepted', measured, rejectedLot: `BACK-${number}` };
  const id = `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
  const receipt = { type: 'transfer-received', transfer: `WAIT-${number}`, consignor, lines: [part] };
  return line(by, { id, occurredAt: OCCURRED_AT, ...receipt });
}

function cancellation(by: string, number: number): LawfulLine {
  const id = `00000000-0000-4000-8001-${String(number).padStart(12, '0')}`;
  const event = { type: 'transfer-cancelled', transfer: `WAIT-${number}`, reason: 'never sent' };
  return line(by, { id, occurredAt: OCCURRED_AT, ...event });
}

test('no statistics are taken of the ledger that a row belongs to', async () => {
  const { rows } = await owner.query<{ table: string; target: number | null }>(`
    select c.oid::regclass::text as table, a.attstattarget as target
    from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('ledger', 'view') and c.relkind = 'r' and a.attname = 'ledger_id'
    order by 1`);
  expect(rows.length).toBeGreaterThan(10);
  expect(rows.filter(({ target }) => target !== 0)).toEqual([]);
});
