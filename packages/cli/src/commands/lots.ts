import { LOT_STATUSES } from '@lodestone/custody/lot-status.ts';
import { FORMS } from '@lodestone/custody/material.ts';
import { type BrowsedLot, browseLots } from '@lodestone/ledger/ask/browse.ts';
import type { Command } from 'commander';
import { addAsKnownAt } from '../options/as-known-at.ts';
import { formatElements, formatMeasure } from '../output/amounts.ts';
import { formatAwaitedStatus } from '../answers/awaited-text.ts';
import { contextOf, withLedger } from '../context.ts';
import { formatStatus } from '../answers/hold-text.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { choiceOption } from '../options/option-values.ts';
import { formatTable } from '../output/table.ts';
import { noteUnknownNames } from '../unknown-names.ts';

const EXAMPLES = `
Examples:
  $ lodestone lots --custodian REFINER-A --form oxide
  $ lodestone lots --status in-transit --as-known-at 2026-04-01`;

const STATUSES = [...LOT_STATUSES, 'on-hold'] as const;

/** Of a table that fits a terminal of 100 columns with the names and masses of an industry. */
export const LOT_COLUMNS = [
  { title: 'lot' },
  { title: 'form' },
  { title: 'status' },
  { title: 'custodian' },
  // What is left says more, and `lot` has both.
  { title: 'made', align: 'right', whenTooWide: 'left-out' },
  { title: 'remains', align: 'right' },
  { title: 'contains now, as metal', whenTooWide: 'wrapped' },
] as const;

export function addLots(program: Command): void {
  addAsKnownAt(addListCommand(program, 'lots', 'lots, what remains of them and who holds them'))
    .option('--custodian <party>', 'only lots that the party holds')
    .option('--owner <party>', 'only lots that belong to the party, whoever has them')
    .option('--party <party>', 'only lots that the party made or brought in')
    .option('--form <form>', 'only lots of a form, such as ore or oxide', choiceOption('--form', FORMS))
    .option('--status <status>', `only lots that are ${STATUSES.join(', ')}`, choiceOption('--status', STATUSES))
    .addHelpText('after', EXAMPLES)
    .action(async (options: Parameters<typeof browseLots>[1], command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseLots(ledger, options);
        answerRows(context, rows, options, () =>
          formatTable(
            LOT_COLUMNS,
            rows.map((row) => [
              row.lot,
              row.form ?? '',
              formatStatus(formatWhereTo(row), row.hold ?? row.shipmentHold ?? row.transferHold ?? row.unitHold),
              row.custodian,
              formatMeasure(row.made),
              formatMeasure(row.remaining),
              formatElements(row.remaining),
            ]),
            'No lots.',
            context.output.tableWidth,
          ),
        );
        const { party, custodian, owner } = options;
        await noteUnknownNames(context.output, ledger, rows, { parties: [party, custodian, owner] });
      });
    });
}

/** A status, and to whom a lot is on its way or packed. */
function formatWhereTo(row: BrowsedLot): string {
  const status = formatAwaitedStatus(row);
  return row.consignee === null ? status : `${status} to ${row.consignee}`;
}
