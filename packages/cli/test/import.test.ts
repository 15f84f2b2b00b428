import { beforeAll, describe, expect, test } from 'vitest';
import { ORIGIN, recordRegistrations } from './chain-file.ts';
import { keepServer, testPlace } from './test-place.ts';

const place = await testPlace();
beforeAll(async () => {
  await recordRegistrations(place);
  const { stdout } = await place.prepare(['key', 'create', 'MINE-A']);
  await place.prepare(['record', await place.file('key.jsonl', stdout)]);
});
keepServer(place);

interface Imported {
  readonly rows: number;
  readonly events: number;
  readonly recorded: number;
  readonly alreadyRecorded: number;
  readonly problemCount: number;
  readonly problems: readonly {
    row: number;
    cell: string | null;
    column: string | null;
    reason: string;
    message: string;
  }[];
  readonly head: { readonly size: number };
}

const HEADER = 'lot,time UTC+8,origin,form,product,country,net t,moisture %,TREO %,Nd2O3 % of TREO';
const ore = (lot: string) => `${lot},2026-03-01 08:00,mined,ore,"clay, red",CN,100.5,15,0.12,30.186`;
const table = (...rows: readonly string[]) => `${[HEADER, ...rows].join('\r\n')}\r\n`;
const asOre = ['--template', 'lot-created', '--by', 'MINE-A'];

let files = 0;
async function importText(text: string | Uint8Array, ...options: readonly string[]) {
  files += 1;
  const file = await place.file(`table-${files}.csv`, text);
  return place.json<Imported>(['import', file, ...asOre, ...options]);
}

async function sizeOfLedger(): Promise<number> {
  return (await place.json<{ entries: number }>(['verify'])).value.entries;
}

describe('a table', () => {
  test('is not recorded unless that is asked for, and says how', async () => {
    const before = await sizeOfLedger();
    const file = await place.file('ask.csv', table(ore('ASK-1'), ore('ASK-2')));
    const { code, stdout } = await place.run(['import', file, ...asOre]);
    expect(stdout).toContain(
      '2 rows, 2 events (separated by commas, decimals with a point)\n2 events could be recorded.\n',
    );
    expect(stdout).toContain(
      `Nothing was recorded. To record it: lodestone import ${file} --template lot-created --by MINE-A --record`,
    );
    expect({ code, size: await sizeOfLedger() }).toEqual({ code: 0, size: before });
  });

  test('is recorded once, however often, in whatever order, units and language it comes', async () => {
    const first = await importText(table(ore('ONCE-1'), ore('ONCE-2')), '--record');
    expect(first).toMatchObject({ code: 0, value: { recorded: 2, alreadyRecorded: 0, problemCount: 0 } });
    const again = await importText(table(ore('ONCE-2'), ore('ONCE-3'), ore('ONCE-1')), '--record');
    expect(again).toMatchObject({ code: 0, value: { recorded: 1, alreadyRecorded: 2 } });
    const chinese = [
      '\u{feff}批次号;时间(UTC);来源;形态;品名;产地;净重（千克）;水分％;稀土总量(%);Nd₂O₃/TREO %',
      'ONCE-1;2026-03-01;开采;矿石;clay, red;cn;100500;15;0,12;30,186',
    ];
    const other = await importText(`${chinese.join('\n')}\n`, '--record');
    expect(other).toMatchObject({ code: 0, value: { recorded: 0, alreadyRecorded: 1 } });
    const lot = await place.json<{ made: { elementMilligrams: { Nd: number } } }>(['lot', 'ONCE-1']);
    expect(JSON.stringify(lot.value)).toContain('"Nd":26529740');
  });

  test('comes from standard input as well', async () => {
    const result = await place.run(['import', '-', ...asOre, '--record'], { stdin: table(ore('STDIN-1')) });
    expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining('1 event recorded. The ledger has') });
  });

  test('of which one row is wrong is not recorded at all, and every problem is named by its cell', async () => {
    const before = await sizeOfLedger();
    const rows = [
      ore('GOOD-1'),
      ore('ONCE-1'),
      ore('BAD 1').replace('ore,', 'orre,'),
      ore('GOOD-2').replace('100.5', '"1,000.5"'),
    ];
    const text = table(...rows, ore('GOOD-1'));
    const rehearsed = await importText(text);
    const found = rehearsed.value.problems.map(({ cell, row, reason }) => `${cell ?? row} ${reason}`);
    expect(found.toSorted()).toEqual(['6 bad-row', 'A4 bad-row', 'D4 bad-row', 'G5 bad-row']);
    expect(rehearsed).toMatchObject({ code: 2, value: { rows: 5, events: 5, recorded: 1, alreadyRecorded: 1 } });
    expect(await importText(text, '--record')).toMatchObject({ code: 2, value: { recorded: 0, problemCount: 4 } });
    expect(await sizeOfLedger()).toBe(before);
  });

  test('is held against the rules of the ledger, all of its rows', async () => {
    const again = (lot: string) => ore(lot).replace('100.5', '99');
    const result = await importText(table(again('ONCE-1'), ore('NEW-1'), again('ONCE-2')));
    expect(result).toMatchObject({ code: 1, value: { recorded: 1, problemCount: 2 } });
    expect(result.value.problems).toEqual([
      {
        row: 2,
        cell: 'A2',
        column: 'lot',
        reason: 'id-used',
        message: expect.stringContaining('ONCE-1 is already the id of a lot'),
      },
      {
        row: 4,
        cell: 'A4',
        column: 'lot',
        reason: 'id-used',
        message: expect.stringContaining('ONCE-2 is already the id of a lot'),
      },
    ]);
    const recorded = await importText(table(ore('NEW-1'), again('ONCE-1')), '--record');
    expect(recorded).toMatchObject({ code: 1, value: { recorded: 0, problems: [{ cell: 'A3', reason: 'id-used' }] } });
  });

  test('of steps groups its rows by their reference', async () => {
    const header = 'reference\ttime UTC+8\tstep\tpart\tlot\tform\tproduct\tvolume m3\tNd kg\tloss kind';
    const rows = [
      'H-1\t2026-03-05 08:00\tleaching\tin\tONCE-1',
      'H-1\t\t\tin\tONCE-2',
      'H-1\t\t\tout\tPLS-1\tleach-solution\tPLS\t600\t50',
      'H-1\t\t\tloss\t\t\t\t\t3\tresidue',
      'H-2\t2026-03-06 08:00\tsplit\tin\tPLS-1',
      'H-2\t\t\tout\tPLS-1A\tleach-solution\tPLS\t700',
    ];
    const file = await place.file('steps.csv', `${[header, ...rows].join('\n')}\n`);
    const steps = ['import', file, '--template', 'lot-transformed', '--by', 'MINE-A'];
    const rehearsed = await place.json<Imported>(steps);
    // More comes out of the split than went in.
    expect(rehearsed).toMatchObject({ code: 1, value: { rows: 6, events: 2, recorded: 1 } });
    expect(rehearsed.value.problems).toMatchObject([{ cell: 'E7', column: 'lot', reason: 'measure-gained' }]);
    const apart = await place.file('apart.csv', `${[header, ...rows.slice(0, 4), rows[4], rows[0]].join('\n')}\n`);
    const said = await place.json<Imported>(['import', apart, '--template', 'lot-transformed', '--by', 'MINE-A']);
    expect(said.value.problems.map(({ message }) => message).join('\n')).toContain('the rows of H-1 began in row 2');
  });
});

