import { readFile } from 'node:fs/promises';
import { FIGURE_KEYS, type LicenceCase, publishFigures } from '@lodestone/regulation/figures/public-figures.ts';
import { compareDestinations } from '@lodestone/regulation/figures/same-rule.ts';
import { expect, test } from 'vitest';
import { formatDestinations, formatFigures, formatFiguresCsv } from '../src/answers/figures-text.ts';
import { shownCommands } from './docs-commands.ts';

// The ledger's clock is now, and a quarter is published when it has ended: the page's applications are made up.

const AS_OF = '2026-04-01T00:00:00.000Z';
const page = await readFile(new URL('../../../docs/public-figures.md', import.meta.url), 'utf8');
const [, table = ''] = /^```csv file="applications"\n.*\n([\s\S]*?)^```$/m.exec(page) ?? [];

const cases = table
  .trim()
  .split('\n')
  .flatMap((line, row): LicenceCase[] => {
    const [country = '', item = '', endUse = '', applicants, granted] = line.split(',');
    return Array.from({ length: Number(applicants) }, (_, index) => ({
      applicant: `${row}-${index}`,
      country,
      item,
      class: endUse,
      appliedAt: '2026-02-01T08:00:00.000Z',
      outcome: index < Number(granted) ? 'granted' : 'pending',
      workingDays: index < Number(granted) ? 20 + 5 * index : null,
      netMilligrams: 10_000_000n,
    }));
  });

const textBy = (by: readonly (typeof FIGURE_KEYS)[number][]) =>
  `${formatFigures(publishFigures(cases, { asOf: AS_OF, by }), by, 100)}\n`;

test('the page shows what figures makes of its applications', async () => {
  const [whole, countries] = await shownCommands('public-figures.md');
  expect(textBy(FIGURE_KEYS)).toBe(whole?.output);
  expect(textBy(['country'])).toBe(countries?.output);
});

test('spreadsheets get whole milligrams', () => {
  const csv = formatFiguresCsv(publishFigures(cases, { asOf: AS_OF, by: [] }), []);
  expect(csv.split('\r\n')[1]).toBe('2026Q1,27,19,0,0,8,270000000,20,30,40');
});

test('destinations of an item stand beside one another', () => {
  const text = formatDestinations(compareDestinations(cases, AS_OF), 100);
  expect(
    text
      .split('\n')
      .slice(2)
      .map((line) => line.trim().split(/\s+/).slice(0, 3)),
  ).toEqual([
    ['1C904.a', 'DE', '6'],
    ['1C904.a', 'JP', '8'],
    ['1C905.a', 'DE', '3'],
  ]);
});
