/** A data folder for tests: commands on it, and what is below them, the embedded server and its database. */
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll } from 'vitest';
import {
  type CommandOptions,
  type CommandResult,
  type RunningCommand,
  runLodestone,
  startLodestone,
  temporaryFolder,
} from './run-lodestone.ts';

/** The answer of a command that was asked for JSON. */
export interface JsonAnswer<Value> {
  readonly code: number | null;
  readonly value: Value;
  readonly stderr: string;
}

export interface TestPlace {
  readonly folder: string;
  /** The data folder; not there before the first command that makes it. */
  readonly data: string;
  /** Runs a command on the data folder. */
  run(commandArguments: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Runs a command that must succeed, for what a test needs before it begins. */
  prepare(commandArguments: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** Runs it with `--json` and reads the one document that it answers with. */
  json<Value>(commandArguments: readonly string[], options?: CommandOptions): Promise<JsonAnswer<Value>>;
  /** Writes a file beside the data folder and returns its path. */
  file(name: string, content: string | Uint8Array): Promise<string>;
}

/** A place of its own for the test file that calls this at the top. Nothing may be left running in it at the end. */
export async function testPlace(): Promise<TestPlace> {
  const folder = await temporaryFolder();
  const data = join(folder, 'data');
  // Hooks run last in, first out: this one before the folder is removed.
  afterAll(() => {
    if (existsSync(postmasterFile(data))) throw new Error('a test left the server running');
  });
  return placeAt(folder, data);
}

/** Another data folder in the folder of a place. */
export function anotherPlace({ folder }: TestPlace, name: string): TestPlace {
  return placeAt(folder, join(folder, name));
}

function placeAt(folder: string, data: string): TestPlace {
  const run: TestPlace['run'] = (commandArguments, options) =>
    runLodestone(['--data', data, ...commandArguments], options);
  return {
    folder,
    data,
    run,
    prepare: async (commandArguments, options) => {
      const result = await run(commandArguments, options);
      if (result.code !== 0)
        throw new Error(`${commandArguments.join(' ')} ended with ${result.code}: ${result.stderr}`);
      return result;
    },
    json: async (commandArguments, options) => {
      const { code, stdout, stderr } = await run([...commandArguments, '--json'], options);
      try {
        return { code, value: JSON.parse(stdout), stderr };
      } catch (error) {
        throw new Error(`not one JSON document: ${stdout}\nstderr: ${stderr}`, { cause: error });
      }
    },
    file: async (name, content) => {
      const path = join(folder, name);
      await writeFile(path, content);
      return path;
    },
  };
}

/**
 * Keeps the server of a place running between the commands of a test file, which saves starting and stopping it each
 * time: a `record` that waits for its input holds on to it, and records nothing.
 */
export function keepServer(place: TestPlace): void {
  let waiting: RunningCommand | undefined;
  beforeAll(async () => {
    waiting = startLodestone(['--data', place.data, 'record', '-']);
    await serverIsUp(place);
  });
  afterAll(async () => {
    waiting?.stdin.end();
    await waiting?.result;
  });
}

const WAIT_MILLISECONDS = 30_000;
const POLL_MILLISECONDS = 20;

/** Waits until `condition` gives something. */
export async function until<Result>(
  condition: () => Promise<Result | undefined> | Result | undefined,
): Promise<Result> {
  const deadline = Date.now() + WAIT_MILLISECONDS;
  for (;;) {
    const result = await condition();
    if (result !== undefined) return result;
    if (Date.now() > deadline)
      throw new Error(`it did not happen within ${WAIT_MILLISECONDS} ms: ${condition.toString()}`);
    await sleep(POLL_MILLISECONDS);
  }
}

const postmasterFile = (data: string): string => join(data, 'postgres', 'postmaster.pid');

/** The process of the running server. */
export async function serverProcess({ data }: TestPlace): Promise<number> {
  return Number((await readFile(postmasterFile(data), 'utf8')).split('\n')[0]);
}

/** Waits for the server to take connections, and tells where: the superuser's URL, with the password in it. */
export async function serverIsUp({ data }: TestPlace): Promise<string> {
  const port = await until(async () => {
    const lines = (await readFile(postmasterFile(data), 'utf8').catch(() => '')).split('\n');
    return lines[7]?.trim() === 'ready' ? Number(lines[3]) : undefined;
  });
  const password = (await readFile(join(data, 'postgres.password'), 'utf8')).trim();
  return `postgres://lodestone:${password}@127.0.0.1:${port}/lodestone`;
}
