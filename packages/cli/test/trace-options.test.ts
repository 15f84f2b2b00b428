import { beforeAll, describe, expect, test } from 'vitest';
import { CHAIN, recordChain } from './chain-file.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
beforeAll(() => recordChain(place));
keepServer(place);

interface Trace {
  readonly direction: string;
  readonly lots: readonly { readonly lot: string; readonly depth: number }[];
  readonly elements: Readonly<Record<string, unknown>>;
  readonly missing: readonly unknown[];
}

async function traceJson(...options: string[]): Promise<Trace> {
  const { code, value } = await place.json<Trace>(['trace', ...options]);
  expect(code).toBe(0);
  return value;
}

const lotsOf = ({ lots }: Trace): string[] => lots.map(({ lot }) => lot);

describe('what is traced', () => {
  test('--down says what became of a lot', async () => {
    const trace = await traceJson('ME-PRND', '--down');
    expect(trace.direction).toBe('down');
    expect(lotsOf(trace)).toEqual(expect.arrayContaining(['ME-PRND', 'ME-PRND-1', 'ME-PRND-2', 'SC-001', 'MAG-001']));
    expect(lotsOf(trace)).not.toContain(CHAIN.ore);
    const { stdout } = await place.run(['trace', 'ME-PRND', '--down']);
    expect(stdout).toContain(`packed in ${CHAIN.shipment}`);
  });

  test('--element follows one element and leaves the branches without it', async () => {
    const trace = await traceJson(CHAIN.shipment, '--element', 'Dy');
    expect(Object.keys(trace.elements)).toEqual(['Dy']);
    expect(lotsOf(trace)).toContain('OX-DY');
    expect(lotsOf(trace)).not.toContain('SCRAP-R');
    expect(lotsOf(trace)).not.toContain('OX-TB');
  });

  test.each([
    ['--party', 'REFINER-B,REFINER-X', 'no party REFINER-X is registered'],
    ['--facility', 'NOWHERE', 'no facility NOWHERE is registered'],
  ])('%s of a name that nothing has is an error, and no empty list', async (option, names, message) => {
    const { code, stdout, stderr } = await place.run(['trace', CHAIN.shipment, option, names]);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('--depth lists fewer lots, and attributes the whole mass all the same', async () => {
    const [whole, near, self] = await Promise.all([
      traceJson(CHAIN.shipment),
      traceJson(CHAIN.shipment, '--depth', '2'),
      traceJson(CHAIN.shipment, '--depth', '0'),
    ]);
    expect(lotsOf(near)).toEqual(['MAG-001', 'FB-001', 'GB-001']);
    expect(lotsOf(self)).toEqual(['MAG-001']);
    expect(near.elements).toEqual(whole.elements);
  });

  test('--party, --form and times list what meets them all, and attribute the whole mass all the same', async () => {
    const [whole, oxides, held, early] = await Promise.all([
      traceJson(CHAIN.shipment),
      traceJson(CHAIN.shipment, '--party', 'REFINER-B', '--form', 'oxide,liquor'),
      traceJson(CHAIN.shipment, '--party', 'MAGNETS-D', '--form', 'metal'),
      traceJson(CHAIN.shipment, '--facility', 'A-HEAP', '--until', '2026-03-05'),
    ]);
    expect(lotsOf(oxides)).toEqual(['MAG-001', 'OX-TB', 'LIQ-001', 'OX-DY', 'OX-PRND']);
    // It has them from somebody else.
    expect(lotsOf(held)).toEqual(['MAG-001', 'ME-TB', 'ME-PRND-1', 'ME-PRND-R']);
    expect(lotsOf(early)).toEqual(['MAG-001', 'ORE-001']);
    for (const { elements } of [oxides, held, early]) expect(elements).toEqual(whole.elements);
    const { stderr } = await place.run(['trace', CHAIN.shipment, '--form', 'ore', '--format', 'csv']);
    expect(stderr).toBe('listed: lots of form ore; 19 others left out, masses are of all\n');
  });

  test('--bounds says what can be of each origin at least and at most', async () => {
    const { elements } = await traceJson(CHAIN.shipment, '--element', 'Nd', '--bounds');
    // All of the recycled metal went into the alloy, and any of it may be in what was cut off or thrown out since.
    expect(elements).toMatchObject({
      Nd: {
        origins: [
          { lot: CHAIN.ore, leastMilligrams: 58_374_000, mostMilligrams: 120_595_000 },
          { lot: 'SCRAP-R', leastMilligrams: 0, mostMilligrams: 62_221_000 },
        ],
      },
    });
  });

  test('--bounds says which bounds are loose when its work is used up', async () => {
    const options = ['trace', CHAIN.shipment, '--element', 'Nd', '--bounds', '--bounds-work', '1'];
    const tree = await place.run(options);
    expect(tree).toMatchObject({ code: 0, stderr: expect.stringContaining('some are loose (Nd of 2 origins)') });
    expect(tree.stdout).toContain('to 120.595 kg (loose)\n');
    const csv = await place.run([...options, '--format', 'csv']);
    expect(csv.stdout).toMatch(/^depth,.*,NdMostMilligrams,NdBoundsAreLoose/);
    expect(csv.stdout.split('\r\n').flatMap((row) => (row.includes(',true,') ? [row.split(',')[1]] : []))).toEqual([
      'SCRAP-R',
      CHAIN.ore,
    ]);
    const alone = await place.run(['trace', CHAIN.shipment, '--bounds-work', '1']);
    expect(alone).toMatchObject({ code: 2, stderr: expect.stringContaining('it needs --bounds') });
  });

  test('--as-known-at knows nothing of what was recorded later', async () => {
    const before = await place.run(['trace', CHAIN.shipment, '--as-known-at', '2026-01-01']);
    expect(before).toEqual({
      code: 1,
      stdout: '',
      stderr: `lodestone: no lot or shipment ${CHAIN.shipment} is recorded by 2026-01-01T00:00:00.000Z, or it was voided: lodestone lots and lodestone shipments list what is\n`,
    });
    const now = new Date(Date.now() + 60_000).toISOString();
    expect(await traceJson(CHAIN.shipment, '--as-known-at', now)).toEqual(await traceJson(CHAIN.shipment));
    for (const command of ['trace', 'claims', 'recall', 'findings']) {
      const subject = command === 'findings' ? [] : [CHAIN.ore];
      const { stdout } = await place.run([command, ...subject, '--as-known-at', '4']);
      expect(stdout).toMatch(/^As known at entry 4: what was recorded up to it\n/);
    }
  });

  test('an id that nothing has is answered with no', async () => {
    expect(await place.run(['trace', 'NOTHING-1', '--json'])).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'lodestone: no lot or shipment NOTHING-1 is recorded, or it was voided: lodestone lots and lodestone shipments list what is\n',
    });
  });
});

