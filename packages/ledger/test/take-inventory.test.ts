import type { StockRow } from '@lodestone/custody/stock.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import { type InventoryRequest, takeInventory } from '../src/ask/take-inventory.ts';
import { at as line, correction, OWN_CHAIN, STOCK_CHAIN } from './own-chain.ts';
import { createTestLedger, recordAll, testFolders, type TestLedger, withLedger } from './test-ledger.ts';

// All numbers are worked out by hand from the events of the chain.

const testing = testDatabase();
const folders = testFolders();
let ledger: TestLedger;
/** Between the recording of the refiner's dispatch and of everything after it. */
let betweenRecordings: string;

const DISPATCHED = STOCK_CHAIN.findIndex(({ event }) => 'transfer' in event && event.transfer === 'T-2') + 1;
/** Longer than a clock stands still. */
const MOMENT_MILLISECONDS = 5;

beforeAll(async () => {
  ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/stock');
  await withLedger(ledger, async (open) => {
    await recordAll(open, STOCK_CHAIN.slice(0, DISPATCHED));
    await sleep(MOMENT_MILLISECONDS);
    betweenRecordings = new Date().toISOString();
    await sleep(MOMENT_MILLISECONDS);
    await recordAll(open, STOCK_CHAIN);
  });
});

async function stock(request: InventoryRequest) {
  const answer = await withLedger(ledger, (open) => takeInventory(open, request));
  if (!answer.found) throw new Error(`no ${answer.what} ${answer.id}`);
  return answer.inventory;
}

async function standing(request: Partial<InventoryRequest>) {
  const { rows } = await stock({ by: ['party', 'owner'], ...request });
  return rows.map(({ party, owner, status, onHold }) => `${party} for ${owner}: ${status}${onHold ? ', stopped' : ''}`);
}

async function circuitAt(at: string) {
  const { rows } = await stock({ by: ['form'], party: 'REFINER', at });
  return rows.find(({ status }) => status === 'in-circuit')?.elementMilligrams;
}

const ask = (request: Partial<InventoryRequest>) =>
  withLedger(ledger, (open) => takeInventory(open, { by: [], ...request }));

const ELEMENTLESS = { netMilligrams: null, volumeMillilitres: null, pieces: null };

