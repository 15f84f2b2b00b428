import { viewShipments } from '@lodestone/ledger/regulation/view-shipment.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { timeOption } from '../options/option-values.ts';
import { formatShipment, shipmentValue } from '../answers/shipment-text.ts';

export function addShipment(program: Command): void {
  program
    .command('shipment')
    .argument('<id>', 'a shipment')
    .description('one shipment at the export gate: what holds it and what clears that, what it draws of licences')
    .option('--at <time>', 'as if it were to leave at this time (default: now)', timeOption('--at'))
    .action(async (id: string, { at = new Date().toISOString() }: { at?: string }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const [view] = await viewShipments(ledger, [id], at);
        if (view === undefined) {
          const message = `no shipment ${id} is recorded: lodestone shipments lists those that are`;
          throw new CommandFailure(EXIT.no, message);
        }
        context.output.answer(shipmentValue(view), () => formatShipment(view, context.output.tableWidth));
      });
    });
}
