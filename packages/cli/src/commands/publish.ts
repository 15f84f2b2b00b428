import { publishFolder } from '@lodestone/ledger/publish/publish-folder.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { growFolder } from '../grow-folder.ts';

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
    .action(async (folder: string, _: object, command: Command) => {
      await growFolder(contextOf(command), folder, {
        doing: 'publishing',
        write: (ledger, path, onProgress) => publishFolder(ledger, path, { onProgress }),
        done: 'Published in',
        advice: () => [
          'Entries hold digests and keys, not what happened; anybody can serve this folder, and hold us to it.',
        ],
      });
    });
}
