/** Receipts that wait for their dispatch, across submissions and processes: what waits is read from the database. */
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeEach, expect, test } from 'vitest';
import { browseTransfers } from '../src/ask/browse.ts';
import { at } from './own-chain.ts';
import { audit, createTestLedger, type Line, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
let made = 0;

const ORE = { netMilligrams: 1_000_000, elementMilligrams: { Nd: 10_000 } };
const party = (name: string, roles: readonly string[]) =>
  at(0, 'OPERATOR', { type: 'party-registered', party: name, name, roles, country: 'CN' });
const created = (lot: string) =>
  at(1, 'MINE', {
    type: 'lot-created',
    lot,
    origin: 'mined',
    material: { form: 'ore', product: 'clay' },
    quantity: ORE,
    country: 'CN',
  });
const received = (by: string, transfer: string, lot: string, netMilligrams = 1_000_000) =>
  at(5, by, {
    type: 'transfer-received',
    transfer,
    consignor: 'MINE',
    lines: [{ lot, outcome: 'accepted', measured: { netMilligrams } }],
  });
const dispatched = (by: string, transfer: string, consignee: string, lot: string) =>
  at(2, by, {
    type: 'transfer-dispatched',
    transfer,
    consignee,
    lines: [{ lot, quantity: { netMilligrams: 1_000_000 } }],
  });
const cancelled = (by: string, transfer: string) =>
  at(6, by, { type: 'transfer-cancelled', transfer, reason: 'never sent' });

/** Each time in a ledger that is opened afresh, as another process does: nothing is in memory. */
async function recordAfresh(...lines: readonly Line[]): Promise<string | null> {
  const { refused } = await withLedger(ledger, (open) => record(open, lines));
  return refused?.reason ?? null;
}

const standing = () =>
  withLedger(ledger, async (open) =>
    (await browseTransfers(open, { limit: 100 })).map(({ transfer, status, lines }) =>
      [transfer, status, ...lines.map((line) => `${line.lot} ${line.dispute ?? 'undisputed'}`)].join(' '),
    ),
  );

beforeEach(async () => {
  made += 1;
  ledger = await createTestLedger(testing.url, await folders.make(), `example.org/awaiting-${made}`);
  const parties = [party('MINE', ['mine']), party('REFINER', ['refiner']), party('OTHER', ['mine'])];
  if ((await recordAfresh(...parties)) !== null) throw new Error('the parties are refused');
});

test('a receipt waits, keeps the lot, and is matched by the dispatch; each by a process of its own', async () => {
  expect(await recordAfresh(received('REFINER', 'T-1', 'ORE-1', 990_000))).toBeNull();
  expect(await recordAfresh(created('ORE-1'), created('ORE-2'))).toBeNull();
  expect(await standing()).toEqual(['T-1 awaiting-dispatch ORE-1 undisputed']);
  expect(await recordAfresh(dispatched('MINE', 'T-2', 'OTHER', 'ORE-1'))).toBe('awaited');
  expect(await recordAfresh(dispatched('OTHER', 'T-1', 'REFINER', 'ORE-1'))).toBe('id-used');
  expect(await recordAfresh(at(3, 'MINE', { ...created('T-1').event }))).toBe('id-used');
  expect(await recordAfresh(received('OTHER', 'T-1', 'ORE-2'))).toBe('awaited');
  expect(await recordAfresh(dispatched('MINE', 'T-2', 'OTHER', 'ORE-2'))).toBeNull();
  expect(await recordAfresh(dispatched('MINE', 'T-1', 'REFINER', 'ORE-1'))).toBeNull();
  expect(await standing()).toEqual(['T-2 in-transit ORE-2 undisputed', 'T-1 received ORE-1 open']);
  expect(await recordAfresh(dispatched('REFINER', 'T-3', 'OTHER', 'ORE-1'))).toBeNull();
  expect((await audit(ledger)).failures).toEqual([]);
});

test('a wait that is cancelled is over for the next process, and the id may wait again', async () => {
  expect(await recordAfresh(created('ORE-1'), received('REFINER', 'T-1', 'ORE-1'))).toBeNull();
  expect(await recordAfresh(cancelled('OTHER', 'T-1'))).toBe('not-holder');
  expect(await recordAfresh(cancelled('MINE', 'T-1'))).toBeNull();
  expect(await standing()).toEqual([]);
  expect(await recordAfresh(received('OTHER', 'T-1', 'ORE-1'))).toBeNull();
  expect(await standing()).toEqual(['T-1 awaiting-dispatch ORE-1 undisputed']);
  expect(await recordAfresh(dispatched('MINE', 'T-1', 'OTHER', 'ORE-1'))).toBeNull();
  expect(await standing()).toEqual(['T-1 received ORE-1 undisputed']);
  expect((await audit(ledger)).failures).toEqual([]);
});

test('what is sent back waits as well, under an id that is kept for it; each by a process of its own', async () => {
  const part = { outcome: 'partly-accepted', measured: { netMilligrams: 400_000 }, rejectedLot: 'ORE-1R' };
  const lines = [
    { lot: 'ORE-1', ...part },
    { lot: 'ORE-2', outcome: 'rejected' },
  ];
  const receipt = at(5, 'REFINER', { type: 'transfer-received', transfer: 'T-1', consignor: 'MINE', lines });
  expect(await recordAfresh(receipt)).toBeNull();
  expect(await recordAfresh(created('ORE-1'), created('ORE-2'))).toBeNull();
  expect(await recordAfresh(created('ORE-1R'))).toBe('id-used');
  const declared = ['ORE-1', 'ORE-2'].map((lot) => ({ lot, quantity: { netMilligrams: 1_000_000 } }));
  const sent = { type: 'transfer-dispatched', transfer: 'T-1', consignee: 'REFINER', lines: declared };
  expect(await recordAfresh(at(2, 'MINE', sent))).toBeNull();
  expect(await standing()).toEqual(['T-1 returning ORE-1 undisputed ORE-2 undisputed ORE-1R undisputed']);
  const accepted = { lot: 'ORE-1R', outcome: 'accepted', measured: { netMilligrams: 600_000 } };
  const back = at(6, 'MINE', { type: 'transfer-received', transfer: 'T-1', lines: [accepted] });
  expect(await recordAfresh(back)).toBeNull();
  expect((await audit(ledger)).failures).toEqual([]);
});

test('all of it in one submission is the same', async () => {
  const lines = [received('REFINER', 'T-1', 'ORE-1'), created('ORE-1'), dispatched('MINE', 'T-1', 'REFINER', 'ORE-1')];
  expect(await recordAfresh(...lines)).toBeNull();
  expect(await standing()).toEqual(['T-1 received ORE-1 undisputed']);
  expect((await audit(ledger)).failures).toEqual([]);
});

test('a process that is open learns what another has recorded meanwhile', async () => {
  await withLedger(ledger, async (open) => {
    expect((await record(open, [created('ORE-1')])).refused).toBeNull();
    expect(await recordAfresh(received('REFINER', 'T-1', 'ORE-1'))).toBeNull();
    const other = await record(open, [dispatched('MINE', 'T-2', 'OTHER', 'ORE-1')]);
    expect(other.refused?.reason).toBe('awaited');
    expect((await record(open, [dispatched('MINE', 'T-1', 'REFINER', 'ORE-1')])).refused).toBeNull();
  });
  expect(await standing()).toEqual(['T-1 received ORE-1 undisputed']);
});
