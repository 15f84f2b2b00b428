import { browseMandates } from '@lodestone/ledger/ask/browse.ts';
import type { Command } from 'commander';
import { formatTime } from '../output/amounts.ts';
import { contextOf, withLedger } from '../context.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { formatTable } from '../output/table.ts';

export function addMandates(program: Command): void {
  addListCommand(program, 'mandates', 'who may act for whom, and in what')
    .option('--party <party>', 'only mandates that the party has given or has')
    .action(async (options: { party?: string; limit: number }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseMandates(ledger, options);
        const columns = [
          { title: 'principal' },
          { title: 'agent' },
          { title: 'given at (UTC)' },
          { title: 'until (UTC)' },
          { title: 'ended at (UTC)' },
          { title: 'for', whenTooWide: 'wrapped' },
        ] as const;
        const cells = rows.map(({ principal, agent, givenAt, until, endedAt, acts }) => [
          principal,
          agent,
          formatTime(givenAt),
          until === null ? '' : formatTime(until),
          endedAt === null ? '' : formatTime(endedAt),
          acts.join(', '),
        ]);
        answerRows(context, rows, options, () =>
          formatTable(columns, cells, 'No mandates.', context.output.tableWidth),
        );
      });
    });
}
