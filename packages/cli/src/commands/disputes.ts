import { formatAmount } from '@lodestone/custody/format-amount.ts';
import { describeTolerance, varianceShare } from '@lodestone/custody/transfer-variance.ts';
import { browseDisputes } from '@lodestone/ledger/ask/browse.ts';
import type { Command } from 'commander';
import { addAsKnownAt } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { DISPUTE_ADVICE } from '../answers/dispute-text.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { formatTable } from '../output/table.ts';
import { noteUnknownNames } from '../unknown-names.ts';

const COLUMNS = [
  { title: 'transfer' },
  { title: 'lot' },
  { title: 'dispatched', align: 'right' },
  { title: 'measured', align: 'right' },
  { title: 'variance', align: 'right' },
  { title: 'tolerance', align: 'right' },
  { title: 'is' },
  { title: 'said', whenTooWide: 'wrapped' },
] as const;

interface Options {
  readonly party?: string;
  readonly all?: boolean;
  readonly limit: number;
  readonly asKnownAt?: string;
}

export function addDisputes(program: Command): void {
  addAsKnownAt(
    addListCommand(program, 'disputes', 'what two scales disagree on, and what the parties would settle it on'),
  )
    .option('--party <party>', 'only disputes of the party')
    .option('--all', 'those that are settled as well')
    .action(async ({ party, all, limit, asKnownAt }: Options, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseDisputes(ledger, { party, settledToo: all ?? false, limit, asKnownAt });
        const cells = rows.map(({ transfer, lot, measure, declared, measured, ...row }) => [
          transfer,
          lot,
          formatAmount(measure, declared),
          formatAmount(measure, measured),
          varianceShare(declared, measured) ?? '',
          describeTolerance({ declared, ...row }, '3 sigma'),
          row.status,
          row.proposals.map((proposal) => `${proposal.party}: ${proposal.basis}`).join(', '),
        ]);
        const slips = rows.flatMap(({ transfer, lot, slip }) =>
          slip === null ? [] : [`  ${transfer}  ${lot}: ${slip}`],
        );
        answerRows(context, rows, { limit, asKnownAt }, () => {
          const table = formatTable(COLUMNS, cells, 'No disputes.', context.output.tableWidth);
          const explained = slips.length === 0 ? [] : ['', 'What would explain it', ...slips];
          const isOpen = rows.some(({ status }) => status === 'open');
          return [table, ...explained, ...(isOpen ? ['', DISPUTE_ADVICE] : [])].join('\n');
        });
        await noteUnknownNames(context.output, ledger, rows, { parties: [party] });
      });
    });
}
