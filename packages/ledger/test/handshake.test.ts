/** Transfers as the ledger shows them, whatever became of them; and many receipts at once. */
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { browseDisputes, browseTransfers } from '../src/ask/browse.ts';
import type { Ledger } from '../src/open-ledger.ts';
import { at, OWN_CHAIN } from './own-chain.ts';
import { audit, createTestLedger, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

const testing = testDatabase();
const folders = testFolders();
let own: TestLedger;

beforeAll(async () => {
  own = await createTestLedger(testing.url, await folders.make(), 'example.org/handshake');
  const { refused } = await withLedger(own, (open) => record(open, OWN_CHAIN));
  if (refused !== null) throw new Error(JSON.stringify(refused));
});

const look = <Answer>(ask: (open: Ledger) => Promise<Answer>) => withLedger(own, ask);
const all = { settledToo: true, limit: 100 };

describe('transfers', () => {
  test('show the whole of a handshake: what was kept, what came back, what is disputed or void', async () => {
    const rows = await look((open) => browseTransfers(open, { limit: 100 }));
    const lines = rows.flatMap(({ transfer, status, lines: said }) =>
      said.map(({ lot, status: line, dispute }) => [transfer, status, lot, line, dispute].join(' ')),
    );
    expect(lines).toEqual([
      'T-1 received PLS-1 accepted ',
      'T-2 received OX-ND accepted ',
      'T-2 received OX-DY accepted open',
      'T-2 received OX-ND-2 accepted open',
      'T-3 received ROX-1 accepted ',
      'T-5 received RES-1 partly-accepted ',
      'T-5 received RES-1-BACK returned settled',
      'T-6 cancelled RES-1-BACK cancelled ',
      'T-10 in-transit ORE-7A in-transit ',
      'T-7 received ORE-9 accepted ',
      'T-4 in-transit OX-DY in-transit ',
      'T-9 awaiting-dispatch ORE-11 awaiting-dispatch ',
    ]);
  });

  test.for([
    [{ incoming: true }, ['T-10', 'T-4']],
    [{ open: true }, ['T-2', 'T-10', 'T-4', 'T-9']],
    [{ status: 'awaiting-dispatch' as const }, ['T-9']],
    [{ party: 'MINE', open: true }, ['T-10', 'T-9']],
    [{ party: 'WORKS', status: 'awaiting-dispatch' as const }, []],
    [{ status: 'cancelled' as const }, ['T-6']],
    [{ party: 'RECYCLER', status: 'received' as const }, ['T-3', 'T-5']],
  ] as const)('can be those that %o', async ([filter, expected]) => {
    const rows = await look((open) => browseTransfers(open, { ...filter, limit: 100 }));
    expect(rows.map(({ transfer }) => transfer)).toEqual(expected);
  });
});

const disputed = async (filter: Partial<Parameters<typeof browseDisputes>[1]>) =>
  (await look((open) => browseDisputes(open, { ...all, settledToo: false, ...filter }))).map(({ lot }) => lot);

describe('disputes', () => {
  test('show both figures, the tolerance, and who would settle them on what', async () => {
    expect(await look((open) => browseDisputes(open, all))).toMatchObject([
      {
        transfer: 'T-5',
        lot: 'RES-1-BACK',
        status: 'settled',
        measure: 'netMilligrams',
        declared: 500_000n,
        measured: 490_000n,
        // Residue comes wet.
        slip: '2 % moisture missing?',
        tolerancePartsPerMillion: 5_000,
        proposals: [
          { party: 'RECYCLER', basis: 'measured' },
          { party: 'REFINER', basis: 'measured' },
        ],
      },
      {
        transfer: 'T-2',
        lot: 'OX-DY',
        form: 'oxide',
        status: 'open',
        declared: 200_000n,
        measured: 199_000n,
        slip: null,
        proposals: [],
      },
      {
        lot: 'OX-ND-2',
        measure: 'Nd',
        declared: 150_000n,
        measured: 140_000n,
        tolerancePartsPerMillion: 30_000,
        uncertaintyToleranceMilligrams: 2_100n,
      },
    ]);
  });

  test('are the open ones unless told otherwise, and those of a party', async () => {
    expect(await disputed({})).toEqual(['OX-DY', 'OX-ND-2']);
    expect(await disputed({ party: 'RECYCLER' })).toEqual([]);
    expect(await disputed({ party: 'RECYCLER', settledToo: true })).toEqual(['RES-1-BACK']);
  });
});

const registered = (name: string, role: string) => ({
  type: 'party-registered',
  party: name,
  name,
  roles: [role],
  country: 'CN',
});

const TRANSFERS = 1_000;

test(`${TRANSFERS.toLocaleString('en')} transfers are received in one submission`, async () => {
  const ledger = await createTestLedger(testing.url, await folders.make(), 'example.org/bulk');
  const numbers = Array.from({ length: TRANSFERS }, (_, index) => index);
  const quantity = { netMilligrams: 1_000_000 };
  const lot = {
    type: 'lot-created',
    origin: 'mined',
    country: 'CN',
    material: { form: 'ore', product: 'clay' },
    quantity,
  };
  await withLedger(ledger, async (open) => {
    const sent = [
      at(0, 'OPERATOR', registered('MINE', 'mine')),
      at(0, 'OPERATOR', registered('REFINER', 'refiner')),
      ...numbers.map((number) => at(1, 'MINE', { ...lot, lot: `ORE-${number}` })),
      ...numbers.map((number) => {
        const lines = [{ lot: `ORE-${number}`, quantity }];
        return at(2, 'MINE', { type: 'transfer-dispatched', transfer: `T-${number}`, consignee: 'REFINER', lines });
      }),
    ];
    expect(await record(open, sent)).toMatchObject({ refused: null });
    const receipts = numbers.map((number) => {
      const lines = [{ lot: `ORE-${number}`, outcome: 'accepted', measured: quantity }];
      return at(3, 'REFINER', { type: 'transfer-received', transfer: `T-${number}`, lines });
    });
    // One for the refiner's key, one for all of the receipts.
    expect(await record(open, receipts)).toMatchObject({ recorded: TRANSFERS, submissions: 2, refused: null });
    expect(await browseTransfers(open, { incoming: true, limit: 10 })).toEqual([]);
  });
  expect(await audit(ledger)).toMatchObject({ verdict: 'valid', failures: [] });
});
