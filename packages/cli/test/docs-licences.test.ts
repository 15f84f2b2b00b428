import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { expectPageRuns } from './docs-page.ts';
import { testPlace } from './test-place.ts';

const RUN_MILLISECONDS = 180_000;
const place = await testPlace();

test('every command of the page on licences prints what it shows', { timeout: RUN_MILLISECONDS }, async () => {
  await expectPageRuns('licences.md', place);
});

// After the page: it has written the draft.
test('a draft has a line for each code, the end user as packed, and what was shipped to the customer before', async () => {
  const { by, event } = JSON.parse(await readFile(join(place.folder, 'application.jsonl'), 'utf8')) as {
    readonly by: string;
    readonly event: Readonly<Record<string, unknown>>;
  };
  expect(by).toBe('MAGNETS-D');
  expect(event).toMatchObject({
    type: 'licence-applied',
    licence: 'LIC-SHP-2',
    kind: 'single',
    lines: [
      { line: '1', code: '1C904.a', form: 'magnet', netMilligrams: 509_000_000 },
      { line: '2', code: '1C905.a', form: 'magnet', netMilligrams: 509_000_000 },
    ],
    consignee: 'MOTORS-F',
    endUser: 'Traction motor works F',
    destination: 'DE',
    pastDealings: [{ shipment: 'SHP-1', exitedAt: '2026-01-12T02:00:00.000Z', netMilligrams: 509_000_000 }],
  });
});
