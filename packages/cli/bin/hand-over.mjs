// Lets another program take this process's place, as far as anyone outside can tell.
import { spawn } from 'node:child_process';

/**
 * Starts `program` with this process's input and output, passes signals on to it, and ends as it ends: with its
 * exit code, or of the same signal.
 * @param {string} program
 * @param {string[]} programArguments
 * @param {NodeJS.ProcessEnv} [environment]
 */
export function handOver(program, programArguments, environment = process.env) {
  // Where Node can (22.15 and later, not on Windows), the program replaces this process: nothing is left in between.
  if (typeof process.execve === 'function' && process.platform !== 'win32') {
    process.removeAllListeners('warning');
    process.execve(program, [program, ...programArguments], environment);
  }
  const child = spawn(program, programArguments, { stdio: 'inherit', env: environment });
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      // A terminal sends Ctrl-C to both processes itself; passing it on as well would look like a second one.
      const alreadySent = signal === 'SIGINT' && process.stdin.isTTY;
      if (!alreadySent) child.kill(signal);
    });
  }
  child.on('error', (error) => {
    console.error(`cannot start ${program}: ${error.message}`);
    process.exit(1);
  });
  child.on('close', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}
