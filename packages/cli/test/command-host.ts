/**
 * Runs commands one after the other in one process, for tests: most of what a short command costs is the start of Node
 * and of the program. Each finds arguments, environment, folder, input and output as a process of its own would. What is
 * still open when it has ended, and would keep its process from ending, is told.
 */
import { Readable, Writable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { runProgram } from '../src/run-program.ts';

export interface HostedCommand {
  readonly commandArguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly folder: string;
  readonly stdin: string | Uint8Array;
}

export interface HostedResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** What the command did not let go of. */
  readonly held: readonly string[];
}

/** As much as a pipe gives at once. */
const CHUNK_BYTES = 65_536;
/** A connection that is closed may take its other side a moment, on a busy machine a long one; what is held stays held. */
const LETTING_GO_MILLISECONDS = 60_000;

function* chunksOf(content: string | Uint8Array): Generator<Uint8Array> {
  const bytes = Buffer.from(content);
  for (let start = 0; start < bytes.length; start += CHUNK_BYTES) yield bytes.subarray(start, start + CHUNK_BYTES);
}

/** A stream that keeps what is written to it. */
function keeper(): { readonly stream: Writable; text(): string } {
  const parts: Buffer[] = [];
  const stream = new Writable({
    write(part: Buffer, _encoding, done) {
      parts.push(part);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(parts).toString() };
}

/** What keeps this process alive beyond what did before, once that is nothing or has had its time. */
async function whatIsHeld(before: readonly string[]): Promise<string[]> {
  const deadline = performance.now() + LETTING_GO_MILLISECONDS;
  for (let waitMilliseconds = 0; ; waitMilliseconds = 5) {
    await sleep(waitMilliseconds);
    const held = process.getActiveResourcesInfo();
    for (const resource of before) if (held.includes(resource)) held.splice(held.indexOf(resource), 1);
    if (held.length === 0 || performance.now() > deadline) return held;
  }
}

function setEnvironment(environment: Readonly<Record<string, string>>): void {
  for (const name of Object.keys(process.env)) delete process.env[name];
  Object.assign(process.env, environment);
}

async function runHosted(command: HostedCommand): Promise<HostedResult> {
  const stdout = keeper();
  const stderr = keeper();
  for (const [name, value] of [
    ['stdin', Readable.from(chunksOf(command.stdin))],
    ['stdout', stdout.stream],
    ['stderr', stderr.stream],
  ] as const) {
    Object.defineProperty(process, name, { value, configurable: true });
  }
  setEnvironment(command.environment);
  process.chdir(command.folder);
  process.argv.splice(2, Number.POSITIVE_INFINITY, ...command.commandArguments);
  process.exitCode = undefined;
  const before = process.getActiveResourcesInfo();
  await runProgram();
  const held = await whatIsHeld(before);
  // What it listened to of a process that would have ended with it.
  process.removeAllListeners('exit').removeAllListeners('uncaughtException');
  return { code: exitCode(), stdout: stdout.text(), stderr: stderr.text(), held };
}

function exitCode(): number {
  return Number(process.exitCode ?? 0);
}

process.on('message', (command: HostedCommand) => {
  void runHosted(command).then((result) => process.send?.(result));
});
process.on('disconnect', () => process.exit());
