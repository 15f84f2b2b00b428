import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { browseShipments } from '@lodestone/ledger/browse.ts';
import { viewShipments } from '@lodestone/ledger/view-shipment.ts';
import type { Command } from 'commander';
import { formatTime } from '../amounts.ts';
import { addAsKnownAt } from '../as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { describeHold, formatStatus } from '../hold-text.ts';
import { addListCommand, answerRows } from '../list-command.ts';
import { formatTable } from '../table.ts';

type Known = Awaited<ReturnType<typeof browseShipments>>;

/** How far each has come: what is held is asked of the export gate as it is now, so of the past only what was recorded. */
async function withStates(
  ledger: Parameters<typeof viewShipments>[0],
  known: Known,
  asKnownAt: string | undefined,
): Promise<(Known[number] & { readonly state: string })[]> {
  if (asKnownAt !== undefined) return known.map((row) => ({ ...row, state: row.status }));
  const names = known.map(({ shipment }) => shipment);
  const views = await viewShipments(ledger, names, new Date().toISOString());
  const states = new Map(views.map(({ shipment, state }) => [shipment, state]));
  return known.map((row) => ({ ...row, state: states.get(row.shipment) ?? row.status }));
}

export function addShipments(program: Command): void {
  addAsKnownAt(addListCommand(program, 'shipments', 'shipments and what is in them'))
    .option('--party <party>', 'only shipments packed by or bound for the party')
    .action(async (options: { party?: string; limit: number; asKnownAt?: string }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const known = await browseShipments(ledger, options);
        const rows = await withStates(ledger, known, options.asKnownAt);
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
          ({
            shipment,
            party,
            consignee,
            destination,
            packedAt,
            status,
            state,
            hold,
            netMilligrams,
            lots,
            lotsOnHold,
          }) => [
            shipment,
            party,
            consignee,
            destination,
            formatTime(packedAt),
            // What an authority has stopped stands so, whatever the gate would say.
            formatStatus(hold !== null && state === 'held' ? status : state, hold),
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
