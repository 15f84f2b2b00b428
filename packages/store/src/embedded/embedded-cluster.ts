// The cluster: the folder of PostgreSQL's own files, and the password that opens it. Both are made once per data folder.

import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { accountForNewCluster, accountOfCluster, give, type ServerAccount } from './embedded-account.ts';
import { type Binaries, findBinaries } from './embedded-binaries.ts';

/** A cluster ready to be started. */
export interface Cluster {
  readonly folder: string;
  readonly password: string;
  readonly account: ServerAccount;
  readonly binaries: Binaries;
}

/** The superuser of the cluster, and the database made in it. */
export const clusterUser = 'lodestone';
export const clusterDatabase = 'lodestone';

/**
 * How to name the cluster's folder to a program that was started inside it. Linux has a name that works even if the
 * program's account may not pass through the folders above (a data folder below /root, or made by mktemp, is closed to
 * all but its owner): the working directory was entered before the privileges were given up.
 */
export function nameFromInside(folder: string): string {
  return process.platform === 'linux' ? '/proc/self/cwd' : folder;
}

/** The environment of PostgreSQL's programs: nothing of ours, in particular no PGPORT, PGDATA or secret of the caller. */
export const programEnvironment = { PATH: process.env['PATH'] ?? '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' };

const folderName = 'postgres';
const unfinishedPrefix = `${folderName}.unfinished-`;

/** Whether a data folder has a cluster: no server need run for the answer. */
export function hasCluster(dataFolder: string): boolean {
  return existsSync(join(dataFolder, folderName));
}

/**
 * Opens the cluster of a data folder, and initialises it when there is none. The caller holds the gate of the data
 * folder, so that only one process does this at a time.
 */
export async function prepareCluster(
  dataFolder: string,
  onProgress: (message: string) => void,
  signal: AbortSignal | undefined,
): Promise<Cluster> {
  const folder = join(dataFolder, folderName);
  await removeUnfinished(dataFolder);
  if (!existsSync(folder)) {
    const account = await accountForNewCluster();
    const cluster = {
      folder,
      password: await makePassword(dataFolder),
      account,
      binaries: await findBinaries(account),
    };
    onProgress(`initialising PostgreSQL ${cluster.binaries.majorVersion} in ${folder}`);
    await initialise(cluster, signal);
    return cluster;
  }
  const account = await accountOfCluster(folder);
  const cluster = { folder, password: await readPassword(dataFolder), account, binaries: await findBinaries(account) };
  const version = (await readIfThere(join(folder, 'PG_VERSION')))?.trim();
  if (version === undefined) throw new Error(`${folder} holds no PostgreSQL cluster: move it out of the way`);
  if (version !== cluster.binaries.majorVersion) {
    throw new Error(
      `${folder} was made by PostgreSQL ${version}, and this Lodestone brings PostgreSQL ` +
        `${cluster.binaries.majorVersion}: go on with the Lodestone that made it, or move the ledger to a server of your own with it (docs/operating.md)`,
    );
  }
  return cluster;
}

/**
 * Makes the cluster in a folder of another name and moves it into place when it is complete and on the disk. If we
 * crash before the move, the next start finds no cluster, removes the remains and makes a new one; after the move
 * nothing is left to do. The name is new each time, so that an initdb which outlived us writes into its own remains.
 */
async function initialise(cluster: Cluster, signal: AbortSignal | undefined): Promise<void> {
  const { account, binaries } = cluster;
  const dataFolder = dirname(cluster.folder);
  const unfinished = await mkdtemp(join(dataFolder, unfinishedPrefix));
  try {
    const made = join(unfinished, 'cluster');
    const passwordFile = join(unfinished, 'password');
    await mkdir(made, { mode: 0o700 });
    await writeDurably(passwordFile, cluster.password);
    for (const path of [unfinished, made, passwordFile]) await give(path, account);
    const inside = nameFromInside(made);
    await runProgram(
      binaries.initdb,
      [
        `--pgdata=${inside}`,
        `--pwfile=${inside}/../${basename(passwordFile)}`,
        `--username=${clusterUser}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--data-checksums',
      ],
      { folder: made, account, signal, input: '' },
    );
    await runProgram(binaries.postgres, ['--single', '-D', inside, '-c', 'exit_on_error=on', 'postgres'], {
      folder: made,
      account,
      signal,
      input: `create database ${clusterDatabase};\n`,
    });
    await rename(made, cluster.folder);
    await syncFolder(dataFolder);
  } catch (error) {
    throw new Error(`could not initialise PostgreSQL in ${cluster.folder}`, { cause: error });
  } finally {
    await removeTree(unfinished);
  }
}

interface ProgramOptions {
  readonly folder: string;
  readonly account: ServerAccount;
  readonly signal: AbortSignal | undefined;
  readonly input: string;
}

async function runProgram(program: string, programArguments: string[], options: ProgramOptions): Promise<void> {
  const child = spawn(program, programArguments, {
    ...options.account,
    ...(options.signal === undefined ? {} : { signal: options.signal }),
    cwd: options.folder,
    env: programEnvironment,
    stdio: 'pipe',
  });
  let output = '';
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  child.stdin.on('error', () => undefined); // A program that ends early says why by its exit and its output.
  child.stdin.end(options.input);
  const [code, endedBy] = await new Promise<[number | null, string | null]>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (...ending) => resolve(ending));
  });
  if (code !== 0) throw new Error(`${program} ended with ${endedBy ?? `exit code ${code}`}:\n${output.trimEnd()}`);
}

async function removeUnfinished(dataFolder: string): Promise<void> {
  for (const name of await readdir(dataFolder)) {
    if (name.startsWith(unfinishedPrefix)) await removeTree(join(dataFolder, name));
  }
}

/** Retries, because an initdb that outlived its command may still be adding files. */
function removeTree(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
}

const passwordFileIn = (dataFolder: string): string => join(dataFolder, 'postgres.password');

/** 192 random bits, in characters that need no quoting in a URL. */
async function makePassword(dataFolder: string): Promise<string> {
  const existing = await readIfThere(passwordFileIn(dataFolder));
  if (existing !== undefined && existing.trim() !== '') return existing.trim();
  const password = randomBytes(24).toString('base64url');
  await writeDurably(passwordFileIn(dataFolder), password);
  return password;
}

async function readPassword(dataFolder: string): Promise<string> {
  const password = await readIfThere(passwordFileIn(dataFolder));
  if (password === undefined || password.trim() === '') {
    throw new Error(`${passwordFileIn(dataFolder)}, which opens the database beside it, is missing: restore it`);
  }
  return password.trim();
}

/** Writes a file that only its owner may read. If we crash on the way there is the old file, or none. */
async function writeDurably(path: string, text: string): Promise<void> {
  const unfinished = `${path}.unfinished`;
  await rm(unfinished, { force: true });
  const file = await open(unfinished, 'wx', 0o600);
  try {
    await file.writeFile(`${text}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(unfinished, path);
  await syncFolder(dirname(path));
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
