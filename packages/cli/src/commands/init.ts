import { createLedger } from '@lodestone/ledger/create-ledger.ts';
import { isOrigin } from '@lodestone/proof/ledger-name.ts';
import type { Command } from 'commander';
import { contextOf, LostLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { choiceOption } from '../options/option-values.ts';

const EXAMPLES = `
Examples:
  $ lodestone init --origin example.org/first
  $ lodestone init --origin example.org/trial --policy observe --data /srv/lodestone
The data folder holds the keys, with --database too: copy it to a safe place.`;

const ENFORCEMENTS = ['strict', 'observe'] as const;

export function addInit(program: Command): void {
  program
    .command('init')
    .description('make a new ledger: its operator key, its checkpoint key, and entry 0')
    .requiredOption('--origin <name>', 'the name of the ledger, such as example.org/first')
    .option(
      '--policy <enforcement>',
      'strict refuses what does not balance, observe records it with a notice',
      choiceOption('--policy', ENFORCEMENTS),
      'strict',
    )
    .addHelpText('after', EXAMPLES)
    .action(async (options: { origin: string; policy: (typeof ENFORCEMENTS)[number] }, command: Command) => {
      const { place, output } = contextOf(command);
      const { origin, policy } = options;
      if (!isOrigin(origin)) {
        const message = `--origin must be a name such as example.org/first (lower-case host, then path), found ${origin}`;
        throw new CommandFailure(EXIT.usage, message);
      }
      const result = await createLedger(place, origin, { enforcement: policy });
      if (!result.created) {
        if (result.lost !== null) throw new LostLedger(`the database does not have ${origin}`, result.lost);
        throw new CommandFailure(
          EXIT.no,
          `the ledger ${origin} is here already: choose another --origin or another --data`,
        );
      }
      const { receipt, operatorKey, checkpointKey } = result;
      const { ledger, leafHash } = receipt;
      const value = { origin, ledger, operatorKey, checkpointKey, policy, head: { size: 1, leafHash } };
      output.answer(value, () =>
        [
          `The ledger ${origin} is open (${policy}).`,
          `  its full name   ${ledger}`,
          `  operator key    ${operatorKey}`,
          `  checkpoint key  ${checkpointKey}`,
          `  kept in         ${place.dataFolder}`,
          'Next: lodestone record <file.jsonl> --create-keys',
        ].join('\n'),
      );
    });
}
