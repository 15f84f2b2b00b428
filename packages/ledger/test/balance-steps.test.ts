import { closurePercent } from '@lodestone/custody/step-balance.ts';
import { testDatabase } from '@lodestone/testkit/test-database.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { type BalanceRequest, balanceSteps } from '../src/ask/balance-steps.ts';
import { at, correction, STOCK_CHAIN } from './own-chain.ts';
import { createTestLedger, type Line, record, type TestLedger, testFolders, withLedger } from './test-ledger.ts';

// All numbers are worked out by hand from the events.

const testing = testDatabase();
const folders = testFolders();
let own: TestLedger;
let zoned: TestLedger;

async function recordIn(origin: string, lines: readonly Line[]): Promise<TestLedger> {
  const ledger = await createTestLedger(testing.url, await folders.make(), origin);
  const { refused } = await withLedger(ledger, (open) => record(open, lines));
  if (refused !== null) throw new Error(JSON.stringify(refused));
  return ledger;
}

/** The last entry but one. */
async function lastPositionBefore(ledger: TestLedger): Promise<string> {
  const { rows } = await withLedger(ledger, ({ database, ledgerId }) =>
    database.pool.query<{ position: string }>(
      'select (size - 2)::text as position from ledger.head where ledger_id = $1',
      [ledgerId],
    ),
  );
  return rows[0]?.position ?? '';
}

/** Hours after 2026-03-01 08:00 UTC: half past three, half past four in the afternoon of the last day of March. */
const [BEFORE_MIDNIGHT_IN_BEIJING, AFTER_MIDNIGHT_IN_BEIJING] = [727.5, 728.5];

const facility = (name: string, timeZone: string | undefined) => ({
  type: 'facility-registered',
  facility: name,
  name,
  location: { latitudeMicrodegrees: 24_907_000, longitudeMicrodegrees: 114_790_000 },
  party: 'MINE',
  country: 'CN',
  activities: ['leaching'],
  ...(timeZone !== undefined && { timeZone }),
});

function leaching(hour: number, where: string): Line[] {
  const lot = `${where}-${hour}`;
  return [
    at(hour, 'MINE', {
      type: 'lot-created',
      lot,
      origin: 'mined',
      country: 'CN',
      material: { form: 'ore', product: 'clay' },
      quantity: { netMilligrams: 1_000_000, elementMilligrams: { Nd: 1_000 } },
    }),
    at(hour, 'MINE', {
      type: 'lot-transformed',
      step: 'leaching',
      facility: where,
      inputs: [{ lot }],
      outputs: [
        {
          lot: `${lot}-PLS`,
          material: { form: 'leach-solution', product: 'solution' },
          quantity: { volumeMillilitres: 1_000, elementMilligrams: { Nd: 900 } },
        },
      ],
      losses: [{ kind: 'heap', elementMilligrams: { Nd: 60 } }],
    }),
  ];
}

const ZONED_CHAIN: readonly Line[] = [
  at(0, 'OPERATOR', { type: 'party-registered', party: 'MINE', name: 'The mine', roles: ['mine'], country: 'CN' }),
  at(1, 'OPERATOR', facility('HEAP', 'Asia/Shanghai')),
  at(2, 'OPERATOR', facility('POND', 'Beijing time')),
  at(3, 'OPERATOR', facility('YARD', undefined)),
  ...leaching(BEFORE_MIDNIGHT_IN_BEIJING, 'HEAP'),
  ...leaching(AFTER_MIDNIGHT_IN_BEIJING, 'HEAP'),
  ...leaching(AFTER_MIDNIGHT_IN_BEIJING, 'POND'),
  ...leaching(AFTER_MIDNIGHT_IN_BEIJING, 'YARD'),
];

beforeAll(async () => {
  own = await recordIn('example.org/balance', STOCK_CHAIN);
  zoned = await recordIn('example.org/zones', ZONED_CHAIN);
});

async function balancesOf(ledger: TestLedger, request: BalanceRequest) {
  const answer = await withLedger(ledger, (open) => balanceSteps(open, request));
  if (!answer.found) throw new Error(`no ${answer.what} ${answer.id}`);
  return answer.balances;
}

