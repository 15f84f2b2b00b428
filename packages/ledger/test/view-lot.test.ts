/** The views of a part that a receipt sends back: as moist and as coated as the lot that it was divided from. */
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, expect, test } from 'vitest';
import { browseEvents, browseLots } from '../src/ask/browse.ts';
import { browseViewedLot } from '../src/ask/browse-viewed-lot.ts';
import { viewLot } from '../src/ask/view-lot.ts';
import { at, uuidOf } from './own-chain.ts';
import { createTestLedger, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;

const party = (name: string, roles: readonly string[]) =>
  at(0, 'OPERATOR', { type: 'party-registered', party: name, name, roles, country: 'CN' });
const stock = (lot: string, form: string, more: object) =>
  at(1, 'MINE', {
    type: 'lot-created',
    lot,
    origin: 'opening-stock',
    material: { form, product: form },
    quantity: { netMilligrams: 1_000_000, elementMilligrams: { Nd: 10_000 }, ...more },
    country: 'CN',
  });
const dispatched = (hour: number, by: string, transfer: string, lot: string, netMilligrams = 1_000_000) =>
  at(hour, by, {
    type: 'transfer-dispatched',
    transfer,
    consignee: 'REFINER',
    lines: [{ lot, quantity: { netMilligrams } }],
  });
const keeping = (hour: number, transfer: string, lot: string, rejectedLot: string, netMilligrams: number) =>
  at(hour, 'REFINER', {
    type: 'transfer-received',
    transfer,
    consignor: 'MINE',
    lines: [{ lot, outcome: 'partly-accepted', measured: { netMilligrams }, rejectedLot }],
  });
const back = (hour: number, transfer: string, lot: string, netMilligrams: number) =>
  at(hour, 'MINE', {
    type: 'transfer-received',
    transfer,
    lines: [{ lot, outcome: 'accepted', measured: { netMilligrams } }],
  });
const assayed = (hour: number, lot: string, moisturePartsPerMillion: number) =>
  at(hour, 'REFINER', {
    type: 'lot-assayed',
    lot,
    laboratory: 'REFINER',
    method: 'icp-ms',
    version: 'provisional',
    uncertaintyPartsPerMillion: 10_000,
    quantity: { moisturePartsPerMillion },
  });

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/views');
  const lines = [
    party('MINE', ['mine', 'magnet-maker']),
    party('REFINER', ['refiner']),
    stock('ORE', 'ore', { moisturePartsPerMillion: 100_000 }),
    stock('MAG', 'magnet', { coatingMilligrams: 50_000 }),
    stock('DRY', 'ore', {}),
    dispatched(2, 'MINE', 'T-1', 'ORE'),
    dispatched(2, 'MINE', 'T-2', 'MAG'),
    dispatched(2, 'MINE', 'T-3', 'DRY'),
    keeping(3, 'T-1', 'ORE', 'ORE-BACK', 600_000),
    keeping(3, 'T-2', 'MAG', 'MAG-BACK', 600_000),
    keeping(3, 'T-3', 'DRY', 'DRY-BACK', 600_000),
    assayed(4, 'ORE', 50_000),
    back(5, 'T-1', 'ORE-BACK', 400_000),
    dispatched(6, 'MINE', 'T-4', 'ORE-BACK', 400_000),
    keeping(7, 'T-4', 'ORE-BACK', 'ORE-AGAIN', 300_000),
    keeping(7, 'T-5', 'LATE', 'LATE-BACK', 600_000),
    stock('LATE', 'ore', { moisturePartsPerMillion: 200_000 }),
    dispatched(6, 'MINE', 'T-5', 'LATE'),
  ];
  const { refused } = await withLedger(ledger, (open) => record(open, lines));
  if (refused !== null) throw new Error(JSON.stringify(refused));
});

const viewOf = (lot: string) =>
  withLedger(ledger, async (open) => {
    const known = { limit: 100, asKnownAt: undefined };
    const [row] = await browseLots(open, { lot, ...known });
    if (row === undefined) throw new Error(`${lot} is not recorded`);
    const history = await browseEvents(open, { lot, ...known });
    return viewLot(await browseViewedLot(open, row, history, known));
  });

test.each([
  [
    'as moist as it was when it was divided',
    'ORE-BACK',
    { moisturePartsPerMillion: 100_000n, dryMilligrams: 360_000n },
  ],
  ['divided from a part that went back', 'ORE-AGAIN', { moisturePartsPerMillion: 100_000n, dryMilligrams: 90_000n }],
  ['coated by its share', 'MAG-BACK', { coatingMilligrams: 20_000n, uncoatedMilligrams: 380_000n }],
  ['of a lot that states none', 'DRY-BACK', { moisturePartsPerMillion: null, dryMilligrams: 400_000n }],
  ['divided by its dispatch', 'LATE-BACK', { moisturePartsPerMillion: 200_000n, dryMilligrams: 320_000n }],
])('what goes back, %s', async (_, lot, made) => {
  expect((await viewOf(lot)).made).toMatchObject(made);
});

test('what stays says what is found in it since', async () => {
  expect((await viewOf('ORE')).remaining).toMatchObject({ moisturePartsPerMillion: 50_000n, dryMilligrams: 570_000n });
});

test('what goes back is as moist as a correction says since that the whole was', async () => {
  const refused = await withLedger(ledger, async (open) => {
    const [creation] = await browseEvents(open, { lot: 'LATE', type: 'lot-created', limit: 1 });
    if (creation === undefined) throw new Error('LATE is not recorded');
    const event = {
      ...creation.event,
      id: uuidOf('moister'),
      quantity: { netMilligrams: 1_000_000, elementMilligrams: { Nd: 10_000 }, moisturePartsPerMillion: 250_000 },
    };
    const corrected = { type: 'event-corrected', corrects: creation.digest, reason: 'the balance', replacement: event };
    return (await record(open, [at(20, 'MINE', corrected)])).refused;
  });
  expect(refused).toBeNull();
  expect((await viewOf('LATE-BACK')).made).toMatchObject({ moisturePartsPerMillion: 250_000n });
});
