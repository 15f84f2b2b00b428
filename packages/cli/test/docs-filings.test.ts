import { fileURLToPath } from 'node:url';
import { beforeAll, expect, test } from 'vitest';
import { demoPlace, testShown, testShownFits } from './demo-place.ts';
import { shownCommands } from './docs-commands.ts';

// What the pages on quotas and filings show is what the demo's chain gives with some filings, to the character.

const FILINGS = fileURLToPath(new URL('../demo/filings.jsonl', import.meta.url));
const shown = [...(await shownCommands('quotas.md')), ...(await shownCommands('filings.md'))];

const place = await demoPlace();

/** The line that `returns draft` prints, and a file of it. */
async function draft(facility: string, name: string): Promise<{ readonly line: string; readonly path: string }> {
  const { stdout } = await place.prepare(['returns', 'draft', facility, '2026-03']);
  return { line: stdout, path: await place.file(name, stdout) };
}

beforeAll(async () => {
  await place.prepare(['record', FILINGS]);
  await place.prepare(['record', (await draft('A-HEAP', 'return.jsonl')).path]);
});

testShown(place, shown, 5);
testShownFits(shown);

async function signedFile(path: string): Promise<string> {
  const signed = `${path}.signed`;
  await place.prepare(['sign', path, '-o', signed]);
  return signed;
}

test('a return that contradicts the ledger is refused with both values, and shown as such where it is recorded all the same', async () => {
  const { line } = await draft('B-SX', 'honest.jsonl');
  const figures = /("usedMilligrams":)12324000(,"outMilligrams":0,"lostMilligrams":)0/;
  const balanced = line.replace(figures, (_, used: string, lost: string) => `${used}12000000${lost}324000`);
  const path = await place.file('wrong.jsonl', balanced);
  const refused = await place.json<{ refused: object }>(['record', path]);
  expect(refused.code).toBe(1);
  expect(refused.value.refused).toMatchObject({
    reason: 'return-contradicts',
    facts: { figure: 'usedMilligrams', filed: 12_000_000, computed: 12_324_000, differences: 2 },
  });
  // What was signed elsewhere is asked the same, and not any more once it is recorded.
  const signed = await signedFile(path);
  expect(await place.json(['submit', signed])).toMatchObject({
    code: 1,
    value: { recorded: 0, refused: { line: 3, reason: 'return-contradicts', facts: { differences: 2 } } },
  });
  await place.prepare(['record', path, '--accept-contradiction']);
  expect(await place.json(['submit', signed])).toMatchObject({
    code: 0,
    value: { alreadyRecorded: 1, refused: null },
  });
  const filed = await place.json<[{ differences: unknown[] }]>(['returns', 'check', path]);
  expect(filed.code).toBe(1);
  expect(filed.value[0].differences).toEqual([
    {
      form: 'liquor',
      element: 'Dy',
      figure: 'usedMilligrams',
      filedMilligrams: 12_000_000,
      computedMilligrams: 12_324_000,
    },
    { form: 'liquor', element: 'Dy', figure: 'lostMilligrams', filedMilligrams: 324_000, computedMilligrams: 0 },
  ]);
  // Filed again, it names the one that it replaces.
  expect((await draft('B-SX', 'again.jsonl')).line).toContain('"replaces":"');
});
