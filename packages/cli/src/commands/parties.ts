import { browseParties } from '@lodestone/ledger/ask/browse.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { formatTable } from '../output/table.ts';

export function addParties(program: Command): void {
  program
    .command('parties')
    .description('who is registered, in which roles, and with how many keys')
    .action(async (_: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseParties(ledger);
        const columns = [
          { title: 'party' },
          { title: 'name' },
          { title: 'country' },
          { title: 'roles', whenTooWide: 'wrapped' },
          { title: 'keys', align: 'right' },
          { title: 'ledger-held', align: 'right' },
        ] as const;
        const cells = rows.map(({ party, name, country, roles, keys, keysHeldByLedger }) => [
          party,
          name ?? '',
          country ?? '',
          roles.join(', '),
          String(keys),
          String(keysHeldByLedger),
        ]);
        context.output.answer(rows, () => formatTable(columns, cells, 'No parties.', context.output.tableWidth));
      });
    });
}