describe('the balance of steps', () => {
  test('has in, out, losses by kind and what circuits hold more, per element', async () => {
    const { rows } = await balancesOf(own, { step: 'solvent-extraction', by: ['step', 'facility', 'month'] });
    const nothing = { lossMilligrams: {}, unaccountedMilligrams: 0n, gainedMilligrams: 0n };
    expect(rows).toEqual([
      {
        step: 'solvent-extraction',
        facility: null,
        month: '2026-03',
        steps: 2,
        balance: {
          La: { inMilligrams: 2_000_000n, outMilligrams: 2_000_000n, inProcessMilligrams: 0n, ...nothing },
          // The second step gives 150,000 of the 200,000 that the first one left in the circuit.
          Nd: { inMilligrams: 2_000_000n, outMilligrams: 1_950_000n, inProcessMilligrams: 50_000n, ...nothing },
          Dy: { inMilligrams: 160_000n, outMilligrams: 150_000n, inProcessMilligrams: 10_000n, ...nothing },
        },
      },
    ]);
  });

  test('of a period in which a circuit only gives counts its stock as taken', async () => {
    const { rows } = await balancesOf(own, {
      step: 'solvent-extraction',
      from: { instant: '2026-03-02T00:30:00.000Z' },
      by: [],
    });
    const neodymium = rows[0]?.balance.Nd;
    expect(neodymium).toMatchObject({ inMilligrams: 0n, outMilligrams: 150_000n, inProcessMilligrams: -150_000n });
    expect(neodymium && closurePercent(neodymium)).toBe('100.00');
  });

  test.for<[Partial<BalanceRequest>, string[]]>([
    [{ party: 'RECYCLER' }, ['recycling 1', 'split 1']],
    [{ facility: 'WORKS-1' }, ['electrolysis 1', 'strip-casting 1']],
    [{ until: { instant: '2026-03-01T20:00:00.000Z' } }, []],
    [{ until: { instant: '2026-03-01T20:00:00.001Z' } }, ['merge 1']],
    [{ asKnownAt: '2020-01-01T00:00:00.000Z' }, []],
  ])('of %o only', async ([filter, expected]) => {
    const { rows } = await balancesOf(own, { by: ['step'], ...filter });
    expect(rows.map(({ step, steps }) => `${step} ${steps}`)).toEqual(expected);
  });

  test('puts a step that was corrected where its replacement says that it happened, as far as that was known', async () => {
    const [, step] = leaching(50, 'HEAP');
    if (step === undefined) throw new Error('no step');
    const replacement = { ...step.event, occurredAt: '2026-02-20T08:00:00.000Z' };
    const lines = [...ZONED_CHAIN.slice(0, 4), ...leaching(50, 'HEAP').slice(0, 1), step];
    const corrected = await recordIn('example.org/corrected-step', lines);
    await withLedger(corrected, (open) => record(open, [correction(1_500, step, { replacement })]));
    const february = { from: { date: '2026-02-01' }, until: { date: '2026-03-01' }, by: ['month'] } as const;
    const stepsIn = async (request: BalanceRequest) =>
      (await balancesOf(corrected, request)).rows.map(({ month, steps }) => [month, steps]);
    expect(await stepsIn(february)).toEqual([['2026-02', 1]]);
    expect(await stepsIn({ by: ['month'] })).toEqual([['2026-02', 1]]);
    const before = await lastPositionBefore(corrected);
    expect(await stepsIn({ by: ['month'], asKnownAt: before })).toEqual([['2026-03', 1]]);
    expect(await stepsIn({ ...february, asKnownAt: before })).toEqual([]);
  });

  test('puts a step into the month that it was at its facility, else into that of UTC', async () => {
    const { rows, unknownTimeZones } = await balancesOf(zoned, { by: ['facility', 'month'] });
    expect(rows.map((row) => [row.month, row.facility, row.steps])).toEqual([
      ['2026-03', 'HEAP', 1],
      ['2026-03', 'POND', 1],
      ['2026-03', 'YARD', 1],
      ['2026-04', 'HEAP', 1],
    ]);
    expect(unknownTimeZones).toEqual(['Beijing time']);
  });

  test('of a period of days begins and ends with the days of each facility', async () => {
    const april = await balancesOf(zoned, {
      from: { date: '2026-04-01' },
      until: { date: '2026-05-01' },
      by: ['facility'],
    });
    expect(april.rows.map(({ facility: where, steps }) => [where, steps])).toEqual([['HEAP', 1]]);
    const march = await balancesOf(zoned, { until: { date: '2026-04-01' }, by: ['step'] });
    expect(march.rows).toMatchObject([
      {
        step: 'leaching',
        steps: 3,
        // Of 1,000 each time 900 come out and 60 are lost: nobody says where 40 are.
        balance: {
          Nd: {
            inMilligrams: 3_000n,
            outMilligrams: 2_700n,
            lossMilligrams: { heap: 180n },
            unaccountedMilligrams: 120n,
          },
        },
      },
    ]);
    const neodymium = march.rows[0]?.balance.Nd;
    expect(neodymium && closurePercent(neodymium)).toBe('96.00');
  });

  test('of a name that is not registered is not taken for none', async () => {
    const answer = await withLedger(own, (open) => balanceSteps(open, { facility: 'PITT', by: [] }));
    expect(answer).toEqual({ found: false, what: 'facility', id: 'PITT' });
  });
});
