import { lendServer } from '@lodestone/ledger/lend-server.ts';
import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { CommandFailure, EXIT } from '../failure.ts';
import { interrupted } from '../interrupted.ts';

const EXAMPLES = `
Examples:
  $ lodestone server                                       (in one terminal)
  $ pg_dump --format=custom --file=ledger.dump <the URL>   (in another)`;

export function addServer(program: Command): void {
  program
    .command('server')
    .description('run the data folder’s own server until Ctrl-C, and print its URL for pg_dump, pg_restore and psql')
    .addHelpText('after', EXAMPLES)
    .action(async (_: object, command: Command) => {
      const { place, output } = contextOf(command);
      if (place.databaseUrl !== undefined) {
        const advice = 'leave out --database and LODESTONE_DATABASE_URL';
        throw new CommandFailure(EXIT.usage, `this runs the server of the data folder: ${advice}`);
      }
      await lendServer(place, async (url) => {
        output.note('The URL has the password in it, of a user who may do everything. Ctrl-C ends the server.');
        output.answer({ url }, () => url);
        await interrupted();
      });
    });
}
