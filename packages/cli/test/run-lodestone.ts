/** Runs the `lodestone` command with arguments, input and environment: in a host, or as its users do, as a process of its own. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { isHostBusy, runHosted } from './hosted-command.ts';

export const COMMAND = fileURLToPath(new URL('../bin/lodestone.mjs', import.meta.url));

export interface CommandOptions {
  readonly stdin?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

export interface CommandResult {
  /** Null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A command that runs. Its standard input stays open until it is ended. */
export interface RunningCommand {
  readonly process: ChildProcess;
  readonly stdin: NodeJS.WritableStream;
  readonly result: Promise<CommandResult>;
}

/** Starts the command without waiting. What the machine's own environment says of Lodestone does not count. */
export function startLodestone(
  commandArguments: readonly string[],
  { env = {}, cwd }: Omit<CommandOptions, 'stdin'> = {},
): RunningCommand {
  const child = spawn(process.execPath, [COMMAND, ...commandArguments], {
    env: environmentOf(env),
    ...(cwd === undefined ? {} : { cwd }),
    stdio: 'pipe',
  });
  // A command that ends early says why by its exit and its output.
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const result = Promise.all([ended, text(child.stdout), text(child.stderr)]).then(([code, stdout, stderr]) => {
    return { code, stdout, stderr };
  });
  return { process: child, stdin: child.stdin, result };
}

function environmentOf(env: Readonly<Record<string, string>>): Record<string, string> {
  const inherited = Object.entries(process.env).flatMap(([name, value]) =>
    value === undefined || /^(LODESTONE_|NO_COLOR|FORCE_COLOR)/.test(name) ? [] : [[name, value] as const],
  );
  return { ...Object.fromEntries(inherited), ...env };
}

function runProcess(commandArguments: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const { stdin, ...rest } = options;
  const command = startLodestone(commandArguments, rest);
  command.stdin.end(stdin ?? '');
  return command.result;
}

let isHosted = true;

/** Has all commands of the test file that calls it run as processes, where it is the process that is tested. */
export function runAsProcesses(): void {
  isHosted = false;
}

/** Runs the command to its end, in a host that starts once for the test file. Commands at the same time are processes. */
export function runLodestone(
  commandArguments: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  if (!isHosted || isHostBusy()) return runProcess(commandArguments, options);
  const { stdin = '', env = {}, cwd = process.cwd() } = options;
  return runHosted({ commandArguments, environment: environmentOf(env), folder: cwd, stdin });
}

/** A temporary folder for the test file that calls this at the top, removed after its tests. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'lodestone-cli-'));
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
