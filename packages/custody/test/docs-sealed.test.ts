/** What the documentation says can be sealed, held against what can. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SEALABLE_MEMBERS } from '../src/events/event-members.ts';

const LISTS = [
  ['sealed-fields.md', '| of | members |', '\n\n'],
  ['format/event.md', 'Those members are', '. Of two of them'],
] as const;

test.each(LISTS)('%s lists every member that can be sealed, and no other', (page, beginning, end) => {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  const [, rest = ''] = text.split(beginning);
  const [list = ''] = rest.split(end);
  const listed = [...list.matchAll(/`([A-Za-z]+)`/g)].map(([, member = '']) => member);
  expect(listed.toSorted()).toEqual(SEALABLE_MEMBERS.toSorted());
});
