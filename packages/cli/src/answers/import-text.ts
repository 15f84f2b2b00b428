/** What people read of an import: what would be or was recorded, every problem with its cell, and what to do next. */
import { formatCount } from '@lodestone/custody/format-count.ts';
import type { ImportProblem, ImportReport, ProblemList } from '@lodestone/ledger/record/import-report.ts';

/** What was asked for. */
export interface ImportAsked {
  /** What people call the file. */
  readonly name: string;
  readonly template: string;
  /** The options that must be said again to get the same, such as `--by MINE-A`. */
  readonly options: readonly string[];
  readonly dryRun: boolean;
  /** Of the ledger, in entries. */
  readonly size: number;
}

/** So many lines are read; --json has more. */
const PROBLEMS_SHOWN = 100;

const DELIMITERS = { ',': 'commas', ';': 'semicolons', '\t': 'tabs' } as const;
const MARKS = { '.': 'a point', ',': 'a comma' } as const;

export function formatImport(report: ImportReport, asked: ImportAsked): string {
  const { delimiter, decimalMark, rows, events } = report;
  const read = `${formatCount(rows, 'row')}, ${formatCount(events, 'event')}`;
  const how = `separated by ${DELIMITERS[delimiter]}, decimals with ${MARKS[decimalMark]}`;
  return [
    `${asked.name}, as ${asked.template}: ${read} (${how})`,
    ...formatProblems('problem', report.problems),
    ...formatProblems('hint', report.hints),
    ...outcomeOf(report, asked),
  ].join('\n');
}

function formatProblems(what: string, { first, count }: ProblemList): string[] {
  if (count === 0) return [];
  // What the rules of the ledger refuse comes later than what is wrong with the rows.
  const lines = first
    .toSorted((one, other) => one.row - other.row)
    .slice(0, PROBLEMS_SHOWN)
    .map(formatProblem);
  const more = count - lines.length;
  const rest = more > 0 ? [`  … and ${formatCount(more, `more ${what}`, `more ${what}s`)}`] : [];
  return [`${formatCount(count, what)}${what === 'hint' ? ' (hints stop nothing)' : ''}:`, ...lines, ...rest];
}

/** `  F17 net kg: …`: the cell as a spreadsheet names it, and the header above it. */
function formatProblem({ row, column, cell, message }: ImportProblem): string {
  const where = cell ?? `row ${row}`;
  return `  ${where}${column === null ? '' : ` ${column}`}: ${message}`;
}

function outcomeOf({ problems, recorded, events, faultyEvents }: ImportReport, asked: ImportAsked): string[] {
  const { name, template, options, dryRun, size } = asked;
  const isFine = problems.count === 0;
  const good = recorded?.recorded ?? 0;
  const known = recorded?.alreadyRecorded ?? 0;
  const before = known > 0 ? `; ${formatCount(known, 'event')} recorded before` : '';
  if (!dryRun && recorded !== null) {
    const stopped =
      recorded.refused === null
        ? ''
        : `; stopped at row ${recorded.refused.line}: nothing of its submission is recorded`;
    return [
      `${formatCount(good, 'event')} recorded${before}${stopped}. The ledger has ${formatCount(size, 'entry', 'entries')}.`,
    ];
  }
  if (!dryRun) return ['Nothing was recorded: mend what is wrong, and import the file again.'];
  const wouldBe = recorded === null ? [] : [`${formatCount(good, 'event')} could be recorded${before}.`];
  const isMixed = faultyEvents > 0 && problems.first.some(({ reason }) => !reason.startsWith('bad-'));
  const mixed = isMixed ? ['What builds on a row that is wrong may be refused for that alone.'] : [];
  const left = events - faultyEvents - good - known;
  const unasked =
    recorded !== null && recorded.refused !== null && left > 0
      ? ['Not all of it was held against the rules of the ledger.']
      : [];
  const file = name === 'standard input' ? '-' : name;
  const command = ['lodestone import', file, '--template', template, ...options, '--record'].join(' ');
  const next = isFine
    ? `Nothing was recorded. To record it: ${command}`
    : 'Nothing was recorded: mend what is wrong, and import the file again.';
  return [...wouldBe, ...mixed, ...unasked, next];
}
