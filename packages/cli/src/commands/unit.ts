import { browseUnit } from '@lodestone/ledger/ask/browse.ts';
import type { Command } from 'commander';
import { addAsKnownAt, describeMoment, underMoment } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { describeHold } from '../answers/hold-text.ts';
import { describePlaces, formatUnitTable } from '../answers/unit-table.ts';

export function addUnit(program: Command): void {
  addAsKnownAt(program.command('unit'))
    .argument('<id>', 'a logistic unit')
    .description('one drum, pallet or container: what is in it, and what was in it before')
    .action(async (id: string, { asKnownAt }: { asKnownAt?: string }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const { history, contents, hold } = await browseUnit(ledger, id, asKnownAt);
        const latest = history.at(-1);
        if (latest === undefined) {
          const when = asKnownAt === undefined ? '' : ` by ${describeMoment(asKnownAt)}`;
          throw new CommandFailure(EXIT.no, `no unit ${id} is recorded${when}: lodestone units lists those that are`);
        }
        const { unit, status, lots } = latest;
        context.output.answer({ unit, status, hold, lots, contents, history }, () => {
          const held = hold === null ? [] : [`  ${describeHold(hold)}`];
          const where = describePlaces(contents).map((line) => `  ${line}`);
          const head = `${unit}  ${status}${contents.length === 0 ? ': nothing' : ''}`;
          const text = [head, ...held, ...where, '', formatUnitTable(history, context.output.tableWidth)].join('\n');
          return underMoment(asKnownAt, text);
        });
      });
    });
}
