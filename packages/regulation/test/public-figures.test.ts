import { groupBy } from '@lodestone/custody/group-by.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  FIGURE_KEYS,
  type FigureKey,
  type FigureRow,
  lastQuarterEnd,
  type LicenceCase,
  publishFigures,
} from '../src/figures/public-figures.ts';
import { quartilesOf } from '../src/figures/quartiles.ts';
import { GROUP_RULE, safeGroups } from '../src/figures/safe-groups.ts';
import { compareDestinations } from '../src/figures/same-rule.ts';
import { boundsOf, type Sum } from './attack.ts';

const AS_OF = '2026-04-01T00:00:00.000Z';

const caseOf = (applicant: string, said: Partial<LicenceCase> = {}): LicenceCase => ({
  applicant,
  country: 'DE',
  item: '1C904.a',
  class: 'civil',
  appliedAt: '2026-02-01T08:00:00.000Z',
  outcome: 'granted',
  workingDays: 30,
  netMilligrams: 100n,
  ...said,
});

/** One case each of so many applicants. */
const casesOf = (count: number, said: Partial<LicenceCase> = {}, from = 'A') =>
  Array.from({ length: count }, (_, index) => caseOf(`${from}-${index}`, said));

const published = (cases: readonly LicenceCase[], by: readonly FigureKey[] = FIGURE_KEYS) =>
  publishFigures(cases, { asOf: AS_OF, by });

const shown = (rows: readonly FigureRow[]) =>
  rows.map(({ words, applied }) => [Object.values(words).join('/'), applied]);

describe('publishFigures', () => {
  it('shows five applicants, and not four', () => {
    expect(shown(published(casesOf(5)).rows)).toEqual([['DE/1C904.a/civil', 5]]);
    expect(published(casesOf(4))).toMatchObject({ rows: [], unpublished: ['2026Q1'] });
    const twice = [...casesOf(4), caseOf('A-0')];
    expect(published(twice).rows).toEqual([]);
  });

  it('shows no group in which one applicant makes out nearly everything', () => {
    const others = casesOf(4);
    // Of 1000, the three that are not the second largest have to have 100 at least.
    const heavy = (of: bigint) => [
      ...others.map((one) => ({ ...one, netMilligrams: of })),
      caseOf('BIG', { netMilligrams: 900n }),
    ];
    expect(published(heavy(30n)).rows).toHaveLength(1);
    expect(published(heavy(29n)).rows).toHaveLength(0);
  });

  it('puts small ones together, and takes the smallest that is not small where they are too few', () => {
    const cases = [...casesOf(9), ...casesOf(6, { country: 'JP' }), ...casesOf(1, { country: 'KR' })];
    expect(shown(published(cases, ['country']).rows)).toEqual([
      ['DE', 9],
      ['', 7],
    ]);
    const largeLast = cases.map((one) => ({ ...one, country: one.country === 'DE' ? 'US' : one.country }));
    expect(shown(published(largeLast, ['country']).rows)).toEqual([
      ['US', 9],
      ['', 7],
    ]);
    const more = [...cases, ...casesOf(4, { country: 'IN' }, 'B')];
    expect(shown(published(more, ['country']).rows)).toEqual([
      ['DE', 9],
      ['JP', 6],
      ['', 5],
    ]);
  });

  it('counts the same applications whatever it is asked to tell apart', () => {
    const cases = [...casesOf(9), ...casesOf(7, { item: '1C905.a' }), ...casesOf(2, { country: 'KR', class: 'mixed' })];
    for (const by of [[], ['country'], ['item'], ['class'], ['country', 'item'], FIGURE_KEYS] as const) {
      const { rows } = published(cases, by);
      expect(rows.reduce((sum, { applied }) => sum + applied, 0)).toBe(18);
    }
  });

  it('leaves out a quarter that has not ended, and changes at the end of one alone', () => {
    const cases = [...casesOf(5), ...casesOf(5, { appliedAt: '2026-04-02T08:00:00.000Z' })];
    expect(published(cases).rows.map(({ quarter }) => quarter)).toEqual(['2026Q1']);
    expect(lastQuarterEnd('2026-05-17T08:00:00.000Z')).toBe(AS_OF);
    expect(lastQuarterEnd('2026-03-31T23:59:59.999Z')).toBe('2026-01-01T00:00:00.000Z');
  });

  it('is the same partition whatever becomes of the applications later', () => {
    const cases = [...casesOf(9), ...casesOf(6, { country: 'JP' }), ...casesOf(1, { country: 'KR' })];
    const later = cases.map((one, index) => ({
      ...one,
      outcome: index % 2 === 0 ? ('refused' as const) : one.outcome,
    }));
    expect(shown(published(later).rows)).toEqual(shown(published(cases).rows));
  });

  it('shows days of decisions of five applicants at least', () => {
    const days = [10, 20, 30, 40, 50, 60];
    const cases = casesOf(6).map((one, index) => ({ ...one, workingDays: days[index] ?? null }));
    expect(published(cases).rows[0]?.workingDays).toEqual({ lower: 20, median: 30, upper: 50 });
    const [, , ...four] = cases;
    const pending = casesOf(2, { outcome: 'pending', workingDays: null }, 'P');
    expect(published([...four, ...pending]).rows[0]).toMatchObject({ applied: 6, pending: 2, workingDays: null });
  });

  it('holds one destination against the others of the same item', () => {
    const refused = { outcome: 'refused' as const };
    const cases = [...casesOf(8), ...casesOf(5, { country: 'JP' }), ...casesOf(5, { country: 'JP', ...refused }, 'R')];
    expect(compareDestinations(cases, AS_OF)).toMatchObject([
      { country: 'DE', decided: 8, granted: 8, others: { decided: 10, granted: 5 }, abovePartsPerMillion: 500_000 },
      { country: 'JP', decided: 10, granted: 5, others: { decided: 8, granted: 8 }, abovePartsPerMillion: -500_000 },
    ]);
  });
});