describe('how it is shown', () => {
  test('csv is a table that a program reads: one row a lot and one of what is recycled, masses that sum', async () => {
    const { code, stdout } = await place.run(['trace', CHAIN.shipment, '--format', 'csv']);
    expect(code).toBe(0);
    const [header = [], ...rows] = readCsv(stdout);
    expect(header).toEqual(expect.arrayContaining(['depth', 'lot', 'form', 'product', 'madeFrom', 'NdMilligrams']));
    expect(rows).toHaveLength(21 + 1);
    expect(rows.at(-1)?.slice(0, 3)).toEqual(['', '', 'recycled']);
    expect(rows.at(-1)?.[header.indexOf('NdPostConsumerShare')]).toBe('0.331017');
    const lost = rows.map((row) => Number(row[header.indexOf('NdLossMilligrams (process-loss)')]));
    expect(lost.reduce((sum, milligrams) => sum + milligrams, 0)).toBe(79_819_000);
    for (const row of rows) expect(row).toHaveLength(header.length);
    expect(rows[0]?.[header.indexOf('product')]).toBe('42SH magnets, NiCuNi, magnetised');
    const nd = rows.map((row) => Number(row[header.indexOf('NdMilligrams')]));
    expect(nd.reduce((sum, milligrams) => sum + milligrams, 0)).toBe(120_595_000);
  });

  test('dot is a graph whose every edge joins nodes that it names', async () => {
    const { code, stdout } = await place.run(['trace', CHAIN.shipment, '--format', 'dot']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^digraph "[^"]+" \{\n/);
    expect(stdout.trimEnd().endsWith('\n}')).toBe(true);
    const nodes = new Set([...stdout.matchAll(/^ {2}(\w+) \[[^\n]*label="/gm)].map(([, name]) => name));
    const edges = [...stdout.matchAll(/^ {2}(\w+) -> (\w+) /gm)];
    expect(nodes.size).toBe(22);
    expect(edges).toHaveLength(23);
    for (const [, from, to] of edges) expect([nodes.has(from), nodes.has(to)]).toEqual([true, true]);
    // Quotes and braces balance outside of labels.
    expect(stdout.replace(/"(?:[^"\\]|\\.)*"/g, '').match(/["{}]/g)).toEqual(['{', '}']);
  });

  test('JSON is what --json gives', async () => {
    const { code, stdout } = await place.run(['trace', 'OX-TB', '--format', 'json', '--limit', '2']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual((await place.json(['trace', 'OX-TB', '--limit', '2'])).value);
  });

  test('mermaid is a flowchart with the same edges', async () => {
    const { code, stdout } = await place.run(['trace', CHAIN.shipment, '--format', 'mermaid']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^flowchart /);
    expect(stdout.match(/-->/g)).toHaveLength(23);
  });

  test('a table has one line a lot, then one for each origin of each element', async () => {
    const { code, stdout } = await place.run(['trace', CHAIN.shipment, '--format', 'table']);
    expect(code).toBe(0);
    const [lots = [], origins = [], recycled = [], losses = []] = stdout
      .split('\n\n')
      .map((table) => table.trimEnd().split('\n'));
    expect(lots).toHaveLength(2 + 21);
    expect(lots[0]).toMatch(/^depth +lot +form +product +made by +country +step +made from$/);
    expect(lots[1]).toMatch(/^[─ ]+$/);
    expect(lots[2]).toMatch(
      /^ +0 +MAG-001 +magnet +42SH magnets, NiCuNi, magnetised +MAGNETS-D +CN +finishing +FB-001$/,
    );
    expect(origins).toHaveLength(2 + 6);
    expect(origins[5]).toMatch(/^ +SCRAP-R +collected +RECYCLER-R +JP +39\.919037 kg +0\.331017$/);
    expect(recycled[0]).toMatch(/^recycled +post-consumer +share +pre-consumer +share$/);
    expect(losses[0]).toMatch(/^step +made +element +lost as +mass$/);
    expect(losses).toContainEqual(
      expect.stringMatching(/^metallothermic-reduction +ME-TB +Tb +process-loss +0\.24 kg$/),
    );
  });
});

describe('a page of the lots', () => {
  test('goes on after the last of the page before, and the pages are the whole', async () => {
    const csv = ['trace', CHAIN.shipment, '--format', 'csv'];
    const first = await place.run([...csv, '--limit', '15']);
    expect(first.stderr).toMatch(/^Lots 1 to 15 of 21; --after \S+ goes on\.\n$/);
    const [, last = ''] = /--after (\S+)/.exec(first.stderr) ?? [];
    const second = await place.run([...csv, '--limit', '15', '--after', last]);
    expect(second.stderr).toBe('');
    const [, ...rest] = second.stdout.split('\r\n');
    expect(first.stdout + rest.join('\r\n')).toBe((await place.run(csv)).stdout);
  });

  test('has the masses of the whole with --json', async () => {
    const { code, value } = await place.json<object>(['trace', CHAIN.shipment, '--limit', '1']);
    expect(code).toBe(0);
    expect(value).toMatchObject({
      limits: { page: { lotsBefore: 0, lotsAfter: 20 } },
      lots: [{ lot: 'MAG-001' }],
      elements: { Nd: { milligrams: 120_595_000 } },
    });
  });
});

describe('what is asked wrongly', () => {
  test.for([
    [['--element', 'Fe'], /--element must be one of Sc, .*; found Fe/],
    [['--depth', '-1'], /--depth must be a whole number of at least 0, found -1/],
    [['--depth', '1.5'], /--depth must be a whole number of at least 0, found 1\.5/],
    [['--form', 'ore,stone'], /--form must be one of ore, .*; found stone/],
    [['--since', 'lately'], /--since must be a date or time .*, found lately/],
    [['--limit', '0', '--format', 'csv'], /--limit must be a whole number of at least 1, found 0/],
    [['--limit', '5'], /--limit and --after are for tables, CSV and --json: --depth, .* make a tree .* smaller/],
    [['--after', 'NOWHERE', '--format', 'table'], /--after: lot NOWHERE is not listed in this trace/],
    [['--format', 'pdf'], /--format must be one of tree, table, csv, dot, mermaid, json; found pdf/],
    [['--as-known-at', 'yesterday'], /--as-known-at must be a date or time such as 2026-03-01 .*, found yesterday/],
    [
      ['--since', '2026-03-02', '--until', '2026-03-01'],
      /--since must be before --until, found 2026-03-02T.* and 2026-03-01T/,
    ],
    [['--as-known-at', '9999'], /entry 9999 is not recorded yet: the last one is \d+$/m],
    [['--as-known-at', '2026-02-30'], /--as-known-at must be a date or time such as 2026-03-01 .*, found 2026-02-30/],
  ] as const)('%s is wrong use', async ([options, message]) => {
    const { code, stdout, stderr } = await place.run(['trace', CHAIN.shipment, ...options]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

/** RFC 4180: quoted fields, doubled quotes, CRLF. */
function readCsv(text: string): string[][] {
  expect(text).toMatch(/\r?\n$/);
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, a, b]) => a ?? b ?? ''));
}
