/** Monthly returns as tables for people. */
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import type { ReturnDifference } from '@lodestone/regulation/return-differences.ts';
import type { ReturnDuty } from '@lodestone/regulation/return-duties.ts';
import type { ReturnRow } from '@lodestone/regulation/site-flows.ts';
import { formatFigure, formatTime } from '../output/amounts.ts';
import { type Column, formatTable } from '../output/table.ts';

const FIGURES = [
  ['opening', 'openingMilligrams'],
  ['in', 'inMilligrams'],
  ['made', 'madeMilligrams'],
  ['used', 'usedMilligrams'],
  ['out', 'outMilligrams'],
  ['lost', 'lostMilligrams'],
  ['closing', 'closingMilligrams'],
] as const satisfies readonly (readonly [string, keyof ReturnRow])[];

/** The figures of a return, in kg of the elements. */
export function formatReturn(rows: readonly ReturnRow[], width: number): string {
  const columns: Column[] = [
    { title: 'form' },
    { title: '' },
    ...FIGURES.map(([title]) => ({ title, align: 'right' }) as const),
  ];
  const cells = rows.map((row, index) => [
    rows[index - 1]?.form === row.form ? '' : row.form,
    row.element,
    ...FIGURES.map(([, figure]) => formatFigure(BigInt(row[figure]))),
  ]);
  return formatTable(columns, cells, 'Nothing was there, and nothing happened.', width);
}

/** One line for each figure that differs, with both values. */
export function formatDifferences(differences: readonly ReturnDifference[], width: number): string {
  const columns: Column[] = [
    { title: 'form' },
    { title: '' },
    { title: 'figure' },
    { title: 'return says', align: 'right' },
    { title: 'ledger says', align: 'right' },
  ];
  const cells = differences.map(({ form, element, figure, filedMilligrams, computedMilligrams }) => {
    const title = FIGURES.find(([, name]) => name === figure)?.[0] ?? figure;
    return [
      form,
      element,
      title,
      formatKilograms(BigInt(filedMilligrams)),
      formatKilograms(BigInt(computedMilligrams)),
    ];
  });
  return formatTable(columns, cells, '', width);
}

const STATES: Readonly<Record<ReturnDuty['state'], string>> = {
  running: 'the month is not over',
  due: 'due',
  filed: 'filed',
  late: 'FILED LATE',
  missing: 'MISSING',
};

/** The calendar of duties. */
export function formatDuties(duties: readonly ReturnDuty[], width: number): string {
  const columns: Column[] = [
    { title: 'month' },
    { title: 'facility' },
    { title: 'party' },
    { title: 'due by' },
    { title: 'filed at (UTC)' },
    { title: '' },
  ];
  const cells = duties.map(({ month, facility, party, dueOn, filedAt, state, timesFiled }) => {
    const again = timesFiled > 1 ? `, ${timesFiled} times` : '';
    return [month, facility, party, dueOn, filedAt === null ? '' : formatTime(filedAt), `${STATES[state]}${again}`];
  });
  return formatTable(columns, cells, 'No returns are due.', width);
}
