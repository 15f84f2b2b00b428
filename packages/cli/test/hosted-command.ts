/** The one process in which a test file has most of its commands run, see `command-host.ts`. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { HostedCommand, HostedResult } from './command-host.ts';

/** The tests' global setup builds it. */
const HOST = fileURLToPath(new URL('../dist/command-host.mjs', import.meta.url));
const COMPILE_CACHE = fileURLToPath(new URL('../../../node_modules/.cache/node-compile-cache', import.meta.url));

let host: ChildProcess | undefined;
let isBusy = false;

/** Says whether the host has a command to run: a second one at the same time has to be a process of its own. */
export function isHostBusy(): boolean {
  return isBusy;
}

/** Runs a command in the host, which ends with the test file. Throws when the command held on to something. */
export async function runHosted(command: HostedCommand): Promise<Omit<HostedResult, 'held'>> {
  isBusy = true;
  host ??= startHost();
  const { held, ...result } = await answerOf(host, command).finally(() => {
    isBusy = false;
  });
  if (held.length > 0) {
    throw new Error(`${command.commandArguments.join(' ')} left open what keeps a process alive: ${held.join(', ')}`);
  }
  return result;
}

function startHost(): ChildProcess {
  const started = fork(HOST, {
    execArgv: [],
    env: { ...process.env, NODE_COMPILE_CACHE: COMPILE_CACHE },
    serialization: 'advanced',
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  // It ends when this process lets go of the channel, at its end; until then neither keeps it.
  started.unref();
  started.channel?.unref();
  return started;
}

function answerOf(running: ChildProcess, command: HostedCommand): Promise<HostedResult> {
  return new Promise((resolve, reject) => {
    const ended = (code: number | null, signal: NodeJS.Signals | null) => {
      host = undefined;
      reject(
        new Error(`${command.commandArguments.join(' ')} ended its process with ${signal ?? code}: run it as one`),
      );
    };
    running.once('exit', ended);
    running.once('message', (result: HostedResult) => {
      running.off('exit', ended);
      resolve(result);
    });
    running.send(command);
  });
}
