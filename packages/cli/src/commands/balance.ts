import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { STEPS } from '@lodestone/custody/material.ts';
import {
  BALANCE_KEYS,
  type BalanceKey,
  type BalanceRequest,
  balanceSteps,
} from '@lodestone/ledger/ask/balance-steps.ts';
import { isConserved, weighLedger } from '@lodestone/ledger/ask/weigh-ledger.ts';
import type { Command } from 'commander';
import { underMoment } from '../options/as-known-at.ts';
import { formatBalancesCsv, formatConservationCsv } from '../answers/balance-csv.ts';
import { balanceValue, formatBalances } from '../answers/balance-table.ts';
import { conservationValue, formatConservation } from '../answers/conservation-table.ts';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption, choicesOption, periodEndOption, timeOption } from '../options/option-values.ts';
import { suspectFailure } from '../suspect-failure.ts';

const EXAMPLES = `
Examples:
  $ lodestone balance --facility SX-GANZHOU --from 2026-03-01 --until 2026-04-01
  $ lodestone balance --by step,month --element Dy
  $ lodestone balance --ledger-wide`;

const DEFAULT_KEYS: readonly BalanceKey[] = ['step', 'facility'];

interface Options extends Omit<BalanceRequest, 'by'> {
  readonly by?: readonly BalanceKey[];
  readonly ledgerWide?: boolean;
  readonly csv?: boolean;
}

/** What narrows steps down says nothing about a whole ledger. */
const STEP_OPTIONS = ['step', 'party', 'facility', 'from', 'until', 'by'] as const;

export function addBalance(program: Command): void {
  program
    .command('balance')
    .description('what steps took, gave, lost and left unaccounted, per element; or that of the whole ledger')
    .option('--step <step>', 'only one kind of step, such as leaching', choiceOption('--step', STEPS))
    .option('--party <party>', 'only steps of the party')
    .option('--facility <facility>', 'only steps at the facility')
    .option(
      '--from <time>',
      'only what happened at this time or later; a date begins where the facility is',
      periodEndOption('--from'),
    )
    .option('--until <time>', 'only what happened before this time', periodEndOption('--until'))
    .option(
      '--by <keys>',
      `told apart by ${BALANCE_KEYS.join(', ')}: several with commas between (default: ${DEFAULT_KEYS.join(',')})`,
      choicesOption('--by', BALANCE_KEYS),
    )
    .option('--element <symbol>', 'only one element', choiceOption('--element', ELEMENT_SYMBOLS))
    .option('--csv', 'as CSV for spreadsheets, in whole milligrams')
    .option('--ledger-wide', 'instead: whether every milligram that came in is somewhere, over everything recorded')
    .option('--as-known-at <time>', 'only what the ledger had recorded by then', timeOption('--as-known-at'))
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      if (options.ledgerWide === true) await answerLedgerWide(context, options);
      else await answerSteps(context, { ...options, by: options.by ?? DEFAULT_KEYS }, options.csv === true);
    });
}

async function answerSteps(context: Context, request: BalanceRequest, asCsv: boolean): Promise<void> {
  const { output } = context;
  const answer = await withLedger(context, (ledger) => balanceSteps(ledger, request));
  if (!answer.found) throw suspectFailure(answer, undefined);
  const { balances } = answer;
  output.answer(balanceValue(request, balances), () =>
    asCsv ? formatBalancesCsv(request, balances) : formatBalances(request, balances, output.tableWidth),
  );
  for (const zone of balances.unknownTimeZones) {
    output.note(
      `${zone} is no time zone that is known here (one is Asia/Shanghai): days there are taken as those of UTC.`,
    );
  }
}

async function answerLedgerWide(context: Context, options: Options): Promise<void> {
  const narrowing = STEP_OPTIONS.find((option) => options[option] !== undefined);
  if (narrowing !== undefined) {
    throw new CommandFailure(EXIT.usage, `--ledger-wide is about everything recorded: leave --${narrowing} out`);
  }
  const { output } = context;
  const weight = await withLedger(context, (ledger) => weighLedger(ledger, options.asKnownAt));
  output.answer(conservationValue(weight, options.element), () =>
    options.csv === true
      ? formatConservationCsv(weight, options.element)
      : underMoment(options.asKnownAt, formatConservation(weight, options.element, output.tableWidth)),
  );
  if (!isConserved(weight)) process.exitCode = EXIT.no;
}
