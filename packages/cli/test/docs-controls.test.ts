import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { demoPlace, testShown } from './demo-place.ts';
import { shownCommands } from './docs-commands.ts';

// What the page on control lists shows is what the demo's chain gives once the lists that it names are recorded.

const page = await readFile(fileURLToPath(new URL('../../../docs/controls.md', import.meta.url)), 'utf8');
const shown = await shownCommands('controls.md');

const place = await demoPlace();

beforeAll(async () => {
  const lists = ['CN-MOFCOM-2025-18', 'CN-MOFCOM-2025-57'];
  const { stdout } = await place.prepare(['controls', 'shipped', ...lists, '--occurred-at', '2026-11-23']);
  await place.prepare(['record', await place.file('lists.jsonl', stdout)]);
  const [, name = '', line = ''] = /^```json file="(.*)"\n(.*\n)```$/m.exec(page) ?? [];
  await place.file(name, line);
});

testShown(place, shown, 5);

test('what comes along is what the page says', async () => {
  const { stdout } = await place.run(['controls', 'shipped']);
  const lists = stdout.split('\n').flatMap((line) => /"list":"([^"]+)"/.exec(line)?.[1] ?? []);
  const [, table = ''] = /\n## The lists that come along\n(.*)$/s.exec(page) ?? [];
  const named = [...table.matchAll(/`((?:CN-MOFCOM-|EU-|US-)?\S*?)`/g)].map(([, name = '']) => name);
  for (const list of new Set(lists)) {
    expect(
      named.filter((name) => name !== '' && list.endsWith(name)),
      list,
    ).not.toEqual([]);
  }
});

test.for([
  [['classify', '--form', 'magnet', '--destination', 'UK'], 2, '--destination must be a country code of ISO 3166'],
  [['classify', '--form', 'magnet', '--element', 'Dy=1%', '--destination', 'DE'], 2, 'a share needs --net'],
  [['controls', 'shipped', 'NOTHING'], 2, 'no list NOTHING comes along'],
] as const)('%s ends with %i', async ([command, code, message]) => {
  expect(await place.run(command)).toEqual({ code, stdout: '', stderr: expect.stringContaining(message) });
});

test('a shipment that has left is shown by the lists of its day, also where it was never declared', async () => {
  const { stdout } = await place.run(['shipment', 'SHP-DEMO-1']);
  expect(stdout).toContain('1C905.a of CN-MOFCOM-2025-18 requires a licence: contains Dy (0.9806 %)');
  // The suspension of this list was over some months later.
  expect(stdout).not.toContain('of CN-MOFCOM-2025-57 may cover it');
});
