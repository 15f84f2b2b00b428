import type { BrowsedEvent } from '@lodestone/ledger/ask/browse.ts';
import type { UpwardTrace } from '@lodestone/lineage/trace/trace-value.ts';
import { beforeAll, describe, expect, test } from 'vitest';
import { formatEventTable } from '../src/answers/event-table.ts';
import { formatTraceTable } from '../src/answers/trace-table.ts';
import { CHAIN, ORIGIN } from './chain-file.ts';
import { testPlace } from './test-place.ts';

// The first hour of a user: make a ledger, record a chain, trace a shipment, verify. Each test goes on from the one
// before, without a server kept running, so that every command starts and stops its own.
const place = await testPlace();

const HASH = /^[A-Za-z0-9_-]{43}$/;
const PUBLIC_KEY = /^ed25519:[A-Za-z0-9_-]{43}$/;

interface Head {
  readonly size: number;
  readonly leafHash: string;
}

interface Trace {
  readonly lots: readonly { readonly lot: string; readonly depth: number }[];
  readonly edges: readonly { readonly from: string; readonly to: string }[];
  readonly elements: Readonly<
    Record<
      string,
      {
        readonly milligrams: number;
        readonly unknownMilligrams: number;
        readonly origins: readonly { readonly lot: string; readonly milligrams: number; readonly share: string }[];
      }
    >
  >;
}

describe('init', () => {
  test('makes a ledger and says its names, keys and head', async () => {
    const { code, value } = await place.json<{ ledger: string; head: Head }>(['init', '--origin', ORIGIN]);
    expect(code).toBe(0);
    expect(value).toEqual({
      origin: ORIGIN,
      ledger: `${ORIGIN}#${value.head.leafHash}`,
      operatorKey: expect.stringMatching(PUBLIC_KEY),
      checkpointKey: expect.stringMatching(PUBLIC_KEY),
      policy: 'strict',
      head: { size: 1, leafHash: expect.stringMatching(HASH) },
    });
  });

  test('makes no second ledger of the same name', async () => {
    const { code, stdout, stderr } = await place.run(['init', '--origin', ORIGIN]);
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: `lodestone: the ledger ${ORIGIN} is here already: choose another --origin or another --data\n`,
    });
  });
});

describe('record', () => {
  let head: Head | undefined;

  test('records the whole chain with keys that the ledger makes', async () => {
    const { code, value } = await place.json<{ head: Head }>(['record', CHAIN.file, '--create-keys']);
    expect(code).toBe(0);
    // Six consecutive runs of lines by one party after the registrations, and a key for each of the five parties.
    expect(value).toEqual({
      recorded: 41,
      alreadyRecorded: 0,
      enrolled: 5,
      submissions: 12,
      findings: {
        count: 1,
        first: [{ line: 15, code: 'step-not-among-activities', message: expect.stringContaining('A-HEAP') }],
      },
      refused: null,
      head: { size: 13, leafHash: expect.stringMatching(HASH) },
    });
    head = value.head;
  });

  test('records nothing twice', async () => {
    const { code, value } = await place.json(['record', CHAIN.file, '--create-keys']);
    expect({ code, value }).toEqual({
      code: 0,
      value: {
        recorded: 0,
        alreadyRecorded: 41,
        enrolled: 0,
        submissions: 0,
        findings: { count: 0, first: [] },
        refused: null,
        head,
      },
    });
  });

  test('says in words what it did', async () => {
    const { code, stdout, stderr } = await place.run(['record', CHAIN.file]);
    expect({ code, stdout, stderr }).toEqual({
      code: 0,
      stdout: '0 events recorded; 41 events recorded before. The ledger has 13 entries.\n',
      stderr: '',
    });
  });
});

