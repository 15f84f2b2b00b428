import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { browseTransfers } from '@lodestone/ledger/browse.ts';
import type { Command } from 'commander';
import { formatTime } from '../amounts.ts';
import { contextOf, withLedger } from '../context.ts';
import { addListCommand, answerRows } from '../list-command.ts';
import { formatTable } from '../table.ts';

export function addTransfers(program: Command): void {
  addListCommand(program, 'transfers', 'transfers between parties, both weights side by side')
    .option('--party <party>', 'only transfers from or to the party')
    .option('--incoming', 'only transfers that are still on their way')
    .action(async (options: { party?: string; incoming?: boolean; limit: number }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const { party, incoming = false, limit } = options;
        const rows = await browseTransfers(ledger, { party, open: incoming, limit });
        const columns = [
          { title: 'transfer' },
          { title: 'from' },
          { title: 'to' },
          { title: 'dispatched at (UTC)', whenTooWide: 'left-out' },
          { title: 'status' },
          { title: 'lot' },
          { title: 'dispatched', align: 'right' },
          { title: 'measured', align: 'right' },
          { title: 'variance', align: 'right' },
        ] as const;
        const cells = rows.flatMap(({ transfer, consignor, consignee, dispatchedAt, status, lines }) =>
          lines.map(({ lot, declaredNetMilligrams: declared, measuredNetMilligrams: measured }, index) => [
            ...(index === 0
              ? [transfer, consignor, consignee, formatTime(dispatchedAt), status]
              : ['', '', '', '', '']),
            lot,
            declared === null ? '' : formatKilograms(declared),
            measured === null ? '' : formatKilograms(measured),
            declared === null || measured === null ? '' : formatKilograms(measured - declared),
          ]),
        );
        answerRows(context, rows, limit, () => formatTable(columns, cells, 'No transfers.', context.output.tableWidth));
      });
    });
}
