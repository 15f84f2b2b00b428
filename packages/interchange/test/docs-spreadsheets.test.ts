/** docs/spreadsheets.md has a section for each template; all of them are held against the code. */
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { namesOf } from '../src/column-names.ts';
import { allColumns, TEMPLATES } from '../src/templates.ts';
import { columnTable } from './column-table.ts';
import { readTable } from './tables.ts';

const page = readFileSync(new URL('../../../docs/spreadsheets.md', import.meta.url), 'utf8');

test.each(TEMPLATES)('the page has every column of $name', (template) => {
  const [, section = ''] = page.split(`\n## ${template.name}\n`);
  const [own = ''] = section.split('\n## ');
  expect(own).toContain(template.about);
  expect(own).toContain(columnTable(template));
});

test('the page has the names under which columns are understood', () => {
  const columns = new Set(TEMPLATES.flatMap((template) => allColumns(template).map(({ name }) => name)));
  const missing = [...columns].filter(
    (name) => !page.includes(`| \`${name}\` | ${namesOf(name).slice(1).join(', ')} |`),
  );
  expect(missing).toEqual([]);
});

test('the tables of the page that are shown as files read without a problem, as far as their columns go', () => {
  const blocks = [...page.matchAll(/```csv template="([a-z-]+)"\n([\s\S]*?)```/g)];
  expect(blocks.length).toBeGreaterThan(1);
  for (const [, name = '', text = ''] of blocks) expect(readTable(name, text).problems, name).toEqual([]);
});
