import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { formatKilograms } from '@lodestone/custody/format-amount.ts';
import { browseEvents, browseLots } from '@lodestone/ledger/browse.ts';
import type { Command } from 'commander';
import { formatMeasure } from '../amounts.ts';
import { contextOf, withLedger } from '../context.ts';
import { formatEventTable } from '../event-table.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { DEFAULT_LIMIT_ROWS } from '../list-command.ts';
import { formatTable } from '../table.ts';

export function addLot(program: Command): void {
  program
    .command('lot')
    .argument('<id>', 'a lot')
    .description('one lot: what it is, what remains, where it is, and everything that happened to it')
    .action(async (id: string, _: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const [lot] = await browseLots(ledger, { lot: id, limit: 1 });
        if (lot === undefined)
          throw new CommandFailure(EXIT.no, `no lot ${id} is recorded: lodestone lots lists those that are`);
        const history = await browseEvents(ledger, { lot: id, limit: DEFAULT_LIMIT_ROWS });
        context.output.answer({ ...lot, history }, () => {
          const facility = lot.facility === null ? '' : ` at ${lot.facility}`;
          const within = lot.within === null ? '' : ` (${lot.within})`;
          const lines = [
            `${lot.lot}  ${[lot.form, lot.product].filter((word) => word !== null).join(' · ')}`,
            `  ${lot.kind} by ${lot.party}${facility}, ${lot.country}`,
            `  ${lot.status}${within}, custodian ${lot.custodian}`,
            '',
            'Net mass as weighed, wet; elements as metal',
            formatTable(
              [{ title: '' }, { title: 'made', align: 'right' }, { title: 'remains', align: 'right' }],
              amountRows(lot.made, lot.remaining),
              '',
            ),
            '',
            formatEventTable(history, context.output.tableWidth),
          ];
          return lines.join('\n');
        });
      });
    });
}

type LotAmounts = Awaited<ReturnType<typeof browseLots>>[number]['made'];

function amountRows(made: LotAmounts, remaining: LotAmounts): string[][] {
  const rows = [[made.netMilligrams === null ? 'volume' : 'net', formatMeasure(made), formatMeasure(remaining)]];
  if (made.pieces !== null)
    rows.push(['pieces', ...[made, remaining].map(({ pieces }) => pieces?.toLocaleString('en') ?? '')]);
  for (const element of ELEMENT_SYMBOLS) {
    const mass = made.elementMilligrams[element];
    if (mass === undefined) continue;
    rows.push([element, formatKilograms(mass), formatKilograms(remaining.elementMilligrams[element] ?? 0n)]);
  }
  return rows;
}
