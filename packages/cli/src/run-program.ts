/** The `lodestone` command from its arguments to its exit code. */
import { CommanderError } from 'commander';
import { usePassphrases } from '@lodestone/ledger/keys/passphrase.ts';
import { CommandFailure, describeFailure, EXIT, type ExitCode } from './failure.ts';
import { passphraseSource } from './input/passphrase-source.ts';
import { OutputUnread, outliveReaders } from './output/unread-output.ts';
import { createProgram } from './program.ts';

/** Runs the command that `process.argv` asks for, and sets the exit code. */
export async function runProgram(): Promise<void> {
  const program = createProgram();
  const isDebugging = () => program.opts<{ debug?: boolean }>().debug ?? false;
  usePassphrases(passphraseSource(process.env));
  outliveReaders();
  // By itself Node would leave with 1, by which whoever runs `verify` on a schedule reads that the ledger is invalid.
  process.on('uncaughtException', (error) => process.exit(tell(error, isDebugging())));
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) {
      // Commander has printed it; help and version are no failure.
      process.exitCode = error.exitCode === 0 ? EXIT.ok : EXIT.usage;
      return;
    }
    if (error instanceof OutputUnread) return;
    process.exitCode = tell(error, isDebugging());
  }
}

/** Says what a command has failed of, and gives the exit code for it. */
function tell(error: unknown, isDebugging: boolean): ExitCode {
  const { message, exitCode } = describeFailure(error);
  process.stderr.write(`lodestone: ${message}\n`);
  if (isDebugging && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  // What was asked for wrongly, or is answered with no, is no fault of the program.
  else if (exitCode === EXIT.operating && !(error instanceof CommandFailure))
    process.stderr.write('(--debug shows where it comes from)\n');
  return exitCode;
}
