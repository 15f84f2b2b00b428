import { formatCount } from '@lodestone/custody/format-count.ts';
import { resolve } from 'node:path';
import { readCosignedNote } from '@lodestone/ledger/witness/cosign-checkpoint.ts';
import { exportFolder } from '@lodestone/ledger/publish/export-folder.ts';
import { OtherFolder, refreshFolder } from '@lodestone/ledger/publish/publish-folder.ts';
import type { Command } from 'commander';
import { showCheckpoint } from '../answers/checkpoint-value.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { requireFolder } from '../input/file-trouble.ts';
import { askWitnessesAside } from '../witnesses-aside.ts';

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
    .action(async (given: string, _: object, command: Command) => {
      const context = contextOf(command);
      const folder = resolve(given);
      await requireFolder('<folder>', folder);
      await withLedger(context, async (ledger) => {
        const show = (entries: number, total: number) =>
          context.output.progress(
            `exporting · ${entries.toLocaleString('en')} of ${formatCount(total, 'entry', 'entries')}`,
          );
        const exported = await exportFolder(ledger, folder, show).catch((error: unknown) => {
          throw error instanceof OtherFolder ? new CommandFailure(EXIT.no, error.message) : error;
        });
        const { published, sizeBefore, filesWritten, eventsWritten } = exported;
        const checkpoint = showCheckpoint({ ...published, note: await readCosignedNote(ledger, published) });
        const { size, root, note } = checkpoint;
        context.output.answer({ ...checkpoint, folder, sizeBefore, filesWritten, eventsWritten }, () =>
          [
            note,
            `Exported to ${folder}: ${formatCount(filesWritten, 'file')} written.`,
            `  size    ${formatCount(size, 'entry', 'entries')}, ${(size - sizeBefore).toLocaleString('en')} more than before`,
            `  root    ${root}`,
            'It holds every event, and nothing that was sealed. Whoever has it can check it:',
            `  lodestone verify ${folder} --trust <what lodestone checkpoint --key prints>`,
          ].join('\n'),
        );
        await askWitnessesAside(context, ledger, published);
        await refreshFolder(ledger, folder, published);
      });
    });
}
