import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { expectPageRuns } from './docs-page.ts';
import { anotherPlace, keepServer, testPlace } from './test-place.ts';

const DEMO_CHAIN = fileURLToPath(new URL('../demo/mine-to-magnet.jsonl', import.meta.url));
/** The last line of the chain is the exit. */
const PACKED = 40;
// Where the page's commands look for it.
const place = anotherPlace(await testPlace(), 'lodestone-data');

beforeAll(async () => {
  await place.prepare(['init', '--origin', 'example.org/demo']);
  const stdin = readFileSync(DEMO_CHAIN, 'utf8').split('\n').slice(0, PACKED).join('\n');
  await place.prepare(['record', '-', '--create-keys'], { stdin });
});
keepServer(place);

test('every command of the page on export prints what it shows', () => expectPageRuns('export.md', place));

test('what left so is held against another side’s imports, under the code that it was declared with', async () => {
  const imports = ['month,partner,hs code,net kg,reporter', '2026-04,CN,85051110,500,DE'].join('\n');
  const path = await place.file('imports.csv', `${imports}\n`);
  expect(await place.json(['mirror', 'ledger', path, '--exporter', 'CN'])).toMatchObject({
    code: 0,
    stderr: '',
    value: {
      lines: [
        {
          exporter: 'CN',
          importer: 'DE',
          hsCode: '850511',
          exportsMilligrams: 509_000_000,
          matchedMilligrams: 500_000_000,
        },
      ],
    },
  });
});
