import { readFile } from 'node:fs/promises';
import { beforeAll, describe } from 'vitest';
import { demoPlace, testShown, testShownFits } from './demo-place.ts';
import { shownCommands } from './docs-commands.ts';

// The pages on mirror trade and supply, one after the other on the demo's chain: files are as the pages have them.

const [mirror, supply] = await Promise.all([shownCommands('mirror-trade.md'), shownCommands('supply.md')]);

const place = await demoPlace();

beforeAll(async () => {
  for (const page of ['mirror-trade.md', 'supply.md']) {
    const text = await readFile(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
    for (const [, name = '', content = ''] of text.matchAll(/^```\w+ file="([^"]+)"\n(.*?)^```$/gms)) {
      await place.file(name, content);
    }
  }
});

const [first, ...later] = mirror;
testShown(place, first === undefined ? [] : [first], 1);

describe('once the gaps are recorded', () => {
  beforeAll(async () => {
    const cwd = { cwd: place.folder };
    const { stdout } = await place.prepare(['mirror', 'exports.csv', 'imports.csv', '--draft', 'OPERATOR'], cwd);
    // Drafts are of today: what the page shows is not.
    const dated = stdout.replaceAll(/"occurredAt":"[^"]+"/g, '"occurredAt":"2026-08-01T08:00:00.000Z"');
    await place.file('gaps.jsonl', dated);
    for (const file of ['gaps.jsonl', 'explained.jsonl', 'stocks.jsonl']) {
      await place.prepare(['record', file, '--create-keys'], cwd);
    }
  });

  testShown(place, [...later, ...supply], 3);
});

testShownFits([...mirror, ...supply]);