describe('an inventory', () => {
  test('tells held from under way and from in process, by party, facility and form', async () => {
    const { rows } = await stock({ by: ['party', 'facility', 'form'] });
    expect(rows.map(named)).toEqual([
      {
        ...of('MINE', 'PIT', 'ore', 'held', 1),
        netMilligrams: 500_000_000n,
        elementMilligrams: { La: 2_500_000n, Nd: 1_500_000n, Dy: 200_000n },
      },
      {
        ...of('RECYCLER', null, 'scrap', 'held', 1),
        netMilligrams: 3_000_000n,
        pieces: 60n,
        elementMilligrams: { Nd: 360_000n, Dy: 30_000n },
      },
      // 2,400,000 counted as 2,399,000, of which 399,000 are gone; lanthanum in proportion, rounded as each event does.
      {
        ...of('REFINER', null, 'oxide', 'held', 1),
        netMilligrams: 2_000_000n,
        elementMilligrams: { La: 1_666_667n },
      },
      {
        ...of('REFINER', null, null, 'in-circuit', 1),
        ...ELEMENTLESS,
        elementMilligrams: { Nd: 50_000n, Dy: 10_000n },
      },
      // Received at WORKS-1, and dispatched again without saying from where.
      {
        ...of('WORKS', 'WORKS-1', 'oxide', 'in-transit', 1),
        netMilligrams: 200_000n,
        elementMilligrams: { Dy: 50_000n },
      },
    ]);
  });

  test('adds up by status', async () => {
    const { totals } = await stock({ by: ['form'] });
    const dysprosium = totals.map(({ status, onHold, lots, elementMilligrams }) => {
      return [status, onHold, lots, elementMilligrams.Dy];
    });
    expect(dysprosium).toEqual([
      ['held', false, 2, 230_000n],
      ['held', true, 1, undefined],
      ['in-transit', false, 1, 50_000n],
      ['in-circuit', false, 1, 10_000n],
    ]);
  });

  test.for<[Partial<InventoryRequest>, string[]]>([
    [{ party: 'WORKS' }, ['WORKS in-transit 1']],
    [{ facility: 'PIT' }, ['MINE held 1']],
    [{ form: 'oxide' }, ['REFINER held 1', 'WORKS in-transit 1']],
    [{ element: 'La' }, ['MINE held 1', 'REFINER held 1']],
    [{ party: 'BUYER' }, []],
  ])('of %o only', async ([filter, expected]) => {
    const { rows } = await stock({ by: ['party'], ...filter });
    expect(rows.map(({ party, status, lots }) => `${party} ${status} ${lots}`)).toEqual(expected);
  });

  test('tells apart what an authority has stopped, then and now, and what belongs to somebody else', async () => {
    expect(await standing({ form: 'oxide' })).toEqual([
      'REFINER for REFINER: held, stopped',
      'WORKS for WORKS: in-transit',
    ]);
    // ROX-1 is stopped while it is under way, released, and sold.
    const recycled = (at: string) => standing({ at, party: 'RECYCLER', form: 'oxide' });
    expect(await recycled('2026-03-02T08:00:00.000Z')).toEqual(['RECYCLER for RECYCLER: in-transit']);
    expect(await recycled('2026-03-02T10:30:00.000Z')).toEqual(['RECYCLER for RECYCLER: in-transit, stopped']);
    expect(await recycled('2026-03-02T14:00:00.000Z')).toEqual(['RECYCLER for WORKS: in-transit']);
    // A hold on a shipment stops what is packed in it.
    expect(await standing({ at: '2026-03-03T02:30:00.000Z', form: 'magnet' })).toEqual([
      'WORKS for WORKS: packed, stopped',
    ]);
    expect(await standing({ at: '2026-03-02T14:00:00.000Z', owner: 'WORKS' })).toEqual([
      'RECYCLER for WORKS: in-transit',
    ]);
  });

  test('tells apart what goes back and what is disputed', async () => {
    const handshakes = await createTestLedger(testing.url, await folders.make(), 'example.org/handshakes');
    await withLedger(handshakes, (open) => recordAll(open, OWN_CHAIN));
    const residueAt = async (at: string) => {
      const request = { by: ['party'], form: 'residue', at } as const;
      const answer = await withLedger(handshakes, (open) => takeInventory(open, request));
      const rows = answer.found ? answer.inventory.rows : [];
      return rows.map(({ party, status, disputed, netMilligrams, consignees, since }) => {
        return [party, status, disputed, netMilligrams, consignees.join(), since];
      });
    };
    // Of 2,000,000 the recycler keeps 1,500,000; of the 500,000 that go back the refiner weighs 490,000.
    expect(await residueAt('2026-03-02T11:30:00.000Z')).toEqual([
      ['RECYCLER', 'held', false, 1_500_000n, '', null],
      ['REFINER', 'returning', false, 500_000n, 'REFINER', '2026-03-02T11:00:00.000Z'],
    ]);
    expect(await residueAt('2026-03-02T12:30:00.000Z')).toEqual([
      ['RECYCLER', 'held', false, 1_500_000n, '', null],
      ['REFINER', 'held', true, 500_000n, '', null],
    ]);
  });

  test('no longer calls disputed what was settled', async () => {
    const settled = await createTestLedger(testing.url, await folders.make(), 'example.org/settled');
    const end = OWN_CHAIN.findIndex(({ event }) => 'type' in event && event.type === 'transfer-cancelled') + 1;
    await withLedger(settled, (open) => recordAll(open, OWN_CHAIN.slice(0, end)));
    const request = { by: [], form: 'residue', party: 'REFINER' } as const;
    expect(await withLedger(settled, (open) => takeInventory(open, request))).toMatchObject({
      inventory: { rows: [{ status: 'held', disputed: false, netMilligrams: 490_000n }] },
    });
  });

  test('as it was at a time has what happened before then, and not what happens at it', async () => {
    // The first step of the circuit is at 00:00 of the 2nd, the next an hour later.
    expect(await circuitAt('2026-03-02T00:00:00.000Z')).toBeUndefined();
    expect(await circuitAt('2026-03-02T00:00:00.001Z')).toEqual({ Nd: 200_000n, Dy: 10_000n });
    expect(await circuitAt('2026-03-02T02:00:00.000Z')).toEqual({ Nd: 50_000n, Dy: 10_000n });
  });

  test('as known at a time has what was recorded by then, whatever happened', async () => {
    const then = await stock({ by: ['party'], asKnownAt: betweenRecordings });
    expect(then.rows.map(({ party, status, lots }) => `${party} ${status} ${lots}`)).toEqual([
      'MINE held 1',
      'REFINER held 1',
      'REFINER in-circuit 1',
      'REFINER in-transit 3',
    ]);
    const before = await stock({ by: ['party'], asKnownAt: betweenRecordings, at: '2026-03-01T18:30:00.000Z' });
    expect(before.rows.map(({ party, lots }) => `${party} ${lots}`)).toEqual(['MINE 1']);
  });

  test('has what a correction says from the time of what it corrects, and as known before it what was said then', async () => {
    const corrected = await createTestLedger(testing.url, await folders.make(), 'example.org/corrected-stock');
    const making = line(24, 'REFINER', {
      type: 'lot-created',
      lot: 'CAKE',
      origin: 'opening-stock',
      country: 'MY',
      material: { form: 'concentrate', product: 'filter cake' },
      quantity: { netMilligrams: 300_000, elementMilligrams: { Y: 20_000 } },
    });
    const replacement = {
      ...making.event,
      material: { form: 'residue', product: 'filter cake' },
      quantity: { netMilligrams: 200_000, elementMilligrams: { Y: 10_000 } },
    };
    let beforeCorrection = '';
    await withLedger(corrected, async (open) => {
      await recordAll(open, [...STOCK_CHAIN.slice(0, 5), making]);
      await sleep(MOMENT_MILLISECONDS);
      beforeCorrection = new Date().toISOString();
      await sleep(MOMENT_MILLISECONDS);
      await recordAll(open, [correction(60, making, { replacement })]);
    });
    const formsOf = async (request: Partial<InventoryRequest>) => {
      const answer = await withLedger(corrected, (open) => takeInventory(open, { by: ['form'], ...request }));
      return answer.found ? answer.inventory.rows.map(({ form, netMilligrams }) => [form, netMilligrams]) : answer;
    };
    const then = [['concentrate', 300_000n]];
    const now = [['residue', 200_000n]];
    const between = '2026-03-02T10:00:00.000Z';
    expect(await formsOf({})).toEqual(now);
    expect(await formsOf({ form: 'residue' })).toEqual(now);
    expect(await formsOf({ form: 'concentrate' })).toEqual([]);
    expect(await formsOf({ party: 'REFINER', at: between })).toEqual(now);
    expect(await formsOf({ at: '2026-03-02T08:00:00.000Z' })).toEqual([]);
    expect(await formsOf({ asKnownAt: beforeCorrection })).toEqual(then);
    expect(await formsOf({ asKnownAt: beforeCorrection, at: between, form: 'concentrate' })).toEqual(then);
  });

  test('of a name that is not registered is not taken for none', async () => {
    expect(await ask({ party: 'WORKZ' })).toEqual({ found: false, what: 'party', id: 'WORKZ' });
    expect(await ask({ facility: 'PITT' })).toEqual({ found: false, what: 'facility', id: 'PITT' });
  });
});

function of(party: string, facility: string | null, form: string | null, status: string, lots: number) {
  return { party, facility, form, status, lots, volumeMillilitres: null, pieces: null };
}

function named({ party, facility, form, status, lots, ...amounts }: StockRow) {
  const { netMilligrams, volumeMillilitres, pieces, elementMilligrams } = amounts;
  return { party, facility, form, status, lots, netMilligrams, volumeMillilitres, pieces, elementMilligrams };
}
