import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { rebuildViews } from '../src/audit/rebuild-views.ts';
import { isConserved, weighLedger } from '../src/ask/weigh-ledger.ts';
import { browseShipments } from '../src/ask/browse.ts';
import { takeInventory } from '../src/ask/take-inventory.ts';
import { at, STOCK_CHAIN } from './own-chain.ts';
import { openOwner } from './tampering.ts';
import { createTestLedger, record, recordAll, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/weight');
  const { refused } = await withLedger(ledger, (open) => record(open, STOCK_CHAIN));
  if (refused !== null) throw new Error(JSON.stringify(refused));
});

const weigh = () => withLedger(ledger, (open) => weighLedger(open));

describe('the weight of a ledger', () => {
  test('is what came in and what became of it, each element to the milligram', async () => {
    const { terms, ...rest } = await weigh();
    expect(rest).toEqual({ differenceMilligrams: {}, overdrawnLots: 0 });
    const table = terms.map(({ side, name, elementMilligrams: { La, Nd, Dy } }) => [side, name, La, Nd, Dy]);
    // By hand from the events: ORE-1 and ORE-2, SCRAP-1; what is left of each lot that is not spent; the losses of
    // leaching, recycling, electrolysis and strip casting, in that order. Adding up the columns of each side gives
    // La 4,999,167, Nd 4,600,000 and Dy 450,000.
    expect(table).toEqual([
      ['from', 'adjusted', -833n, undefined, undefined],
      ['from', 'collected', undefined, 600_000n, 50_000n],
      ['from', 'mined', 5_000_000n, 3_000_000n, 400_000n],
      ['from', 'opening-stock', undefined, 1_000_000n, undefined],
      ['to', 'disposed', 332_500n, undefined, undefined],
      ['to', 'exported', undefined, 2_100_000n, 100_000n],
      ['to', 'held', 2_500_000n + 1_666_667n, 1_500_000n + 360_000n, 200_000n + 30_000n],
      ['to', 'in-circuit', undefined, 50_000n, 10_000n],
      ['to', 'in-transit', undefined, undefined, 50_000n],
      ['to', 'loss (process-loss)', 500_000n, 500_000n + 50_000n + 30_000n, 40_000n],
      ['to', 'loss (residue)', undefined, 10_000n, 20_000n],
    ]);
  });

  test.for([
    [
      'a lot that a step made has a milligram more than the step took of it',
      "update view.lot set element_milligrams[6] = element_milligrams[6] + 1 where lot = 'MET'",
    ],
    [
      'a step gave a milligram that it does not say',
      "update view.step set given_element_milligrams[6] = given_element_milligrams[6] + 1 where step = 'electrolysis'",
    ],
    [
      'more was taken of a lot than it had',
      `update view.input set net_milligrams = net_milligrams + 1
       where lot_number = (select lot_number from view.lot where lot = 'MET')`,
    ],
  ] as const)('is not conserved when %s', async ([, fault]) => {
    const owner = await openOwner(testing.url);
    try {
      await owner.query(fault);
      expect(isConserved(await weigh())).toBe(false);
    } finally {
      await owner.close();
      await withLedger(ledger, rebuildViews);
    }
    expect(isConserved(await weigh())).toBe(true);
  });
});

test('masses that are together beyond a bigint of the database are added up all the same', async () => {
  const each = Number.MAX_SAFE_INTEGER;
  const lots = Array.from({ length: 1_025 }, (_, index) => `MET-${index}`);
  const quantity = { netMilligrams: each, elementMilligrams: { Nd: each } };
  const created = { type: 'lot-created', origin: 'opening-stock', country: 'CN', quantity };
  const material = { form: 'metal', product: 'neodymium' };
  const much = await createTestLedger(testing.url, await folders.make(), 'example.org/much');
  await withLedger(much, async (open) => {
    await recordAll(open, [
      at(0, 'OPERATOR', {
        type: 'party-registered',
        party: 'WORKS',
        name: 'WORKS',
        roles: ['metal-maker', 'exporter'],
        country: 'CN',
      }),
      ...lots.map((lot) => at(1, 'WORKS', { ...created, lot, material })),
      at(2, 'WORKS', { type: 'shipment-packed', shipment: 'SHP', lots, consignee: 'WORKS', destination: 'DE' }),
    ]);
    const netMilligrams = BigInt(lots.length) * BigInt(each);
    const elementMilligrams = { Nd: netMilligrams };
    expect((await weighLedger(open)).terms).toMatchObject([{ elementMilligrams }, { elementMilligrams }]);
    expect(await browseShipments(open, { limit: 1 })).toMatchObject([{ netMilligrams }]);
    expect(await takeInventory(open, { by: ['party'], asKnownAt: undefined })).toMatchObject({
      inventory: { rows: [{ netMilligrams, elementMilligrams }] },
    });
  });
});
