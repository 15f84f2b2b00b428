/** The entry of the `lodestone` command: commands in, exit codes out. */
import { CommanderError } from 'commander';
import { NoPassphrase, usePassphrases } from '@lodestone/ledger/passphrase.ts';
import { CommandFailure, describeFailure, EXIT } from './failure.ts';
import { passphraseSource } from './passphrase-source.ts';
import { OutputUnread, outliveReaders } from './unread-output.ts';
import { createProgram } from './program.ts';

async function main(): Promise<void> {
  const program = createProgram();
  usePassphrases(passphraseSource(process.env));
  outliveReaders();
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed it; help and version are no failure.
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    if (error instanceof OutputUnread) return;
    const { message, exitCode } = describeFailure(error);
    process.stderr.write(`lodestone: ${message}\n`);
    const debug = program.opts<{ debug?: boolean }>().debug ?? false;
    if (debug && error instanceof Error) process.stderr.write(`${error.stack}\n`);
    else if (!(error instanceof CommandFailure || error instanceof NoPassphrase))
      process.stderr.write('(--debug shows where it comes from)\n');
    process.exitCode = exitCode;
  }
}

await main();
