import { createAuditor, NoAuditor } from '@lodestone/ledger/create-auditor.ts';
import type { Command } from 'commander';
import { contextOf, withLedger } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';

const EXAMPLES = `
Examples:
  $ lodestone auditor create revisor_2026
  $ LODESTONE_DATABASE_URL=postgresql://revisor_2026:… lodestone verify     (the auditor)
To end it: drop role revisor_2026, on the server.`;

export function addAuditor(program: Command): void {
  const auditor = program.command('auditor').description('logins that can read the ledger and nothing else');
  auditor
    .command('create')
    .argument('<login>', 'the name of the login: small letters, digits and _')
    .description('make a login for an auditor, and print the URL that it connects with')
    .addHelpText('after', EXAMPLES)
    .action(async (login: string, _: object, command: Command) => {
      const context = contextOf(command);
      await withLedger(context, async (ledger) => {
        const url = await createAuditor(ledger, login).catch((error: unknown) => {
          throw error instanceof NoAuditor ? new CommandFailure(EXIT.usage, error.message) : error;
        });
        if (context.place.databaseUrl === undefined) {
          context.output.note(
            'The server of a data folder runs only while a command does, on a port that changes: give an\nexport instead, or use a server of your own.',
          );
        }
        context.output.note('It reads everything but what opens sealed members. The password stands nowhere else:');
        context.output.answer({ login, url }, () => url);
      });
    });
}
