// Starting the server of a cluster, so that it outlives the command that started it. Whoever calls these functions holds
// the gate of the data folder.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Cluster, clusterDatabase, clusterUser, nameFromInside, programEnvironment } from './embedded-cluster.ts';
import { keepLogSmall } from './embedded-log.ts';
import { findPostmaster, readFormerPort, removeMisleadingPidFile } from './embedded-postmaster.ts';
import { embeddedSettings } from './embedded-settings.ts';

export interface StartOptions {
  readonly logFile: string;
  readonly onProgress: (message: string) => void;
  readonly signal: AbortSignal | undefined;
}

/** How long to try in vain: orphans of a killed server may hold on to its shared memory, a port may stay taken. */
const retryMilliseconds = 60_000;
const pollMilliseconds = 10;
const relaunchMilliseconds = 100;
/** Somebody who waits is told so after the first of these, and then again after each of the second. */
const firstProgressMilliseconds = 1_000;
const progressMilliseconds = 5_000;

/**
 * Has the server of the cluster running, the one that runs already or a new one, and returns the URL of its database
 * once that could be connected to. Throws with the end of the log if there is no way.
 */
export async function startServer(cluster: Cluster, options: StartOptions): Promise<string> {
  const { logFile, signal } = options;
  const report = atIntervals(options.onProgress);
  let deadline = performance.now() + retryMilliseconds;
  for (;;) {
    signal?.throwIfAborted();
    const running = await findPostmaster(cluster.folder);
    if (running === undefined) {
      const failure = await launch(cluster, logFile);
      if (failure === undefined) continue;
      if (!passesByItself.test(failure) || performance.now() > deadline) {
        throw new Error(`PostgreSQL did not start in ${cluster.folder}; its log ${logFile} ends with:\n${failure}`);
      }
      report('waiting for the processes of an earlier PostgreSQL in this folder to end');
      await sleep(relaunchMilliseconds, undefined, { signal });
    } else if (running.status === 'ready') {
      const databaseUrl = urlAt(running.port, cluster.password);
      const failure = await tryConnection(databaseUrl);
      if (failure === undefined) return databaseUrl;
      // It may have been killed, or told to stop, just now.
      if (performance.now() > deadline) {
        const where = `process ${running.processId}, port ${running.port}, log ${logFile}`;
        throw new Error(`PostgreSQL runs but takes no connection (${where})`, { cause: failure });
      }
      await sleep(pollMilliseconds, undefined, { signal });
    } else {
      // Recovery after an unclean end takes as long as it takes; the log shows how far it is.
      report(`waiting for PostgreSQL, which is ${running.status || 'starting'}; its log is ${logFile}`);
      deadline = performance.now() + retryMilliseconds;
      await sleep(pollMilliseconds, undefined, { signal });
    }
  }
}

/** The transport is named as well: without it, a PGSSLMODE in the environment, meant for other servers, would count. */
function urlAt(port: number, password: string): string {
  return `postgres://${clusterUser}:${password}@127.0.0.1:${port}/${clusterDatabase}?sslmode=disable`;
}

/** What PostgreSQL says when a start fails because of an earlier server that is not quite gone, or of a taken port. */
const passesByItself =
  /pre-existing shared memory block|lock file ".*" already exists|could not bind|could not create any TCP/;

function atIntervals(onProgress: (message: string) => void): (message: string) => void {
  let next = performance.now() + firstProgressMilliseconds;
  return (message) => {
    if (performance.now() < next) return;
    onProgress(message);
    next = performance.now() + progressMilliseconds;
  };
}

/** Connects once. That proves more than the process does: the server takes connections, and the password opens it. */
async function tryConnection(databaseUrl: string): Promise<Error | undefined> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    if (error instanceof pg.DatabaseError && error.code === invalidPassword) {
      throw new Error('the database does not accept the password in postgres.password: restore the file', {
        cause: error,
      });
    }
    return error instanceof Error ? error : new Error(String(error));
  }
}

/** https://www.postgresql.org/docs/18/errcodes-appendix.html */
const invalidPassword = '28P01';

/** Starts a server process. Returns `undefined` once it has entered itself in postmaster.pid, or why it ended. */
async function launch(cluster: Cluster, logFile: string): Promise<string | undefined> {
  const port = await choosePort(cluster.folder);
  await removeMisleadingPidFile(cluster.folder);
  await keepLogSmall(logFile);
  const log = await open(logFile, 'a', 0o600);
  try {
    const logStart = (await log.stat()).size;
    const settings = Object.entries({ ...embeddedSettings, port: String(port) });
    const child = spawn(
      cluster.binaries.postgres,
      ['-D', nameFromInside(cluster.folder), ...settings.flatMap(([name, value]) => ['-c', `${name}=${value}`])],
      {
        ...cluster.account,
        cwd: cluster.folder,
        env: programEnvironment,
        detached: true,
        stdio: ['ignore', log.fd, log.fd],
      },
    );
    await once(child, 'spawn');
    child.unref();
    while (child.exitCode === null && child.signalCode === null) {
      if ((await findPostmaster(cluster.folder))?.processId === child.pid) return undefined;
      await sleep(pollMilliseconds);
    }
    const said = (await readFile(logFile)).subarray(logStart).toString().trimEnd();
    return said || `nothing (it ended with ${child.signalCode ?? `exit code ${child.exitCode}`})`;
  } finally {
    await log.close();
  }
}

/**
 * After an unclean end the port of the ended server is taken again when it is free, so that a command that is still
 * there finds the server where it was. PostgreSQL tells us when the port was taken in the meantime.
 */
async function choosePort(cluster: string): Promise<number> {
  const former = await readFormerPort(cluster);
  return former !== undefined && (await listensOn(former)) !== undefined ? former : ((await listensOn(0)) ?? 0);
}

/** Listens on a loopback port for a moment (0: one that the kernel chooses), and tells which; `undefined` if taken. */
async function listensOn(port: number): Promise<number | undefined> {
  const server = createServer().listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return undefined;
  }
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' ? address?.port : undefined;
}
