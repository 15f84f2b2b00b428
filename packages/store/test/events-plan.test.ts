import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, databaseOf, openDatabase } from '../src/database.ts';
import { WHOLE_LEDGER } from '../src/event-bound.ts';
import { listEvents } from '../src/log/read-events.ts';
import { lawfulLedger } from './lawful-ledger.ts';
import { rowsReadFor } from './rows-read.ts';

// What a thief may have signed is read from where the revocation says that it is, however long the ledger.

const testing = testDatabase();
let database: Database;
let ledgerId: number;

/** The revocation says so of the last entries of its key, and of what lies between them. */
const ENTRIES_BY_THIEF = 5;

beforeAll(async () => {
  database = await openDatabase(testing.url);
  ledgerId = await lawfulLedger(database, 7, 2_500);
  await database.pool.query(
    `insert into view.key_revocation (ledger_id, event_number, key, reason, cause, stolen_from, first_position, last_position)
     select $1, 900000000, author, 'a theft', 'stolen', '2026-02-01T00:00:00.000Z', min(position), max(position)
     from (
       select position, author from ledger.entry
       where ledger_id = $1 and author = (select author from ledger.entry where ledger_id = $1 order by position desc offset 30 limit 1)
       order by position desc limit $2) signed
     group by author`,
    [ledgerId, ENTRIES_BY_THIEF],
  );
});

afterAll(() => database.close());

/** The entries in the range of the revocation, and of those that its key has signed the events, by place. */
async function stolen(): Promise<{ entries: number; ledgerEntries: number; places: string[] }> {
  const { rows } = await database.pool.query<{ entries: number; ledger_entries: number; places: string[] }>(
    `select
       (select count(*)::integer from ledger.entry
        where ledger_id = $1 and position between r.first_position and r.last_position) as entries,
       (select count(*)::integer from ledger.entry where ledger_id = $1) as ledger_entries,
       (select array_agg(v.position || '.' || v.ordinal order by v.position, v.ordinal)
        from ledger.event v join ledger.entry e using (ledger_id, position)
        where ledger_id = $1 and e.author = r.key and position between r.first_position and r.last_position) as places
     from view.key_revocation r where r.ledger_id = $1 and r.first_position is not null`,
    [ledgerId],
  );
  const row = rows[0];
  if (row === undefined) throw new Error('no key was stolen');
  return { entries: row.entries, ledgerEntries: row.ledger_entries, places: row.places };
}

/** An entry of the range; its events, and what is said of each: each row by an entry of an index. */
const ROWS_PER_EVENT_MAX = 30;

test('what a stolen key signed is read from its range, not from the ledger', async () => {
  const { entries, ledgerEntries, places } = await stolen();
  const rowsMax = (entries + places.length) * ROWS_PER_EVENT_MAX;
  expect(rowsMax).toBeLessThan(ledgerEntries * 2);
  const filter = { stolen: true, limit: 1_000, bound: WHOLE_LEDGER };
  const { answer, rows } = await rowsReadFor(database, (client) => listEvents(databaseOf(client), ledgerId, filter));
  expect(answer.map(({ position, ordinal }) => `${position}.${ordinal}`)).toEqual(places);
  expect(answer.map(({ stolenKey }) => stolenKey?.revocation)).toEqual(places.map(() => '900000.0'));
  expect(rows).toBeLessThan(rowsMax);
});
