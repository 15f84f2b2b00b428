// Lodestone's own PostgreSQL, kept in the data folder. Several commands may use one data folder at once: the first one
// starts the server, the others join it, and whoever leaves last stops it. Nobody supervises from above; the commands
// agree through two kernel locks (embedded-lock.ts) that end with their holders:
//
//   postgres.gate   exclusive: held by the one command that is just starting, joining, leaving or stopping.
//   postgres.lease  shared: held by every command that uses the server, for as long as it does. Who holds the gate and
//                   can take the lease exclusively is alone.
//
// If a command crashes (kill -9) …
//   before it has the gate: nothing has happened.
//   while it starts the server: the gate is free at once. The next command finds no cluster, a complete one, or a server
//     in whatever state, waits until that is ready or gone, and goes on from there.
//   while it uses the server: its lease is gone at once. The server stays up until the next command leaves as the last.
//   while it stops the server: the server goes on stopping; the next command waits for that and starts it again.
// If the server crashes, the next command starts it again, and PostgreSQL recovers everything that was committed.

import { join, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { makeFolder } from '../make-folder.ts';
import { prepareCluster } from './embedded-cluster.ts';
import { type Lock, tryExclusiveLock, trySharedLock } from './embedded-lock.ts';
import { stopPostmaster } from './embedded-postmaster.ts';
import { fileSizeBytes, saysDiskFull } from './embedded-log.ts';
import { startServer } from './embedded-start.ts';

/** A place at the embedded server. Whoever opened it must close it; the server may go on for others. */
export interface EmbeddedServer {
  /** Where the database is, with the password in it: not for logs. */
  readonly databaseUrl: string;
  /** Says whether the server has found its disk full since this place was opened: then it may have ended of it. */
  foundDiskFull(): Promise<boolean>;
  /** Leaves the server, and stops it if nobody else uses it. Connections must be closed before. May be called twice. */
  close(): Promise<void>;
}

export interface EmbeddedServerOptions {
  /** Is told what takes long, in a few words. */
  readonly onProgress?: (message: string) => void;
  /** Gives up opening; nothing is left running that would not run otherwise. */
  readonly signal?: AbortSignal;
}

/**
 * Opens the PostgreSQL of a data folder: makes the folder and the cluster if need be, starts the server or joins the
 * one that runs, and returns when it takes connections. Throws, naming the log file, if that cannot be had.
 */
export async function openEmbeddedServer(
  dataFolder: string,
  options: EmbeddedServerOptions = {},
): Promise<EmbeddedServer> {
  const folder = resolve(dataFolder);
  const { onProgress = () => undefined, signal } = options;
  // The folder holds keys and a password as well.
  await makeFolder(folder);
  const logFile = join(folder, 'postgres.log');

  const gate = await passGate(folder, onProgress, signal);
  try {
    const logStartBytes = await fileSizeBytes(logFile);
    const lease = trySharedLock(leaseFile(folder));
    if (lease === undefined) throw new Error(`${leaseFile(folder)} is locked by something that is not Lodestone`);
    try {
      const cluster = await prepareCluster(folder, onProgress, signal);
      const databaseUrl = await startServer(cluster, { logFile, onProgress, signal });
      let closed: Promise<void> | undefined;
      return {
        databaseUrl,
        foundDiskFull: () => saysDiskFull(logFile, logStartBytes),
        close: () => (closed ??= leave(folder, lease, logFile)),
      };
    } catch (error) {
      // A second failure, to stop what we may have started, would only hide the first.
      await stopIfUnused(folder, lease, logFile).catch(() => undefined);
      throw error;
    }
  } finally {
    gate.release();
  }
}

async function leave(folder: string, lease: Lock, logFile: string): Promise<void> {
  const gate = await passGate(folder, () => undefined, undefined);
  try {
    await stopIfUnused(folder, lease, logFile);
  } finally {
    gate.release();
  }
}

/** Gives back the lease and, if that was the last one, stops the server. The caller holds the gate. */
async function stopIfUnused(folder: string, lease: Lock, logFile: string): Promise<void> {
  lease.release();
  const alone = tryExclusiveLock(leaseFile(folder));
  if (alone === undefined) return;
  try {
    await stopPostmaster(join(folder, 'postgres'), logFile);
  } finally {
    alone.release();
  }
}

const leaseFile = (folder: string): string => join(folder, 'postgres.lease');

/** Waits for the gate, however long its holder takes (a first start, a recovery): the kernel frees it if that dies. */
async function passGate(
  folder: string,
  onProgress: (message: string) => void,
  signal: AbortSignal | undefined,
): Promise<Lock> {
  for (let waits = 0; ; waits += 1) {
    const gate = tryExclusiveLock(join(folder, 'postgres.gate'));
    if (gate !== undefined) return gate;
    if (waits === 100) onProgress('waiting for another command that is starting or stopping PostgreSQL in this folder');
    await sleep(20, undefined, { signal });
  }
}
