import { SECTORS } from '@lodestone/custody/sector.ts';
import { viewSupply } from '@lodestone/ledger/regulation/view-supply.ts';
import type { Command } from 'commander';
import { addAsKnownAt, underMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { choiceOption, timeOption } from '../options/option-values.ts';
import { formatSupply } from '../answers/supply-text.ts';

const EXAMPLES = `
Examples:
  $ lodestone supply --sector robotics
  $ lodestone supply --parties --at 2026-07-01`;

interface Options {
  readonly sector?: string;
  readonly at?: string;
  readonly parties?: boolean;
  readonly asKnownAt?: string;
}

export function addSupply(program: Command): void {
  addAsKnownAt(program.command('supply'))
    .description('how long stocks last, what is licensed for those who need it, and which countries material is from')
    .option('--sector <sector>', 'only stocks of a sector, such as robotics', choiceOption('--sector', SECTORS))
    .option('--parties', 'whose stocks they are, what each needs, and what is licensed for it')
    .option('--at <time>', 'as it was: only what happened before this time', timeOption('--at'))
    .addHelpText('after', EXAMPLES)
    .action(async ({ sector, at, asKnownAt, parties = false }: Options, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const request = { sector, asKnownAt, at: at ?? new Date().toISOString() };
      const { stocks, needs, ...shared } = await withLedger(context, (ledger) => viewSupply(ledger, request));
      output.answer(parties ? { ...shared, stocks, needs } : shared, () => {
        const text = formatSupply({ ...shared, stocks, needs }, { named: parties, width: output.tableWidth });
        return underMoment(asKnownAt, text);
      });
    });
}
