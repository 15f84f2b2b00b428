import { readFileSync } from 'node:fs';
import { SEALED_BY_DEFAULT } from '@lodestone/custody/sealed-by-default.ts';
import { expect, test } from 'vitest';
import { expectPageRuns } from './docs-page.ts';
import { testPlace } from './test-place.ts';

// A filing seals by itself, an officer is let see a member, and its owner reads who saw it: docs/confidentiality.md from top to bottom.

const RUN_MILLISECONDS = 180_000;
const place = await testPlace();
const page = readFileSync(new URL('../../../docs/confidentiality.md', import.meta.url), 'utf8');

test('every command of the page prints what it shows', { timeout: RUN_MILLISECONDS }, () =>
  expectPageRuns('confidentiality.md', place),
);

test('the page lists what is sealed by default, with what it gives away', () => {
  const [, table = ''] = /\| event \| sealed by default \|\n\|[-|]+\|\n(.*?)\n\n/s.exec(page) ?? [];
  const listed = [...table.matchAll(/^\| (.*?) \| (.*?) \|$/gm)].flatMap(([, types = '', members = '']) =>
    words(types).map((type) => [type, labelsIn(members)] as const),
  );
  expect(Object.fromEntries(listed)).toEqual(SEALED_BY_DEFAULT);
});

function words(text: string): string[] {
  return [...text.matchAll(/`([A-Za-z-]+)`/g)].map(([, word = '']) => word);
}

function labelsIn(text: string): Record<string, string> {
  const pairs = text.split(' · ').flatMap((part) => {
    const [label = ''] = part.split(':');
    return words(part).map((member) => [member, label] as const);
  });
  return Object.fromEntries(pairs);
}
