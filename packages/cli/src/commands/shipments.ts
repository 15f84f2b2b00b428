import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { browseShipments } from '@lodestone/ledger/ask/browse.ts';
import { countPorts } from '@lodestone/ledger/regulation/count-ports.ts';
import { viewShipments } from '@lodestone/ledger/regulation/view-shipment.ts';
import type { Command } from 'commander';
import { formatTime } from '../output/amounts.ts';
import { addAsKnownAt } from '../options/as-known-at.ts';
import { type Context, contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { describeHold, formatStatus } from '../answers/hold-text.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { formatPorts } from '../answers/port-table.ts';
import { formatTable } from '../output/table.ts';
import { noteUnknownNames } from '../unknown-names.ts';

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

interface Options {
  readonly party?: string;
  readonly limit: number;
  readonly asKnownAt?: string;
  readonly ports?: boolean;
}

async function answerPorts(context: Context, { party, asKnownAt }: Options): Promise<void> {
  for (const [option, given] of [
    ['--party', party],
    ['--as-known-at', asKnownAt],
  ] as const) {
    if (given !== undefined)
      throw new CommandFailure(EXIT.usage, `${option} is not asked of ports: leave one of them out`);
  }
  const totals = await withLedger(context, (ledger) => countPorts(ledger, new Date().toISOString()));
  context.output.answer(totals, () => formatPorts(totals, context.output.tableWidth));
}

export function addShipments(program: Command): void {
  addAsKnownAt(addListCommand(program, 'shipments', 'shipments and what is in them'))
    .option('--party <party>', 'only shipments packed by or bound for the party')
    .option('--ports', 'of all that are declared, what waits in each port and what has left through it')
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      if (options.ports === true) return answerPorts(context, options);
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
        answerRows(context, rows, options, () => {
          const table = formatTable(columns, cells, 'No shipments.', context.output.tableWidth);
          return holds.length === 0 ? table : [table, '', 'Holds', ...holds].join('\n');
        });
        await noteUnknownNames(context.output, ledger, rows, { parties: [options.party] });
      });
    });
}
