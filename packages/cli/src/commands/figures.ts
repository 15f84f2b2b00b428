import { readPublicFigures } from '@lodestone/ledger/regulation/public-figures.ts';
import { FIGURE_KEYS, type FigureKey } from '@lodestone/regulation/figures/public-figures.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { formatDestinations, formatFigures, formatFiguresCsv } from '../answers/figures-text.ts';
import { choicesOption, timeOption } from '../options/option-values.ts';

const EXAMPLES = `
Examples:
  $ lodestone figures --by country,item --from 2026Q1
  $ lodestone figures --fairness                            one item, destination by destination
  $ lodestone figures --csv > figures.csv`;

interface Options {
  readonly by?: readonly FigureKey[];
  readonly from?: string;
  readonly to?: string;
  readonly at?: string;
  readonly fairness?: boolean;
  readonly csv?: boolean;
}

export function addFigures(program: Command): void {
  program
    .command('figures')
    .description('export licences applied for, granted, refused and pending, by quarter, as can be published')
    .option(
      '--by <keys>',
      `told apart by ${FIGURE_KEYS.join(', ')}: several with commas between (default: country)`,
      choicesOption('--by', FIGURE_KEYS),
    )
    .option('--from <quarter>', 'only what was applied for in this quarter or later', readQuarter)
    .option('--to <quarter>', 'only what was applied for in this quarter or before', readQuarter)
    .option('--at <time>', 'as published then: when the quarter before had ended', timeOption('--at'))
    .option('--fairness', 'same rule, same result: of each item, destinations beside one another')
    .option('--csv', 'as CSV for spreadsheets, in whole milligrams')
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { by: asked = ['country'], from = '', to = '9999Q4', fairness = false, csv = false } = options;
      const by = FIGURE_KEYS.filter((key) => asked.includes(key));
      const now = new Date().toISOString();
      // A quarter that has not ended is published to nobody, whatever the time that is asked about.
      const at = options.at === undefined || options.at > now ? now : options.at;
      const { destinations, ...figures } = await withLedger(context, (ledger) => readPublicFigures(ledger, { at, by }));
      if (fairness) {
        output.answer({ asOf: figures.asOf, destinations }, () => formatDestinations(destinations, output.tableWidth));
        return;
      }
      const isAsked = (quarter: string) => quarter >= from && quarter <= to;
      const rows = figures.rows.filter(({ quarter }) => isAsked(quarter));
      const shown = { ...figures, rows, unpublished: figures.unpublished.filter(isAsked) };
      output.answer(shown, () => (csv ? formatFiguresCsv(shown, by) : formatFigures(shown, by, output.tableWidth)));
    });
}

function readQuarter(text: string): string {
  if (/^\d{4}Q[1-4]$/.test(text)) return text;
  throw new CommandFailure(EXIT.usage, `a quarter is written as 2026Q1; found ${text}`);
}
