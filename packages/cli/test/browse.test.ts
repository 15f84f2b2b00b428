import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN, recordChain } from './chain-file.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
beforeAll(() => recordChain(place));
keepServer(place);

type Row = Readonly<Record<string, unknown>>;

async function rowsOf(...commandArguments: string[]): Promise<readonly Row[]> {
  const { code, value } = await place.json<readonly Row[]>(commandArguments);
  expect(code).toBe(0);
  return value;
}

const column = (rows: readonly Row[], name: string): unknown[] => rows.map((row) => row[name]);

async function textOf(...commandArguments: string[]): Promise<string[]> {
  const { code, stdout } = await place.run(commandArguments);
  expect(code).toBe(0);
  return stdout.trimEnd().split('\n');
}

describe('lot', () => {
  test('tells what a lot is, what remains of it and what happened to it', async () => {
    const { value } = await place.json<Row & { history: readonly Row[] }>(['lot', 'MAG-001']);
    expect(value).toMatchObject({
      lot: 'MAG-001',
      form: 'magnet',
      party: 'MAGNETS-D',
      status: 'exported',
      within: CHAIN.shipment,
      custodian: 'MAGNETS-D',
      made: { netMilligrams: 509_000_000, pieces: 10_000, elementMilligrams: { Nd: 120_595_000 } },
      remaining: { netMilligrams: 509_000_000 },
    });
    expect(column(value.history, 'type')).toEqual(['lot-transformed', 'shipment-packed', 'shipment-exited']);
    const lines = await textOf('lot', 'MAG-001');
    expect(lines[0]).toBe('MAG-001  magnet · 42SH magnets, NiCuNi, magnetised');
    expect(lines).toContainEqual(expect.stringMatching(/^net +509 kg +509 kg {2}as weighed, wet$/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^Nd +120\.595 kg +120\.595 kg {2}as metal, 23\.6925 % of net; Nd2O3 140\.659191 kg$/),
    );
    expect(lines.at(-1)).toMatch(
      new RegExp(`^ 12\\.9 +2026-03-13 00:00 +shipment-exited +\\d+[dy] +MAGNETS-D +${CHAIN.shipment} +[0-9a-f-]{36}$`),
    );
  });

  test('shows what it holds on every basis, and which basis that is', async () => {
    const { value } = await place.json<Row>(['lot', CHAIN.ore]);
    expect(value['views']).toMatchObject({
      made: {
        netMilligrams: 1_000_000_000_000,
        moisturePartsPerMillion: 150_000,
        dryMilligrams: 850_000_000_000,
        treoPartsPerMillionOfDry: 1_200,
      },
      remaining: { netMilligrams: 0, dryMilligrams: 0, treoPartsPerMillionOfDry: null },
    });
    const lines = await textOf('lot', CHAIN.ore);
    expect(lines).toContainEqual(expect.stringMatching(/^dry +850,000 kg +0 kg {2}net less 15 % moisture$/));
    expect(lines).toContainEqual(expect.stringMatching(/^TREO +1,0[0-9.]+ kg +0 kg {2}as oxides, 0\.12 % of dry$/));
  });

  test('says what the steps along it took, gave, lost and left unaccounted', async () => {
    const { value } = await place.json<{ steps: readonly Row[] }>(['lot', 'PLS-001']);
    expect(value.steps).toMatchObject([
      {
        step: 'leaching',
        balance: {
          Nd: {
            inMilligrams: 263_983_000,
            outMilligrams: 216_466_000,
            lossMilligrams: { 'process-loss': 47_517_000 },
            unaccountedMilligrams: 0,
          },
        },
      },
      { step: 'precipitation' },
    ]);
    expect(await textOf('lot', 'PLS-001')).toContainEqual(
      expect.stringMatching(/ leaching +861\.883 kg +706\.743 kg +0 kg +0 kg {2}155\.14 kg process-loss$/),
    );
  });

  test('has both sides of a transfer in the history', async () => {
    const { value } = await place.json<{ history: readonly Row[] }>(['lot', 'CON-001']);
    expect(column(value.history, 'type')).toEqual([
      'lot-transformed',
      'transfer-dispatched',
      'transfer-received',
      'lot-transformed',
    ]);
  });

  test('that nobody recorded is answered with no', async () => {
    expect(await place.run(['lot', 'NOTHING-1'])).toEqual({
      code: 1,
      stdout: '',
      stderr: 'lodestone: no lot NOTHING-1 is recorded: lodestone lots lists those that are\n',
    });
  });
});

