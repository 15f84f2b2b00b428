import { restorePlaceGrants } from '@lodestone/ledger/restore-place-grants.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';

const EXAMPLES = `
Examples:
  $ pg_restore --no-owner --no-acl --dbname "$LODESTONE_DATABASE_URL" ledger.dump
  $ lodestone restore-grants
  $ lodestone verify`;

export function addRestoreGrants(program: Command): void {
  program
    .command('restore-grants')
    .description('make the roles and grants of a database that was restored from a dump')
    .addHelpText('after', EXAMPLES)
    .action(async (_: object, command: Command) => {
      const { place, output } = contextOf(command);
      await restorePlaceGrants(place);
      output.answer({ restored: true }, () => 'The roles and grants are there. Next: lodestone verify');
    });
}