describe('a file that is no such table', () => {
  test.each([
    ['nothing', '', 'the file is empty'],
    ['UTF-16', Buffer.from(`\u{feff}${table(ore('U-1'))}`, 'utf16le'), 'the file is UTF-16'],
    ['a workbook', Buffer.from('PK\u0003\u0004\u0014\u0000', 'latin1'), 'this is a workbook'],
    ['an old encoding', Buffer.from(table(ore('U-1').replace('clay', 'Lehm, z\u{e4}h')), 'latin1'), 'not UTF-8'],
    ['a quote that is not closed', table(ore('Q-1'), ore('Q-2').replace('red"', 'red')), 'is never closed'],
    ['another table', 'transfer,time UTC,lot\nT,2026-03-01,L\n', 'the column is missing'],
  ])('%s is told what to do', async (_, content, says) => {
    const { code, value } = await importText(content);
    expect(code).toBe(2);
    expect(value.problems.map(({ message }) => message).join('\n')).toContain(says);
  });

  test.each([
    [['import', 'none.csv', '--template', 'lot-created'], 'none.csv cannot be read: there is no such file'],
    [['import', 'none.csv', '--template', 'lots'], 'there is no template lots: it must be one of lot-created, '],
    [['import', '-', ...asOre, '--record', '--dry-run'], '--record and --dry-run exclude each other'],
    [['import', '-', ...asOre, '--zone', 'Beijing'], '--zone must be UTC or an offset such as +08:00'],
    [['template', 'lots'], 'there is no template lots'],
  ])('%j is wrong use', async (commandArguments, says) => {
    const { code, stderr } = await place.run(commandArguments);
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining(says) });
  });
});

describe('template', () => {
  test('lists the templates, and prints one that import reads', async () => {
    const { value } = await place.json<{ name: string }[]>(['template']);
    expect(value.map(({ name }) => name)).toContain('transfer-received');
    const { stdout } = await place.run([
      'template',
      'lot-created',
      '--example',
      '--language',
      'zh',
      '--delimiter',
      'semicolon',
    ]);
    expect(stdout).toMatch(/^\u{feff}?批号;时间\(UTC\);/u);
    const read = await place.run(['import', '-', ...asOre, '--json'], {
      stdin: stdout.replace('ORE-001', 'TEMPLATE-1'),
    });
    expect(JSON.parse(read.stdout)).toMatchObject({ problems: [], recorded: 1 });
    const one = await place.json<{ columns: { header: string }[] }>(['template', 'lot-created']);
    expect(one.value.columns.map(({ header }) => header)).toContain('net kg');
  });
});

test(`the ledger ${ORIGIN} is valid after all of it`, async () => {
  expect((await place.json<{ verdict: string }>(['verify'])).value.verdict).toBe('valid');
});