describe('lots', () => {
  test('are all there, in the order of making', async () => {
    const rows = await rowsOf('lots');
    expect(rows).toHaveLength(34);
    expect(column(rows, 'lot').slice(0, 3)).toEqual([CHAIN.ore, 'PLS-001', 'CON-001']);
    const lines = await textOf('lots');
    expect(lines).toHaveLength(36);
    expect(lines[0]).toMatch(/^lot +form +status +custodian +made +remains +contains now, as metal$/);
    expect(lines[2]).toMatch(new RegExp(`^${CHAIN.ore} +ore +spent +MINE-A +1,000,000 kg +0 kg$`));
    // Piped, nothing is shortened.
    expect(lines.find((line) => line.startsWith('OX-HOYLU'))).toMatch(/Lu [0-9.]+ kg$/);
  });

  test.for([
    [['--custodian', 'METALS-C', '--status', 'held'], ['ME-PRND-2']],
    [
      ['--party', 'RECYCLER-R'],
      ['SCRAP-R', 'ROX-R'],
    ],
    [
      ['--form', 'oxide', '--status', 'held'],
      ['OX-LACE', 'OX-SEG', 'OX-HOYLU'],
    ],
    [
      ['--limit', '2'],
      [CHAIN.ore, 'PLS-001'],
    ],
  ] as const)('%s picks some', async ([options, expected]) => {
    expect(column(await rowsOf('lots', ...options), 'lot')).toEqual(expected);
  });

  test('say that there may be more, beside the answer, unless it should be quiet', async () => {
    const { stdout, stderr } = await place.run(['lots', '--limit', '2']);
    expect(stderr).toBe('These are the first 2; --limit asks for more.\n');
    expect(await place.run(['lots', '--limit', '2', '--quiet'])).toEqual({ code: 0, stdout, stderr: '' });
  });

  test('that there are none of is said in words', async () => {
    expect(await textOf('lots', '--status', 'in-transit')).toEqual(['No lots.']);
  });

  test.for([
    [['--form', 'nonsense'], /--form must be one of ore, .*; found nonsense/],
    [['--limit', '0'], /--limit must be a whole number of at least 1, found 0/],
  ] as const)('%s is wrong use', async ([options, message]) => {
    const { code, stdout, stderr } = await place.run(['lots', ...options]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('events', () => {
  test('come in the order of recording, with what they say', async () => {
    const rows = await rowsOf('events');
    expect(rows).toHaveLength(47);
    expect(rows[0]).toMatchObject({ position: 0, ordinal: 0, type: 'ledger-opened', party: 'OPERATOR' });
    expect(rows.at(-1)).toMatchObject({
      position: 12,
      ordinal: 9,
      type: 'shipment-exited',
      party: 'MAGNETS-D',
      event: { shipment: CHAIN.shipment, port: 'Ningbo' },
    });
    const lines = await textOf('events', '--type', 'lot-transformed', '--party', 'REFINER-B');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(
      /^ +5\.1 {2}2026-03-06 07:00 +dissolution +\d+[dy] +REFINER-B +CON-001 → LIQ-001 +[0-9a-f-]{36}$/,
    );
  });

  test.for([
    [['--type', 'transfer-received'], 4],
    [['--party', 'MINE-A'], 4],
    [['--lot', 'LIQ-001'], 2],
    [['--from', '2026-03-12T10:00:00Z', '--until', '2026-03-13'], 2],
    [['--type', 'lot-created', '--until', '2026-03-08'], 1],
  ] as const)('%s picks some', async ([options, count]) => {
    expect(await rowsOf('events', ...options)).toHaveLength(count);
  });

  test('of a type that there is not are wrong use, not none', async () => {
    const { code, stdout, stderr } = await place.run(['events', '--type', 'lot-creatd']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(/--type must be one of ledger-opened, .*; found lot-creatd/);
  });

  test('as known at an entry that is not recorded yet are wrong use, and no fault of the program', async () => {
    expect(await place.run(['events', '--as-known-at', '99'])).toEqual({
      code: 2,
      stdout: '',
      stderr: 'lodestone: entry 99 is not recorded yet: the last one is 12\n',
    });
  });

  test('of names that nobody knows are none, and that is said beside it', async () => {
    const { code, stdout, stderr } = await place.run(['events', '--party', 'MIEN-A', '--lot', 'ORE-OO1', '--json']);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '[]\n' });
    expect(stderr).toBe(
      'No party MIEN-A is registered: lodestone parties lists those that are.\n' +
        'No lot ORE-OO1 is recorded: lodestone lots lists those that are.\n',
    );
  });
});

describe('transfers', () => {
  test('show both weights and the variance', async () => {
    const rows = await rowsOf('transfers');
    expect(column(rows, 'transfer')).toEqual(['TR-001', 'TR-002', 'TR-003', 'TR-004']);
    expect(rows[0]).toMatchObject({
      consignor: 'MINE-A',
      consignee: 'REFINER-B',
      status: 'received',
      lines: [{ lot: 'CON-001', declaredNetMilligrams: 885_395_000, measuredNetMilligrams: 884_983_000 }],
    });
    const lines = await textOf('transfers');
    expect(lines[2]).toMatch(
      /^TR-001 +MINE-A +REFINER-B .*CON-001 +accepted +885\.395 kg +884\.983 kg +-0\.412 kg \(-465 ppm\)$/,
    );
    // Two lines of one transfer: the second does not repeat it.
    expect(lines[4]).toMatch(/^ +OX-TB +accepted +3\.565 kg/);
  });

  test('can be those of a party, or those still on their way', async () => {
    expect(column(await rowsOf('transfers', '--party', 'MAGNETS-D'), 'transfer')).toEqual(['TR-004']);
    expect(await rowsOf('transfers', '--incoming')).toEqual([]);
    const known = 'As known at 2026-01-01 00:00:00 UTC: what was recorded by then';
    expect(await textOf('transfers', '--as-known-at', '2026-01-01')).toEqual([known, 'No transfers.']);
    expect(await textOf('transfers', '--incoming')).toEqual(['No transfers.']);
  });
});

describe('shipments', () => {
  test('show what is in them', async () => {
    expect(await rowsOf('shipments')).toMatchObject([
      { shipment: CHAIN.shipment, party: 'MAGNETS-D', consignee: 'MOTORS-F', destination: 'DE', lots: ['MAG-001'] },
    ]);
    expect((await textOf('shipments'))[2]).toMatch(
      new RegExp(`^${CHAIN.shipment} +MAGNETS-D +MOTORS-F +DE +2026-03-12 17:00:00 +exited +509 kg +MAG-001$`),
    );
  });

  test('can be those of a party', async () => {
    expect(await rowsOf('shipments', '--party', 'MOTORS-F')).toHaveLength(1);
    expect(await rowsOf('shipments', '--party', 'MINE-A')).toEqual([]);
  });
});

describe('parties', () => {
  test('are listed with roles and keys', async () => {
    const rows = await rowsOf('parties');
    const parties = ['MAGNETS-D', 'METALS-C', 'MINE-A', 'MOTORS-F', 'OPERATOR', 'RECYCLER-R', 'REFINER-B'];
    expect(column(rows, 'party')).toEqual(parties);
    expect(rows[0]).toMatchObject({ roles: ['alloy-maker', 'magnet-maker', 'exporter'], keys: 1, keysHeldByLedger: 1 });
    expect((await textOf('parties'))[2]).toMatch(/^MAGNETS-D .* CN +alloy-maker, magnet-maker, exporter +1 +1$/);
  });
});
