import { ELEMENT_SYMBOLS } from '@lodestone/custody/element.ts';
import { FORMS } from '@lodestone/custody/material.ts';
import { STOCK_KEYS, type StockKey } from '@lodestone/custody/stock.ts';
import { type InventoryRequest, takeInventory } from '@lodestone/ledger/ask/take-inventory.ts';
import type { Command } from 'commander';
import { addAsKnownAt } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { formatInventoryCsv } from '../answers/inventory-csv.ts';
import { formatInventory, inventoryValue } from '../answers/inventory-table.ts';
import { choiceOption, choicesOption, timeOption } from '../options/option-values.ts';
import { suspectFailure } from '../suspect-failure.ts';

const EXAMPLES = `
Examples:
  $ lodestone inventory --party REFINER-A
  $ lodestone inventory --by facility,element --at 2026-04-01 --csv > stock.csv`;

const DEFAULT_KEYS: readonly StockKey[] = ['party', 'form'];

type Options = Omit<InventoryRequest, 'by'> & { readonly by?: readonly StockKey[]; readonly csv?: boolean };

export function addInventory(program: Command): void {
  addAsKnownAt(program.command('inventory'))
    .description('what each party holds, has under way, packed, in circuits and lost: now or at a date')
    .option('--party <party>', 'only what the party answers for')
    .option('--owner <party>', 'only what the party owns, whoever has it')
    .option('--facility <facility>', 'only what is at the facility, or left from there')
    .option('--form <form>', 'only lots of a form, such as ore or oxide', choiceOption('--form', FORMS))
    .option(
      '--element <symbol>',
      'only lots that contain it, and only its mass',
      choiceOption('--element', ELEMENT_SYMBOLS),
    )
    .option(
      '--by <keys>',
      `told apart by ${STOCK_KEYS.join(', ')}: several with commas between (default: ${DEFAULT_KEYS.join(',')})`,
      choicesOption('--by', STOCK_KEYS),
    )
    .option('--csv', 'as CSV for spreadsheets, in whole milligrams, without totals')
    .option('--at <time>', 'as it was: only what happened before this time', timeOption('--at'))
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const request = { ...options, by: options.by ?? DEFAULT_KEYS };
        const answer = await takeInventory(ledger, request);
        if (!answer.found) throw suspectFailure(answer, undefined);
        const { inventory } = answer;
        context.output.answer(inventoryValue(request, inventory), () =>
          options.csv === true
            ? formatInventoryCsv(request, inventory)
            : formatInventory(request, inventory, context.output.tableWidth),
        );
      });
    });
}
