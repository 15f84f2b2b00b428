import { formatCount } from '@lodestone/custody/format-count.ts';
import { resolve } from 'node:path';
import { readCosignedNote } from '@lodestone/ledger/witness/cosign-checkpoint.ts';
import { OtherFolder, publishFolder, refreshFolder } from '@lodestone/ledger/publish/publish-folder.ts';
import type { Command } from 'commander';
import { showCheckpoint } from '../answers/checkpoint-value.ts';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { requireFolder } from '../input/file-trouble.ts';
import { askWitnessesAside } from '../witnesses-aside.ts';

const EXAMPLES = `
Examples:
  $ lodestone publish /srv/www/log
Again after each checkpoint: only what is new is written.`;

export function addPublish(program: Command): void {
  program
    .command('publish')
    .argument('<folder>', 'a folder that a web server may serve')
    .description(
      'publish a checkpoint, and the log under it as files: entries and tiles, without what happened in them',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (given: string, _: object, command: Command) => {
      const context = contextOf(command);
      const folder = resolve(given);
      await requireFolder('<folder>', folder);
      await withLedger(context, async (ledger) => {
        const show = (entries: number, total: number) =>
          context.output.progress(
            `publishing · ${entries.toLocaleString('en')} of ${formatCount(total, 'entry', 'entries')}`,
          );
        const { published, sizeBefore, filesWritten } = await publishFolder(ledger, folder, { onProgress: show }).catch(
          (error: unknown) => {
            throw error instanceof OtherFolder ? new CommandFailure(EXIT.no, error.message) : error;
          },
        );
        const checkpoint = showCheckpoint({ ...published, note: await readCosignedNote(ledger, published) });
        const { size, root, note } = checkpoint;
        context.output.answer({ ...checkpoint, folder, sizeBefore, filesWritten }, () =>
          [
            note,
            `Published in ${folder}: ${formatCount(filesWritten, 'file')} written.`,
            `  size    ${formatCount(size, 'entry', 'entries')}, ${(size - sizeBefore).toLocaleString('en')} more than before`,
            `  root    ${root}`,
            'Entries hold digests and keys, not what happened; anybody can serve this folder, and hold us to it.',
          ].join('\n'),
        );
        await askWitnessesAside(context, ledger, published);
        await refreshFolder(ledger, folder, published);
      });
    });
}
