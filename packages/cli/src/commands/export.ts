import { exportFolder } from '@lodestone/ledger/publish/export-folder.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { growFolder } from '../grow-folder.ts';

const EXAMPLES = `
Examples:
  $ lodestone export /media/usb/ledger     the whole ledger; again later: only what is new
  $ lodestone verify /media/usb/ledger --trust example.org/first+3c36b2cb+AYo0…
Every event is in it. To publish the log without what happened, use lodestone publish.`;

export function addExport(program: Command): void {
  program
    .command('export')
    .argument('<folder>', 'a folder that is empty, or holds an earlier export of this ledger')
    .description('write the whole ledger as files, events and all, to be verified without PostgreSQL')
    .addHelpText('after', EXAMPLES)
    .action(async (folder: string, _: object, command: Command) => {
      await growFolder(contextOf(command), folder, {
        doing: 'exporting',
        write: exportFolder,
        done: 'Exported to',
        advice: (path) => [
          'It holds every event, and nothing that was sealed. Whoever has it can check it:',
          `  lodestone verify ${path} --trust <what lodestone checkpoint --key prints>`,
        ],
      });
    });
}
