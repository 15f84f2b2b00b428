import { balanceEvents } from '@lodestone/ledger/balance-events.ts';
import { browseAssays, browseEvents, browseLots } from '@lodestone/ledger/browse.ts';
import { viewLot } from '@lodestone/ledger/view-lot.ts';
import type { Command } from 'commander';
import { addAsKnownAt } from '../as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { formatEventTable } from '../event-table.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { describeHold } from '../hold-text.ts';
import { DEFAULT_LIMIT_ROWS } from '../list-command.ts';
import { formatTests } from '../lot-tests.ts';
import { formatLotAmounts } from '../lot-amounts-table.ts';
import { formatLotSteps } from '../lot-steps-table.ts';

export function addLot(program: Command): void {
  addAsKnownAt(program.command('lot'))
    .argument('<id>', 'a lot')
    .description('one lot: what it is, what remains, where it is, and everything that happened to it')
    .action(async (id: string, { asKnownAt }: { asKnownAt?: string }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const [lot] = await browseLots(ledger, { lot: id, limit: 1, asKnownAt });
        if (lot === undefined)
          throw new CommandFailure(EXIT.no, `no lot ${id} is recorded: lodestone lots lists those that are`);
        const history = await browseEvents(ledger, { lot: id, limit: DEFAULT_LIMIT_ROWS, asKnownAt });
        const views = viewLot(
          lot,
          history.map(({ event }) => event),
        );
        const assays = await browseAssays(ledger, { lot: id, limit: DEFAULT_LIMIT_ROWS });
        const steps = await balanceEvents(ledger, history);
        context.output.answer({ ...lot, views, assays, steps, history }, () => {
          const facility = lot.facility === null ? '' : ` at ${lot.facility}`;
          const within = lot.within === null ? '' : ` (${lot.within})`;
          const lines = [
            `${lot.lot}  ${[lot.form, lot.product].filter((word) => word !== null).join(' · ')}`,
            `  ${lot.kind} by ${lot.party}${facility}, ${lot.country}`,
            `  ${lot.status}${within}, custodian ${lot.custodian}${lot.owner === lot.custodian ? '' : `, owner ${lot.owner}`}`,
            ...(lot.unit === null ? [] : [`  in unit ${lot.unit}`]),
            ...(lot.hold === null ? [] : [`  ${describeHold(lot.hold)}`]),
            '',
            formatLotAmounts(views, lot),
            '',
            ...formatTests(lot, assays),
            ...formatLotSteps(steps, context.output.tableWidth),
            formatEventTable(history, context.output.tableWidth),
          ];
          return lines.join('\n');
        });
      });
    });
}
