import { expect, test } from 'vitest';
import { demoPlace, testShown } from './demo-place.ts';
import { shownCommands } from './docs-commands.ts';

// What the page on recalls shows is what the demo's chain gives, to the character.

const shown = await shownCommands('recall.md');

const place = await demoPlace();

testShown(place, shown, 3);

test('the columns of the sheet sum to the suspect mass', async () => {
  const { code, stdout } = await place.run(['recall', 'ORE-DEMO-1', '--format', 'csv', '--sort', 'party']);
  expect(code).toBe(0);
  const [header = [], ...rows] = stdout
    .trimEnd()
    .split('\r\n')
    .map((line) => [...`,${line}`.matchAll(/,(?:"((?:[^"]|"")*)"|([^,"]*))/g)].map(([, a, b]) => a ?? b ?? ''));
  const sumOf = (title: string) => rows.reduce((sum, row) => sum + Number(row[header.indexOf(title)]), 0);
  expect([sumOf('NdMilligrams'), sumOf('DyMilligrams')]).toEqual([263_983_000, 15_731_000]);
  const holders = rows.flatMap((row) => (row[0] === '' ? [] : [row[header.indexOf('holder')] ?? '']));
  expect(holders).toHaveLength(31);
  expect(holders).toEqual(holders.toSorted((left, right) => (left < right ? -1 : left > right ? 1 : 0)));
});

test.for([
  [['ORE-DEMO-1', '--at', '2027-01-01'], 2, '--at is the day by which claims are judged: it needs --assume-…'],
  [[], 2, 'recall needs a suspect: a lot, a shipment, --party, --facility or --laboratory'],
  [['--party', 'NOBODY'], 1, 'no party NOBODY is registered: lodestone parties lists those that are'],
  [['--assume-void', 'NOTHING'], 1, 'no lot or event NOTHING is recorded, or it was voided: '],
  [['--assume-void', 'ORE-DEMO-1', '--party', 'MINE-A'], 2, 'this assumption says itself what it is about'],
  [['ORE-DEMO-1', '--after', 'NOWHERE'], 2, '--after: lot NOWHERE is not listed in this recall'],
  [['--assume-void', 'ORE-DEMO-1', '--limit', '5'], 2, '--limit and --after are for the lots of a recall'],
  [['--laboratory', 'LAB'], 1, 'no laboratory LAB is named by an assay: lodestone assays lists those that are'],
] as const)('recall %s ends with %i', async ([options, code, message]) => {
  const result = await place.run(['recall', ...options]);
  expect(result).toEqual({ code, stdout: '', stderr: expect.stringContaining(message) });
});
