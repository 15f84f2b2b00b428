import { browseUnits } from '@lodestone/ledger/ask/browse.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { formatUnitTable } from '../answers/unit-table.ts';
import { noteUnknownNames } from '../unknown-names.ts';

export function addUnits(program: Command): void {
  addListCommand(program, 'units', 'drums, pallets and containers, and what is in them')
    .option('--party <party>', 'only units that the party packed or unpacked last')
    .action(async (options: { party?: string; limit: number }, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const rows = await browseUnits(ledger, options);
        answerRows(context, rows, options, () => formatUnitTable(rows, context.output.tableWidth));
        await noteUnknownNames(context.output, ledger, rows, { parties: [options.party] });
      });
    });
}
