import { formatCount } from '@lodestone/custody/format-count.ts';
import { passphraseToProtect } from '@lodestone/ledger/passphrase.ts';
import { type ConvertedKeys, convertKeys } from '@lodestone/ledger/protect-keys.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { PASSPHRASE_FILE_VARIABLE } from '../passphrase-source.ts';

const EXAMPLES = `
Examples:
  $ lodestone key protect
  $ ${PASSPHRASE_FILE_VARIABLE}=/run/secrets/lodestone lodestone key protect
The passphrase is asked for at the terminal, or read from the file that
${PASSPHRASE_FILE_VARIABLE} names (mode 0600, one line). Without it the keys are lost.`;

export function addKeyProtect(key: Command): void {
  key
    .command('protect')
    .description('encrypt every key of the data folder with a passphrase, those that sign checkpoints too')
    .addHelpText('after', EXAMPLES)
    .action(async (_: object, command: Command) => {
      const { output, place } = contextOf(command);
      const converted = await convertKeys(place.dataFolder, await passphraseToProtect());
      output.answer(converted, () =>
        [
          describe(converted, 'protected'),
          'Copies in backups are as they were: replace them, and overwrite what must not be found.',
        ].join('\n'),
      );
    });
  key
    .command('unprotect')
    .description('take the passphrase off every key of the data folder')
    .action(async (_: object, command: Command) => {
      const { output, place } = contextOf(command);
      const converted = await convertKeys(place.dataFolder, null);
      output.answer(converted, () => describe(converted, 'in the clear'));
    });
}

function describe({ converted, left }: ConvertedKeys, state: string): string {
  const before = left === 0 ? '' : `; ${formatCount(left, 'key')} were so before`;
  return `${formatCount(converted, 'key')} now ${state}${before}.`;
}
