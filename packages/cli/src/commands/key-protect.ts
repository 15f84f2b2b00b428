import { formatCount } from '@lodestone/custody/format-count.ts';
import { passphraseToProtect } from '@lodestone/ledger/keys/passphrase.ts';
import { type ConvertedKeys, convertKeys } from '@lodestone/ledger/keys/protect-keys.ts';
import { convertSealSecrets } from '@lodestone/ledger/seals/protect-seals.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { PASSPHRASE_FILE_VARIABLE } from '../input/passphrase-source.ts';

const EXAMPLES = `
Examples:
  $ lodestone key protect
  $ ${PASSPHRASE_FILE_VARIABLE}=/run/secrets/lodestone lodestone key protect
The passphrase is asked for at the terminal, or read from the file that
${PASSPHRASE_FILE_VARIABLE} names (mode 0600, one line). Without it the keys are lost.`;

export function addKeyProtect(key: Command): void {
  key
    .command('protect')
    .description('encrypt every key of the data folder with a passphrase, and the secrets of what was sealed')
    .addHelpText('after', EXAMPLES)
    .action(async (_: object, command: Command) => {
      const { output, place } = contextOf(command);
      const converted = await convertFolder(place.dataFolder, await passphraseToProtect());
      output.answer(converted, () =>
        [
          ...describe(converted, 'protected'),
          'Copies in backups are as they were: replace them, and overwrite what must not be found.',
        ].join('\n'),
      );
    });
  key
    .command('unprotect')
    .description('take the passphrase off every key of the data folder')
    .action(async (_: object, command: Command) => {
      const { output, place } = contextOf(command);
      const converted = await convertFolder(place.dataFolder, null);
      output.answer(converted, () => describe(converted, 'in the clear').join('\n'));
    });
}

interface ConvertedFolder extends ConvertedKeys {
  /** The secrets that the salts of sealed members follow from. */
  readonly seals: ConvertedKeys;
}

async function convertFolder(dataFolder: string, passphrase: string | null): Promise<ConvertedFolder> {
  const keys = await convertKeys(dataFolder, passphrase);
  return { ...keys, seals: await convertSealSecrets(dataFolder, passphrase) };
}

function describe({ seals, ...keys }: ConvertedFolder, state: string): string[] {
  const said = [describeKind(keys, ['key', 'keys'], state)];
  if (seals.converted + seals.left === 0) return said;
  return [...said, describeKind(seals, ['secret of a sealed member', 'secrets of sealed members'], state)];
}

function describeKind({ converted, left }: ConvertedKeys, [one, several]: [string, string], state: string): string {
  const before = left === 0 ? '' : `; ${formatCount(left, one, several)} ${left === 1 ? 'was' : 'were'} so before`;
  return `${formatCount(converted, one, several)} now ${state}${before}.`;
}
