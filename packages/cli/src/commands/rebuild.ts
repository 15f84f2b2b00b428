import { formatCount } from '@lodestone/custody/format-count.ts';
import { rebuildViews } from '@lodestone/ledger/audit/rebuild-views.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';

export function addRebuild(program: Command): void {
  program
    .command('rebuild')
    .description('drop the views and make them again from the ledger')
    .action(async (_: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const counts = await rebuildViews(ledger, (entries, total) =>
          context.output.progress(`rebuilding · entry ${entries} of ${total}`),
        );
        context.output.answer(counts, () => {
          const { entries, events, facts } = counts;
          const source = `${formatCount(events, 'event')} in ${formatCount(entries, 'entry', 'entries')}`;
          return `The views were made again: ${formatCount(facts, 'row')} from ${source}.`;
        });
      });
    });
}
