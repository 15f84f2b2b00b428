import { eraseOpening, type ErasureResult } from '@lodestone/ledger/seals/erase-opening.ts';
import { onlyKeyParty } from '@lodestone/ledger/keys/party-keys.ts';
import { findFieldProblem } from '@lodestone/ledger/seals/seal-request.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';

interface Options {
  readonly reason: string;
  readonly by?: string;
  readonly acceptClock?: boolean;
}

const EXAMPLES = `
Examples:
  $ lodestone erase-opening 0195f3a2-7b1c-7003-8def-0123456789ab permit --reason 'asked for'
The event stays, with its commitment: every proof and verdict holds. What somebody has
opened or copied before, and what is in backups, this does not reach.`;

export function addEraseOpening(program: Command): void {
  program
    .command('erase-opening')
    .argument('<event>', 'the id of the event')
    .argument('<field>', 'the sealed member')
    .description('erase what opens a sealed member: the ledger says so, by whom and why, and keeps it no more')
    .requiredOption('--reason <text>', 'why, for everybody to read')
    .option('--by <party>', 'who signs: the party that has sealed it, or an authority')
    .option('--accept-clock', 'go on although the last entry is more than 24 hours old')
    .addHelpText('after', EXAMPLES)
    .action(async (event: string, field: string, options: Options, command: Command) => {
      const context = contextOf(command);
      const problem = findFieldProblem(field);
      if (problem !== null) throw new CommandFailure(EXIT.usage, `${field} ${problem}`);
      const { reason, acceptClock = false } = options;
      process.exitCode = await withLedger(context, async (ledger) => {
        const by = options.by ?? (await onlyKeyParty(ledger.dataFolder));
        const result = await eraseOpening(ledger, { event, field, reason, by, acceptClock });
        context.output.answer({ event, field, ...result }, () => describe(event, field, result));
        if (result.refused === null) return EXIT.ok;
        context.output.complain(result.refused.message);
        return result.refused.reason === 'bad-line' || result.refused.reason === 'no-key' ? EXIT.usage : EXIT.no;
      });
    });
}

function describe(event: string, field: string, { recorded, deleted, refused }: ErasureResult): string {
  if (refused !== null) return 'Nothing is erased.';
  const said = recorded ? 'the ledger says that it is erased' : 'the ledger has said before that it is erased';
  const gone = deleted ? 'what it kept is deleted' : 'there was nothing of it to delete';
  return `${field} of event ${event}: ${said}; ${gone}.\nBackups, and whoever has opened it, may still have it.`;
}