describe('quartilesOf', () => {
  it('gives numbers that are there', () => {
    expect(quartilesOf([7])).toEqual({ lower: 7, median: 7, upper: 7 });
    expect(quartilesOf([9, 1])).toEqual({ lower: 1, median: 1, upper: 9 });
    expect(quartilesOf([])).toBeNull();
  });
});

const randomCases = fc.array(
  fc.record({
    applicant: fc.nat(11).map((number) => `A-${number}`),
    country: fc.constantFrom('CN', 'DE', 'IN', 'JP'),
    item: fc.constantFrom('1C904.a', '1C905.a'),
    class: fc.constantFrom('civil', 'mixed'),
    outcome: fc.constantFrom('granted', 'refused', 'pending'),
    netMilligrams: fc.oneof(fc.bigInt({ min: 1n, max: 40n }), fc.bigInt({ min: 1n, max: 900n })),
  }),
  { minLength: 12, maxLength: 40 },
);

const ALL_KEYS: readonly (readonly FigureKey[])[] = [
  [],
  ['country'],
  ['item'],
  ['class'],
  ['country', 'item'],
  ['country', 'class'],
  ['item', 'class'],
  FIGURE_KEYS,
];

/** Every sum of masses that anybody can read, whatever is asked. The attacker knows which applications each is of. */
function sumsPublished(cases: readonly LicenceCase[]): Sum[] {
  const words = FIGURE_KEYS.map((key) => (item: (typeof items)[number]) => item[key]);
  const items = cases.map((one, index) => ({ ...one, index, party: one.applicant, milligrams: one.netMilligrams }));
  const groups = safeGroups(items, words, GROUP_RULE);
  return ALL_KEYS.flatMap((by) => {
    const named = groupBy(groups, (group) => {
      return JSON.stringify(by.map((key) => group.words[FIGURE_KEYS.indexOf(key)] ?? null));
    });
    const sums = [...named].map(([name, some]): Sum & { name: string } => {
      const of = some.flatMap((group) => group.items.map(({ index }) => index));
      return { name, of, total: Number(some.reduce((sum, group) => sum + massOf(group.items), 0n)) };
    });
    // What the attacker is taken to read is what is published.
    const rows = publishFigures(cases, { asOf: AS_OF, by }).rows;
    const read = rows.map(({ words: said, netMilligrams }) => [
      JSON.stringify(by.map((key) => said[key] ?? null)),
      Number(netMilligrams),
    ]);
    expect(sums.map(({ name, total }) => [name, total])).toEqual(read);
    return sums;
  });
}

