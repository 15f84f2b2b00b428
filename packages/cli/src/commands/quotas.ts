import { showQuotas } from '@lodestone/ledger/regulation/show-quotas.ts';
import { findUnknownName } from '@lodestone/ledger/ask/find-unknown-name.ts';
import type { Command } from 'commander';
import { addAsKnownAt, underMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { timeOption, wholeNumberOption } from '../options/option-values.ts';
import { formatQuotas, quotaValue } from '../answers/quota-table.ts';
import { suspectFailure } from '../suspect-failure.ts';

const EXAMPLES = `
Examples:
  $ lodestone quotas --year 2026
  $ lodestone quotas --holder REFINER-B --at 2026-07-01     as it stood by the middle of the year`;

interface Options {
  readonly holder?: string;
  readonly year?: number;
  readonly at?: string;
  readonly asKnownAt?: string;
}

export function addQuotas(program: Command): void {
  const command = program
    .command('quotas')
    .description('how much may be mined and separated, and how much of it was')
    .option('--holder <party>', 'only quotas of the party, and what it did without one')
    .option('--year <year>', 'only quotas of the year', wholeNumberOption('--year', 1))
    .option('--at <time>', 'only what had happened before this time', timeOption('--at'));
  addAsKnownAt(command)
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, own: Command) => {
      const context = contextOf(own);
      const { holder } = options;
      const accounts = await withLedger(context, async (ledger) => {
        const unknown = await findUnknownName(ledger, { parties: [holder] });
        if (unknown !== null) throw suspectFailure(unknown, undefined);
        return showQuotas(ledger, options);
      });
      context.output.answer(accounts.map(quotaValue), () =>
        underMoment(options.asKnownAt, formatQuotas(accounts, context.output.tableWidth)),
      );
    });
}
