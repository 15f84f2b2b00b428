import { browseUnit } from '@lodestone/ledger/browse.ts';
import type { Command } from 'commander';
import { addAsKnownAt, describeMoment } from '../as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { formatUnitTable } from '../unit-table.ts';

export function addUnit(program: Command): void {
  addAsKnownAt(program.command('unit'))
    .argument('<id>', 'a logistic unit')
    .description('one drum, pallet or container: what is in it, and what was in it before')
    .action(async (id: string, { asKnownAt }: { asKnownAt?: string }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const history = await browseUnit(ledger, id, asKnownAt);
        const latest = history.at(-1);
        if (latest === undefined) {
          const when = asKnownAt === undefined ? '' : ` by ${describeMoment(asKnownAt)}`;
          throw new CommandFailure(EXIT.no, `no unit ${id} is recorded${when}: lodestone units lists those that are`);
        }
        const { unit, status, lots } = latest;
        context.output.answer({ unit, status, lots, history }, () => {
          const contents = status === 'packed' ? lots.join(', ') : 'nothing';
          return [`${unit}  ${status}: ${contents}`, '', formatUnitTable(history, context.output.tableWidth)].join(
            '\n',
          );
        });
      });
    });
}