/** What is published where small cells are left out and every margin is shown: the total, each key's sums, and each large cell. */
function sumsOfNaive(cases: readonly LicenceCase[]): Sum[] {
  const items = cases.map((one, index) => ({ ...one, index }));
  return ALL_KEYS.flatMap((by) => {
    return [...groupBy(items, (one) => by.map((key) => one[key]).join('/')).values()]
      .filter((some) => new Set(some.map(({ applicant }) => applicant)).size >= GROUP_RULE.partiesMin)
      .map((some) => ({
        of: some.map(({ index }) => index),
        total: some.reduce((sum, { netMilligrams }) => sum + Number(netMilligrams), 0),
      }));
  });
}

function massOf(items: readonly { readonly milligrams: bigint }[]): bigint {
  return items.reduce((sum, { milligrams }) => sum + milligrams, 0n);
}

/** Cells that are too small to be shown: each a set of applications. */
function smallCells(cases: readonly LicenceCase[]): number[][] {
  const indexes = cases.map((_, index) => index);
  const cells = groupBy(indexes, (index) => FIGURE_KEYS.map((key) => cases[index]?.[key]).join('/'));
  return [...cells.values()].filter((cell) => {
    return new Set(cell.map((index) => cases[index]?.applicant)).size < GROUP_RULE.partiesMin;
  });
}

/** How many small cells are found out: what they have together lies within less than the protection. */
function cellsFound(cases: readonly LicenceCase[], sums: readonly Sum[]): number {
  return smallCells(cases).filter((cell) => {
    const [least, most] = boundsOf(cases.length, sums, cell);
    return (most - least) * 100 < massAt(cases, cell) * GROUP_RULE.protectionPercent;
  }).length;
}

/** How many applicants another one finds out that takes off what it has itself, either of the two largest others. */
function applicantsFound(cases: readonly LicenceCase[], sums: readonly Sum[]): number {
  const indexes = cases.map((_, index) => index);
  const own = [...groupBy(indexes, (index) => cases[index]?.applicant ?? '').values()];
  const largest = own.toSorted((one, other) => massAt(cases, other) - massAt(cases, one)).slice(0, 3);
  return own.filter((some) => {
    const insiders = largest.filter((insider) => insider !== some).slice(0, 2);
    return insiders.some((insider) => {
      const known = insider.map((index) => ({ of: [index], total: massAt(cases, [index]) }));
      const [, most] = boundsOf(cases.length, [...sums, ...known], some);
      return (most - massAt(cases, some)) * 100 < massAt(cases, some) * GROUP_RULE.protectionPercent;
    });
  }).length;
}

function massAt(cases: readonly LicenceCase[], indexes: readonly number[]): number {
  return indexes.reduce((sum, index) => sum + Number(cases[index]?.netMilligrams ?? 0n), 0);
}

describe('somebody who adds and subtracts everything that is published', () => {
  const RUNS = { numRuns: 25, seed: 20_261_123 };

  it('comes near to no small cell and to no applicant', () => {
    let groups = 0;
    fc.assert(
      fc.property(randomCases, (some) => {
        const cases = some.map((one) => caseOf(one.applicant, one));
        const sums = sumsPublished(cases);
        groups += sums.length;
        // Applications of which nothing is published are known to nobody.
        if (sums.length === 0) return;
        expect(cellsFound(cases, sums)).toBe(0);
        expect(applicantsFound(cases, sums)).toBe(0);
      }),
      RUNS,
    );
    expect(groups).toBeGreaterThan(100);
  });

  it('finds them out where small cells are merely left out', () => {
    const found = { cells: 0, applicants: 0 };
    fc.assert(
      fc.property(randomCases, (some) => {
        const cases = some.map((one) => caseOf(one.applicant, one));
        found.cells += cellsFound(cases, sumsOfNaive(cases));
        found.applicants += applicantsFound(cases, sumsOfNaive(cases));
      }),
      RUNS,
    );
    expect(found.cells).toBeGreaterThan(10);
    expect(found.applicants).toBeGreaterThan(0);
  });
});
