// The running server of a cluster as it shows from outside: finding it, telling it from others, stopping it. PostgreSQL's
// first process, the postmaster, writes who and where it is into the cluster's file postmaster.pid
// (https://www.postgresql.org/docs/18/storage-file-layout.html). Whoever calls these functions holds the gate of the
// data folder.

import { spawnSync } from 'node:child_process';
import { readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { nameFromInside } from './embedded-cluster.ts';

/** A living server process of one cluster. */
export interface Postmaster {
  readonly processId: number;
  readonly port: number;
  /** `starting`, `ready` or `stopping`; empty while it has only just begun. */
  readonly status: string;
}

/** A fast stop writes at most the shared buffers to the disk. On a full disk it never ends. */
const fastStopMilliseconds = 15_000;
const immediateStopMilliseconds = 30_000;
const pollMilliseconds = 10;

/** Returns the living server of the cluster, in whatever state it is; `undefined` when none runs. */
export async function findPostmaster(cluster: string): Promise<Postmaster | undefined> {
  const lines = await readPidFile(cluster);
  const processId = Number(lines[0]);
  if (!(processId > 0) || !(await isPostmasterOf(processId, cluster))) return undefined;
  return { processId, port: Number(lines[3]), status: lines[7]?.trim() ?? '' };
}

/**
 * Stops the server of the cluster if one runs: sessions are ended, what they committed is kept. One that cannot write
 * what it has in memory is stopped at once, and the next start reads its log instead (PostgreSQL manual, "Shutting Down
 * the Server": SIGINT is the fast stop, SIGQUIT the immediate one).
 */
export async function stopPostmaster(cluster: string, logFile: string): Promise<void> {
  const running = await findPostmaster(cluster);
  if (running === undefined) return;
  signalProcess(running.processId, 'SIGINT');
  if (await isGoneWithin(fastStopMilliseconds, running.processId, cluster)) return;
  signalProcess(running.processId, 'SIGQUIT');
  if (await isGoneWithin(immediateStopMilliseconds, running.processId, cluster)) return;
  throw new Error(`PostgreSQL (process ${running.processId}) does not stop; its log is ${logFile}`);
}

async function isGoneWithin(milliseconds: number, processId: number, cluster: string): Promise<boolean> {
  const deadline = performance.now() + milliseconds;
  while (await isPostmasterOf(processId, cluster)) {
    if (performance.now() > deadline) return false;
    await sleep(pollMilliseconds);
  }
  return true;
}

/**
 * A postmaster.pid of a dead server is PostgreSQL's business: it looks for survivors and takes the file over. But it
 * refuses to start when the file is empty (the machine stopped in the middle of writing it) or names a process that
 * lives, though it be another one that was given the same number. We know better, and remove it. Should a server be
 * starting just then, by the command that was killed before us, only one of them gets the shared memory whose key is
 * derived from the folder; the other one ends.
 */
export async function removeMisleadingPidFile(cluster: string): Promise<void> {
  const processId = Number((await readPidFile(cluster))[0]);
  if (!(processId > 0) || (isAlive(processId) && !(await isPostmasterOf(processId, cluster)))) {
    await rm(join(cluster, 'postmaster.pid'), { force: true });
  }
}

/** Returns the port that postmaster.pid names, whether its server lives or not; `undefined` when there is none. */
export async function readFormerPort(cluster: string): Promise<number | undefined> {
  const port = Number((await readPidFile(cluster))[3]);
  return port > 0 ? port : undefined;
}

async function readPidFile(cluster: string): Promise<readonly string[]> {
  try {
    return (await readFile(join(cluster, 'postmaster.pid'), 'utf8')).split('\n');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return [];
    throw error;
  }
}

/**
 * Tells whether a process is a PostgreSQL that works in this very folder. A process number alone says nothing: it may
 * have been given to another process, or the folder may be a copy of one whose server runs.
 */
async function isPostmasterOf(processId: number, cluster: string): Promise<boolean> {
  if (!isAlive(processId)) return false;
  if (process.platform !== 'linux') {
    const command = spawnSync('ps', ['-ww', '-o', 'command=', '-p', String(processId)], { encoding: 'utf8' }).stdout;
    return command.includes(`-D ${nameFromInside(cluster)} `);
  }
  try {
    // The second field is the program's name in brackets, the third its state; Z has ended and waits to be collected.
    const [, name, state] = /^\d+ \((.*)\) (.)/s.exec(await readFile(`/proc/${processId}/stat`, 'utf8')) ?? [];
    if (name !== 'postgres' || state === 'Z') return false;
    const [worksIn, folder] = await Promise.all([stat(`/proc/${processId}/cwd`), stat(cluster)]);
    return worksIn.dev === folder.dev && worksIn.ino === folder.ino;
  } catch (error) {
    // It has just ended, or it belongs to somebody else and we may not look: either way it is not ours.
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].includes(errorCode(error) ?? '')) return false;
    throw error;
  }
}

function isAlive(processId: number): boolean {
  return signalProcess(processId, 0);
}

/** Sends a signal; false when there is no such process. */
function signalProcess(processId: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(processId, signal);
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

function errorCode(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error ? String(error.code) : undefined;
}
