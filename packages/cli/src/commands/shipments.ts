import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { browseShipments } from '@lodestone/ledger/browse.ts';
import type { Command } from 'commander';
import { formatTime } from '../amounts.ts';
import { addAsKnownAt } from '../as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { describeHold, formatStatus } from '../hold-text.ts';
import { addListCommand, answerRows } from '../list-command.ts';
import { formatTable } from '../table.ts';

export function addShipments(program: Command): void {
  addAsKnownAt(addListCommand(program, 'shipments', 'shipments and what is in them'))
    .option('--party <party>', 'only shipments packed by or bound for the party')
    .action(async (options: { party?: string; limit: number; asKnownAt?: string }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseShipments(ledger, options);
        const columns = [
          { title: 'shipment' },
          { title: 'packed by' },
          { title: 'consignee' },
          { title: 'to' },
          { title: 'packed at (UTC)' },
          { title: 'status' },
          { title: 'net', align: 'right' },
          { title: 'lots', whenTooWide: 'wrapped' },
        ] as const;
        const cells = rows.map(
          ({ shipment, party, consignee, destination, packedAt, status, hold, netMilligrams, lots, lotsOnHold }) => [
            shipment,
            party,
            consignee,
            destination,
            formatTime(packedAt),
            formatStatus(status, hold),
            formatKilograms(netMilligrams),
            lots.map((lot) => (lotsOnHold.includes(lot) ? `${lot} (on hold)` : lot)).join(', '),
          ],
        );
        const holds = rows.flatMap(({ shipment, hold }) =>
          hold === null ? [] : [`  ${shipment}  ${describeHold(hold)}`],
        );
        answerRows(context, rows, options.limit, () => {
          const table = formatTable(columns, cells, 'No shipments.', context.output.tableWidth);
          return holds.length === 0 ? table : [table, '', 'Holds', ...holds].join('\n');
        });
      });
    });
}
