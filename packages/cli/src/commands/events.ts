import { EVENT_TYPES } from '@lodestone/custody/events/event-schema.ts';
import { browseEvents } from '@lodestone/ledger/ask/browse.ts';
import type { Command } from 'commander';
import { addAsKnownAt } from '../options/as-known-at.ts';
import { contextOf, withLedger } from '../context.ts';
import { formatEventTable } from '../answers/event-table.ts';
import { addListCommand, answerRows } from '../options/list-command.ts';
import { choiceOption, requirePeriod, timeOption } from '../options/option-values.ts';
import { noteUnknownNames } from '../unknown-names.ts';

const EXAMPLES = `
Examples:
  $ lodestone events --lot ORE-001
  $ lodestone events --type transfer-received --from 2026-03-01 --json`;

interface Options {
  readonly type?: string;
  readonly party?: string;
  readonly from?: string;
  readonly until?: string;
  readonly lot?: string;
  readonly stolen?: boolean;
  readonly asKnownAt?: string;
  readonly limit: number;
}

export function addEvents(program: Command): void {
  addAsKnownAt(addListCommand(program, 'events', 'recorded events, in the order of recording'))
    .option('--type <type>', 'only events of a type, such as lot-created', choiceOption('--type', EVENT_TYPES))
    .option('--party <party>', 'only events that the party signed')
    .option('--lot <lot>', 'only events along a lot')
    .option('--stolen', 'only events that a key signed after it was stolen, as its revocation says')
    .option('--from <time>', 'only events that happened at this time or later', timeOption('--from'))
    .option('--until <time>', 'only events that happened before this time', timeOption('--until'))
    .addHelpText('after', EXAMPLES)
    .action(async (options: Options, command: Command) => {
      const context = contextOf(command);
      requirePeriod(options);
      await withLedger(context, async (ledger) => {
        const rows = await browseEvents(ledger, options);
        answerRows(context, rows, options, () => formatEventTable(rows, context.output.tableWidth));
        await noteUnknownNames(context.output, ledger, rows, { parties: [options.party], lot: options.lot });
      });
    });
}
