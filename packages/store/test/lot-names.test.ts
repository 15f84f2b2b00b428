import { testDatabase } from '@lodestone/testkit/test-database.ts';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';

// What the trigger on view.lot asks: first whether any other name stands between those of the new lots, then which.

const testing = testDatabase();
let client: pg.Client;

beforeAll(async () => {
  client = new pg.Client({ connectionString: testing.url });
  await client.connect();
});

afterAll(() => client.end());

beforeEach(() => client.query('begin'));
afterEach(() => client.query('rollback'));

const OTHERS = {
  transfer: `insert into view.transfer (ledger_id, event_number, transfer, consignor, consignee) values ($1, 1, $2, 'A', 'B')`,
  shipment: `insert into view.shipment (ledger_id, event_number, shipment, party, consignee, destination)
    values ($1, 1, $2, 'A', 'B', 'JP')`,
  unit: `insert into view.unit (ledger_id, event_number, unit, party, is_packed, standing_number)
    values ($1, 1, $2, 'A', true, 1)`,
};

/** Adds lots in one statement, each under a ledger of its own where there are several of these. */
async function addLots(names: readonly string[], ledgerIds: readonly number[] = names.map(() => 1)): Promise<string> {
  try {
    await client.query(
      `insert into view.lot (ledger_id, event_number, lot_number, lot, kind, party, country, element_milligrams)
       select ledger_id, 2, number, lot, 'mined', 'A', 'CN', '{}'
       from unnest($1::integer[], $2::text[]) with ordinality as added (ledger_id, lot, number)`,
      [ledgerIds, names],
    );
    return 'added';
  } catch (error) {
    return (error as Error).message;
  }
}

test.each(['transfer', 'shipment', 'unit'] as const)('no lot takes the name of a %s', async (kind) => {
  await client.query(OTHERS[kind], [1, 'M']);
  const refused = `M is to be a lot, and is the name of a ${kind} already`;
  // First, last and in the middle; alone; and in no order.
  for (const names of [['M', 'N'], ['A', 'M'], ['A', 'M', 'Z'], ['M'], ['Z', 'M', 'A']]) {
    await client.query('savepoint before');
    expect(await addLots(names), names.join()).toBe(refused);
    await client.query('rollback to before');
  }
});

test('another name between those of the lots is in nobody’s way', async () => {
  for (const [kind, add] of Object.entries(OTHERS)) await client.query(add, [1, `M-${kind}`]);
  expect(await addLots(['A', 'M', 'M-transfer-1', 'M-unit/', 'Z'])).toBe('added');
});

test('lots of several ledgers in one statement are each held against their own', async () => {
  await client.query(OTHERS.transfer, [2, 'M']);
  await client.query('savepoint before');
  expect(await addLots(['M', 'M'], [1, 2])).toBe('M is to be a lot, and is the name of a transfer already');
  await client.query('rollback to before');
  expect(await addLots(['M', 'N'], [1, 2])).toBe('added');
});
