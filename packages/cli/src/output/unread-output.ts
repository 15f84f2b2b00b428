/** What becomes of a command whose output goes nowhere: its reader has left, as `head` does, or a disk is full. */
import { describeFailure, EXIT } from '../failure.ts';

/** 128 + 13: what a shell reads of a program that SIGPIPE has ended. Programs leave so when nobody reads them any more. */
const READER_GONE_EXIT_CODE = 141;

/** Standard output takes no more. What was wrong is told as `outliveReaders` does. */
export class OutputUnread extends Error {}

/**
 * Lets a command do to its end what it does, although its output goes nowhere. The exit code says so then, unless the
 * command has one of its own to tell.
 */
export function outliveReaders(): void {
  const { stdout, stderr } = process;
  let failure: number | undefined;
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (failure !== undefined) return;
    if (error.code === 'EPIPE') failure = READER_GONE_EXIT_CODE;
    else {
      failure = EXIT.operating;
      stderr.write(`lodestone: standard output: ${describeFailure(error).message}\n`);
    }
  });
  // There is nowhere left to tell.
  stderr.on('error', () => undefined);
  process.on('exit', () => {
    if (failure !== undefined && (process.exitCode ?? EXIT.ok) === EXIT.ok) process.exitCode = failure;
  });
}

/** Writes a part of a long answer. Throws `OutputUnread` where there is no use in going on. */
export function writeOut(part: string | Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(part, (error) => {
      if (error) reject(new OutputUnread('standard output takes no more', { cause: error }));
      else resolve();
    });
  });
}