describe('trace', () => {
  let trace: Trace;
  beforeAll(async () => {
    trace = (await place.json<Trace>(['trace', CHAIN.shipment])).value;
  });

  test('answers in the shape of the contract', () => {
    const first = { lot: 'MAG-001', form: 'magnet', product: '42SH magnets, NiCuNi, magnetised', depth: 0 };
    expect(trace).toMatchObject({
      subject: { kind: 'shipment', id: CHAIN.shipment },
      direction: 'up',
      lots: expect.arrayContaining([
        expect.objectContaining({ ...first, facility: 'D-WORKS', custodian: 'MAGNETS-D', country: 'CN' }),
      ]),
      edges: expect.arrayContaining([
        expect.objectContaining({
          from: 'FB-001',
          to: 'MAG-001',
          kind: 'transformation',
          step: 'finishing',
          event: expect.stringMatching(HASH),
        }),
      ]),
      custodians: ['MAGNETS-D', 'METALS-C', 'MINE-A', 'RECYCLER-R', 'REFINER-B'],
      countries: ['CN', 'JP'],
      missing: [],
    });
    const order = trace.lots.map(({ depth, lot }) => `${String(depth).padStart(3)} ${lot}`);
    expect(order).toEqual([...order].sort());
  });

  test('gives every element its mass and its origins, which sum to it', () => {
    const masses = Object.entries(trace.elements).map(([element, { milligrams, unknownMilligrams, origins }]) => {
      expect(origins.reduce((sum, origin) => sum + origin.milligrams, unknownMilligrams)).toBe(milligrams);
      const shares = origins.map((origin) => [origin.lot, origin.milligrams, origin.share]);
      return [element, milligrams, unknownMilligrams, shares];
    });
    expect(masses).toEqual([
      [
        'Pr',
        29_100_000,
        0,
        [
          [CHAIN.ore, 19_120_933, '0.657077'],
          ['SCRAP-R', 9_979_067, '0.342923'],
        ],
      ],
      [
        'Nd',
        120_595_000,
        0,
        [
          [CHAIN.ore, 80_675_963, '0.668983'],
          ['SCRAP-R', 39_919_037, '0.331017'],
        ],
      ],
      ['Tb', 997_000, 0, [[CHAIN.ore, 997_000, '1.000000']]],
      ['Dy', 4_991_000, 0, [[CHAIN.ore, 4_991_000, '1.000000']]],
    ]);
  });

  test.skipIf(CHAIN.expectedTrace === null)('gives exactly what the case expects', () => {
    const { lotsUpstream, elements } = CHAIN.expectedTrace ?? { lotsUpstream: [], elements: {} };
    expect(trace.lots.map(({ lot }) => lot).sort()).toEqual(lotsUpstream);
    const found = Object.entries(trace.elements).map(([element, { milligrams, unknownMilligrams, origins }]) => {
      const shares = origins.map(({ lot, share }) => [lot, share]);
      return [element, { milligrams, unknownMilligrams, shares: Object.fromEntries(shares) }];
    });
    const expected = Object.entries(elements).map(([element, { milligrams, unknownMilligrams, origins }]) => {
      const shares = Object.entries(origins).map(([lot, { share }]) => [lot, share]);
      return [element, { milligrams, unknownMilligrams, shares: Object.fromEntries(shares) }];
    });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(expected));
  });

  test('shows people the tree with masses and shares', async () => {
    const { code, stdout } = await place.run(['trace', CHAIN.shipment]);
    expect(code).toBe(0);
    expect(stdout).toContain(`Shipment ${CHAIN.shipment} · upstream · 21 lots · CN, JP`);
    expect(stdout).toContain('Nd 120.595 kg');
    expect(stdout).toMatch(/├─● ME-TB {2}metal · 2\.76 kg · /);
    expect(stdout).toMatch(/SCRAP-R +collected · R-PLANT · RECYCLER-R · JP +39\.919037 kg +33\.1017 %/);
  });
});

describe('on a terminal of 100 columns', () => {
  test('the table of the trace fits', async () => {
    const { value } = await place.json<UpwardTrace>(['trace', CHAIN.shipment]);
    const lines = formatTraceTable(value, 100).split('\n');
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines.length).toBeGreaterThan(21);
  });

  test('the table of the events fits, and shows what a step took and gave', async () => {
    const { value } = await place.json<BrowsedEvent[]>(['events']);
    const lines = formatEventTable(value, 100).split('\n');
    expect(lines.filter((line) => line.length > 100)).toEqual([]);
    expect(lines).toContainEqual(expect.stringMatching(/ split +[\d,]+d +METALS-C +ME-PRND → ME-PRND-1, ME-PRND-2$/));
  });
});

describe('verify', () => {
  test('finds the ledger valid', async () => {
    const { code, value } = await place.json<{ head: Head }>(['verify']);
    expect(code).toBe(0);
    expect(value).toEqual({
      verdict: 'valid',
      level: 'chain',
      checkpoint: null,
      witnesses: [],
      timestamp: null,
      reach: { chain: 13, checkpoint: null, witnessed: null },
      passes: ['chain', 'rules', 'views'],
      entries: 13,
      events: 47,
      head: { size: 13, leafHash: expect.stringMatching(HASH), root: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/) },
      keys: { heldByLedger: 5, recovery: 0, stolen: { keys: 0, entries: 0, events: 0 } },
      failures: [],
      failuresOmitted: 0,
    });
  });

  test.for([
    ['chain', 'level chain'],
    ['rules', 'only rules checked'],
    ['views', 'only views checked'],
  ] as const)('runs the %s pass alone, and claims no more', async ([pass, level]) => {
    const { code, stdout } = await place.run(['verify', '--only', pass]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^VALID · ${level} · 13 entries, 47 events\n`));
    const checked = stdout.match(/^ {2}(chain|rules|views): /gm)?.map((line) => line.trim());
    expect(checked).toEqual([`${pass}:`]);
  });
});

describe('rebuild', () => {
  test('makes the views again, and they are what they were', async () => {
    const before = await place.run(['lots', '--json']);
    const rebuilt = await place.json(['rebuild']);
    expect(rebuilt).toMatchObject({ code: 0, value: { entries: 13, events: 47 } });
    expect(await place.run(['lots', '--json'])).toEqual(before);
    expect((await place.run(['verify', '--only', 'views'])).code).toBe(0);
  });
});
