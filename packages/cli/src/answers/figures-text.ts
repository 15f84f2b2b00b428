/** Published figures of licences: for people, and for spreadsheets. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { formatPercent } from '@lodestone/custody/format-percent.ts';
import { formatCsv } from '@lodestone/lineage/csv-text.ts';
import {
  type FigureKey,
  type FigureRow,
  OUTCOMES,
  type PublicFigures,
} from '@lodestone/regulation/figures/public-figures.ts';
import type { DestinationResult } from '@lodestone/regulation/figures/same-rule.ts';
import { type Column, formatTable } from '../output/table.ts';

const right = (title: string): Column => ({ title, align: 'right' });

/** Several together, or what is left beside those that are shown. */
const OTHERS = '(others)';

/** A row for each group and quarter. */
export function formatFigures(figures: PublicFigures, by: readonly FigureKey[], width: number): string {
  const { asOf, rows, unpublished } = figures;
  // A column of zeros would be one too many for a terminal.
  const outcomes = OUTCOMES.filter((outcome) => outcome !== 'withdrawn' || rows.some(({ withdrawn }) => withdrawn > 0));
  const columns = [
    { title: 'quarter' },
    ...by.map((key) => ({ title: key })),
    ...['applied', ...outcomes, 'mass', 'days', 'middle half'].map(right),
  ];
  const cells = rows.map((row) => {
    const { quarter, applied, netMilligrams, workingDays: days } = row;
    const counts = [applied, ...outcomes.map((outcome) => row[outcome])].map(String);
    const half = days === null ? '' : `${days.lower} to ${days.upper}`;
    const median = days === null ? '' : String(days.median);
    return [quarter, ...wordsOf(row, by), ...counts, formatKilograms(netMilligrams), median, half];
  });
  const none = 'Of no quarter that has ended have five applied: nothing is published.';
  const few =
    unpublished.length === 0 ? [] : [`Too few applied in ${unpublished.join(', ')}: nothing of it is published.`];
  return [
    `As of ${asOf.slice(0, 10)}; days are the median of working days`,
    formatTable(columns, cells, none, width),
    ...few,
  ].join('\n');
}

function wordsOf({ words }: FigureRow, by: readonly FigureKey[]): string[] {
  return by.map((key) => words[key] ?? OTHERS);
}

/** The same for spreadsheets, in whole milligrams. */
export function formatFiguresCsv({ rows }: PublicFigures, by: readonly FigureKey[]): string {
  const header = ['quarter', ...by, 'applied', 'granted', 'refused', 'withdrawn', 'pending', 'netMilligrams'];
  const days = ['lowerWorkingDays', 'medianWorkingDays', 'upperWorkingDays'];
  const cells = rows.map((row) => {
    const { quarter, applied, granted, refused, withdrawn, pending, netMilligrams, workingDays } = row;
    const counts = [applied, granted, refused, withdrawn, pending, netMilligrams];
    const { lower = null, median = null, upper = null } = workingDays ?? {};
    return [quarter, ...wordsOf(row, by), ...counts, lower, median, upper];
  });
  return formatCsv([[...header, ...days], ...cells]);
}

/** Of each item, how its destinations fared beside one another. */
export function formatDestinations(results: readonly DestinationResult[], width: number): string {
  const cells = results.map(({ item, country, decided, granted, others, abovePartsPerMillion, medianWorkingDays }) => [
    item,
    country === '' ? OTHERS : country,
    String(decided),
    shareOf(granted, decided),
    shareOf(others.granted, others.decided),
    abovePartsPerMillion === null ? '' : pointsOf(abovePartsPerMillion),
    medianWorkingDays === null ? '' : String(medianWorkingDays),
  ]);
  const titles = ['decided', 'granted', 'granted to others', 'points above', 'days, median'];
  const columns = [{ title: 'item' }, { title: 'country' }, ...titles.map(right)];
  return formatTable(columns, cells, 'No item is shown for a destination.', width);
}

function shareOf(part: number, whole: number): string {
  return whole === 0 ? '' : formatPercent((BigInt(part) * 1_000_000n) / BigInt(whole));
}

function pointsOf(partsPerMillion: number): string {
  return `${partsPerMillion < 0 ? '-' : ''}${formatPercent(BigInt(Math.abs(partsPerMillion))).replace(' %', '')}`;
}
